public import SeuilCore
import SeuilCrypto

/// The bytes of one call's visits, one JSON object each, wiped when the last reference to them goes.
///
/// The bytes are copied once, into memory that is locked where the system allows; the copy that the caller
/// keeps is the caller's to wipe.
public final class VisitBatch: Sendable {
    private let bytes: SecretBytes
    private let ranges: [Range<Int>]
    /// Whether a visit without an `id` is refused: a sender that repeats a whole stream needs them.
    let requiresIDs: Bool

    /// How many visits there are.
    public var count: Int { ranges.count }

    /// The objects that stand at `ranges` of `bytes`.
    public init(
        copying bytes: UnsafeRawBufferPointer, objects ranges: [Range<Int>],
        requiringIDs requiresIDs: Bool = false
    ) {
        precondition(
            ranges.allSatisfy { 0 <= $0.lowerBound && $0.upperBound <= bytes.count },
            "an object lies within the bytes")
        // Safe: copied during the call.
        self.bytes = unsafe SecretBytes(copying: bytes)
        self.ranges = ranges
        self.requiresIDs = requiresIDs
    }

    /// One visit.
    public convenience init(_ object: [UInt8]) { self.init([object]) }

    /// One visit an element.
    public init(_ objects: [[UInt8]]) {
        var joined: [UInt8] = []
        joined.reserveCapacity(objects.reduce(0) { $0 + $1.count })
        var ranges: [Range<Int>] = []
        for object in objects {
            ranges.append(joined.count..<joined.count + object.count)
            joined += object
        }
        self.ranges = ranges
        requiresIDs = false
        bytes = SecretBytes(copying: joined)
        wipe(&joined)
    }

    /// Gives `body` the bytes of visit number `index`, which must not be kept.
    func withBytes<R>(ofVisit index: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        unsafe bytes.withUnsafeBytes { all in
            // Safe: every range was checked against the length.
            unsafe body(UnsafeRawBufferPointer(rebasing: all[ranges[index]]))
        }
    }
}

/// What became of one visit. `counted` and `duplicate` both mean: sealed, flushed to disk, counted once.
public enum RecordOutcome: Sendable, Equatable {
    case counted
    /// Its id was counted before. Nothing outside the daemon may tell this apart for a single visit.
    case duplicate
    case refused(Refusal)
}
