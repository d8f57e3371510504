public import Foundation

/// One visit as it was sent: a view of its bytes, checked for form but not yet for meaning.
///
/// Values are not copied out of the sender's bytes, save strings with escapes, whose unescaped form lies in
/// memory that is wiped with the visit. It cannot be copied, so that it ends where it was scanned; whoever
/// scans answers for keeping the bytes in place until then, and wipes them afterwards.
@safe
public struct RawVisit: ~Copyable {
    /// Where one value stands, and what it is.
    struct Value {
        enum Kind: UInt8 {
            /// Not sent.
            case absent
            /// Sent as `null`, which means missing.
            case null
            case string, number
            /// Sent, read over and forgotten.
            case dropped
        }
        var kind = Kind.absent
        /// Whether it stands in the visit's own memory, because it held escapes.
        var isUnescaped = false
        var start: Int32 = 0
        var count: Int32 = 0

        var isMissing: Bool { kind == .absent || kind == .null }
    }

    /// The visit's `id`; `nil` when none was sent.
    public let eventID: EventID?
    /// The visit's `at`; `nil` when none was sent.
    public let sentTime: Date?
    /// How many people came together, at least 1.
    public let groupSize: Int
    /// How many requests were sent; 0 when there is no `requests` at all.
    public let requestCount: Int

    private let members: VisitMembers
    private let values: [Value]
    private let source: UnsafeRawBufferPointer
    private let unescaped: WipedBuffer?

    /// - Parameter source: Stays in place, unchanged, for the visit's lifetime.
    /// - Throws: `invalidId`, `invalidTime` or, for `count`, `outOfRange`.
    @unsafe init(
        requestCount: Int, members: VisitMembers, values: [Value], limits: VisitLimits,
        source: UnsafeRawBufferPointer, unescaped: WipedBuffer?
    ) throws(Refusal) {
        func own<Result>(
            _ place: Int, _ field: String, _ code: Refusal.Code,
            _ read: (UnsafeRawBufferPointer) -> Result?
        ) throws(Refusal) -> Result? {
            if values[place].isMissing { return nil }
            // Safe: the bytes are read during the call only.
            let bytes = unsafe RawVisit.bytes(
                of: values[place], source: source, unescaped: unescaped)
            guard let result = unsafe read(bytes) else { throw Refusal(code, field: field) }
            return result
        }
        let eventID = try unsafe own(VisitMembers.OwnPlace.id, "id", .invalidId) {
            unsafe EventID($0)
        }
        let sentTime = try unsafe own(VisitMembers.OwnPlace.time, "at", .invalidTime) {
            unsafe InternetTime.instant($0)
        }
        let size = try unsafe own(VisitMembers.OwnPlace.groupSize, "count", .outOfRange) {
            unsafe Decimal6(digits: $0).flatMap(\.wholeNumber)
        }
        let groupSize = size ?? 1
        guard groupSize >= 1, groupSize <= limits.groupSize else {
            throw Refusal(.outOfRange, field: "count")
        }
        // All at the end: a value that is not copyable is made whole or not at all.
        self.eventID = eventID
        self.sentTime = sentTime
        self.groupSize = groupSize
        self.requestCount = requestCount
        self.members = members
        self.values = values
        unsafe self.source = source
        self.unescaped = unescaped
    }

    /// The time that the visit counts at: its `at`, by default the time of receipt.
    ///
    /// - Throws: `inTheFuture` when `at` is more than five minutes after `receipt`.
    public func time(receivedAt receipt: Date) throws(Refusal) -> Date {
        guard let sentTime else { return receipt }
        guard sentTime <= receipt.addingTimeInterval(RawVisit.largestLead) else {
            throw Refusal(.inTheFuture, field: "at")
        }
        return sentTime
    }

    /// How far a sender's clock may be ahead, in seconds.
    private static let largestLead: TimeInterval = 5 * 60

    /// How many members the policy that it was scanned for declares.
    var declaredCount: Int { members.places.count }

    /// The value of policy member `member`, within request number `request` if it is a request's.
    func value(member: Int, request: Int?) -> Value {
        let place = members.places[member]
        switch place.scope {
        case .visit: return values[place.index]
        case .request:
            guard let request, request < requestCount else { return Value() }
            let firstPlace = members.visitPlaceCount + request * members.requestPlaceCount
            return values[firstPlace + place.index]
        }
    }

    /// The bytes of `value`, which must not be used after the visit has ended.
    func bytes(of value: Value) -> UnsafeRawBufferPointer {
        unsafe RawVisit.bytes(of: value, source: source, unescaped: unescaped)
    }

    /// The bytes of `value`, in `source` or where its escapes were resolved.
    static func bytes(
        of value: Value, source: UnsafeRawBufferPointer, unescaped: WipedBuffer?
    ) -> UnsafeRawBufferPointer {
        let range = Int(value.start)..<Int(value.start) + Int(value.count)
        // Safe: the scanner found the value in one of the two, at these positions.
        guard value.isUnescaped, let unescaped else {
            return unsafe UnsafeRawBufferPointer(rebasing: source[range])
        }
        return unsafe UnsafeRawBufferPointer(rebasing: unescaped.bytes[range])
    }
}

extension Decimal6 {
    /// The number itself where it has no decimals.
    var wholeNumber: Int? {
        millionths % 1_000_000 == 0 ? Int(millionths / 1_000_000) : nil
    }
}
