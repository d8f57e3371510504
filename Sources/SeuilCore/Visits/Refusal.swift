/// Why a visit was not counted: a code for the sender's tool and the declared place, never a value.
public struct Refusal: Error, Sendable, Equatable {
    /// Stable codes of the protocol; the raw value is what is sent.
    public enum Code: String, Sendable, Equatable, CaseIterable {
        /// Not well-formed JSON (RFC 8259), or not UTF-8.
        case malformed
        /// Well-formed, but not one JSON object.
        case notAnObject = "not-an-object"
        case duplicateMember = "duplicate-member"
        case tooDeep = "too-deep"
        case tooManyMembers = "too-many-members"
        case tooManyRequests = "too-many-requests"
        case tooLong = "too-long"
        /// A member that the policy does not receive; `field` gives its position only.
        case unknownMember = "unknown-member"
        case missing
        case wrongType = "wrong-type"
        case unknownCode = "unknown-code"
        case outOfRange = "out-of-range"
        case invalidId = "invalid-id"
        case invalidTime = "invalid-time"
        case invalidDate = "invalid-date"
        /// More than five minutes ahead.
        case inTheFuture = "in-the-future"
        /// A group (`count`) together with an identifier.
        case groupWithIdentifier = "group-with-identifier"
        case periodClosed = "period-closed"
        /// Before the first day or period that the policy counts, or after its last day.
        case periodNotOpen = "period-not-open"
        /// Its period would share days with one that was counted under another policy.
        case periodOverlaps = "period-overlaps"
        case noPolicy = "no-policy"
        case storageFailed = "storage-failed"
    }

    /// Where: a declared member's name, `requests[0].reason`, `id`, `at`, `count`, or `member 3` for an
    /// undeclared one; `nil` for the visit as a whole.
    public let field: String?
    public let code: Code

    public init(_ code: Code, field: String? = nil) {
        self.code = code
        self.field = field
    }
}
