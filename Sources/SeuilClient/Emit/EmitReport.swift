/// What became of the visits of a run so far, as the daemon has answered.
public struct EmitReport: Sendable, Equatable {
    /// Rejected lines with the same code at the same place.
    public struct Rejection: Sendable, Equatable, Hashable {
        public let code: String
        /// The declared member's name or position, `nil` for the visit as a whole.
        public let field: String?

        public init(code: String, field: String?) {
            self.code = code
            self.field = field
        }
    }

    /// How many, and where the first ones stand.
    public struct Occurrences: Sendable, Equatable {
        public var count = 0
        /// `FILE:LINE`, the first few.
        public var first: [String] = []
    }

    /// How many places a message names.
    static let namedPlaceCount = 3

    /// Visits that this run has had counted.
    public internal(set) var accepted = 0
    /// Visits that had been counted before: sent again under their id, and counted once.
    public internal(set) var duplicates = 0
    public internal(set) var rejected = 0
    public internal(set) var rejections: [Rejection: Occurrences] = [:]
    /// How often something had to be sent again.
    public internal(set) var retries = 0
    /// Bytes acknowledged.
    public internal(set) var byteCount = 0

    /// How far a batch came that the daemon could not take to its end.
    struct Unfinished: Sendable, Equatable {
        /// Visits that this run has had counted.
        var accepted = 0
        /// With those that had been counted before.
        var acknowledged = 0
    }

    /// Of the batch that is on its way.
    var unfinished = Unfinished()

    public init() {}

    /// Visits the daemon has answered for, in batches that it has taken to their end.
    public var answered: Int { accepted + duplicates + rejected }

    /// Visits the daemon has answered for, those in the middle of a batch included.
    public var acknowledged: Int { answered + unfinished.acknowledged }

    /// The rejections, most frequent first.
    public var sortedRejections: [(rejection: Rejection, occurrences: Occurrences)] {
        rejections.sorted { left, right in
            left.value.count != right.value.count
                ? left.value.count > right.value.count
                : (left.key.code, left.key.field ?? "") < (right.key.code, right.key.field ?? "")
        }.map { ($0.key, $0.value) }
    }

    /// Notes a visit that was counted, or was counted before.
    public mutating func note(isNew: Bool) {
        if isNew { accepted += 1 } else { duplicates += 1 }
    }

    /// Notes `count` rejections, of which one stands at `place`.
    public mutating func reject(_ rejection: Rejection, count: Int = 1, at place: String?) {
        var occurrences = rejections[rejection] ?? Occurrences()
        occurrences.count += count
        if let place, occurrences.first.count < EmitReport.namedPlaceCount {
            occurrences.first.append(place)
        }
        rejections[rejection] = occurrences
        rejected += count
    }
}
