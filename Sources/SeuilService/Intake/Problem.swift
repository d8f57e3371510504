import NIOHTTP1
import SeuilCore

/// Why a request was not done: a code for the tool and words for its author, never a value.
///
/// Source: RFC 9457, with `code` and `field` as extension members.
struct Problem: Sendable, Equatable {
    /// What can go wrong besides a visit itself; the raw value is what is sent.
    enum Code: String, Sendable, Equatable, CaseIterable {
        case malformedRequest = "malformed-request"
        case notFound = "not-found"
        case methodNotAllowed = "method-not-allowed"
        case tooSlow = "too-slow"
        case lengthRequired = "length-required"
        case unsupportedMediaType = "unsupported-media-type"
        case headersTooLarge = "headers-too-large"
        case versionUnsupported = "version-unsupported"
        case expectationFailed = "expectation-failed"
        case peerNotAllowed = "peer-not-allowed"
        case tooManyConnections = "too-many-connections"
        // The control socket's.
        case unknownPeriod = "unknown-period"
        case alreadyClosed = "already-closed"
        case tooEarly = "too-early"
        case closingUnderWay = "closing-under-way"
        case noRelease = "no-release"
        case periodDamaged = "period-damaged"
        case closingFailed = "closing-failed"
        case policyRefused = "policy-refused"
        case notReleased = "not-released"
        case cellNotPublished = "cell-not-published"
        case textRefused = "text-refused"
        case requestTooLarge = "request-too-large"
        case otherRelease = "other-release"
        case erratumFailed = "erratum-failed"
        case diskFull = "disk-full"
    }

    var status: HTTPResponseStatus
    var code: String
    var field: String?
    var detail: String
    /// When the same request is worth another try.
    var retryAfter: Int?
    /// For 405: what would be allowed.
    var allow: String?
    /// For a stream that ended before its end: what became of the lines until then.
    var summary: StreamSummary?

    init(
        _ status: HTTPResponseStatus, _ code: Code, _ detail: String, retryAfter: Int? = nil,
        allow: String? = nil
    ) {
        self.status = status
        self.code = code.rawValue
        self.detail = detail
        self.retryAfter = retryAfter
        self.allow = allow
    }

    /// The answer that tells it.
    var answer: Answer {
        let body = Body(
            type: "about:blank", title: status.reasonPhrase, status: Int(status.code), code: code,
            field: field, detail: detail, accepted: summary?.accepted,
            duplicates: summary?.duplicates, rejected: summary?.rejected)
        var answer = Answer.json(body, status, mediaType: "application/problem+json")
        if let retryAfter { answer.headers.append(("retry-after", String(retryAfter))) }
        if let allow { answer.headers.append(("allow", allow)) }
        return answer
    }

    private struct Body: Encodable {
        let type: String
        let title: String
        let status: Int
        let code: String
        let field: String?
        let detail: String
        let accepted: Int?
        let duplicates: Int?
        let rejected: Int?
    }
}

extension Problem {
    /// How the protocol answers a single visit that was refused.
    init(_ refusal: Refusal) {
        self.init(refusal.code.status, .malformedRequest, refusal.code.sentence)
        code = refusal.code.rawValue
        field = refusal.field
        if status == .serviceUnavailable { retryAfter = Problem.usualRetry }
    }

    /// How the protocol answers a request that came to no end; `nil` when nobody is there to be answered.
    init?(_ broken: BrokenRequest) {
        switch broken {
        case .malformed:
            self.init(.badRequest, .malformedRequest, "This is not an HTTP/1.1 request.")
        case .truncated:
            self.init(.badRequest, .malformedRequest, "The request ended in the middle.")
        case .headersTooLarge:
            self.init(
                .requestHeaderFieldsTooLarge, .headersTooLarge,
                "The header fields are larger than this server takes.")
        case .versionUnsupported:
            self.init(
                .httpVersionNotSupported, .versionUnsupported, "Only HTTP/1.1 is spoken here.")
        case .tooSlow:
            self.init(.requestTimeout, .tooSlow, "The request took too long to arrive.")
        case .disconnected: return nil
        }
    }

    /// Seconds after which a temporary refusal is worth another try.
    static let usualRetry = 5

    static let tooManyConnections = Problem(
        .serviceUnavailable, .tooManyConnections, "All connections are in use.",
        retryAfter: usualRetry)
    static let peerNotAllowed = Problem(
        .forbidden, .peerNotAllowed, "This user may not use this socket.")
    static let notFound = Problem(.notFound, .notFound, "There is nothing at this address.")

    /// 405, with what is allowed.
    static func methodNotAllowed(_ allow: String) -> Problem {
        Problem(
            .methodNotAllowed, .methodNotAllowed, "This method is not for this address.",
            allow: allow)
    }
}

extension Refusal.Code {
    /// Only 503 is worth a retry.
    var status: HTTPResponseStatus {
        switch self {
        case .malformed: .badRequest
        case .tooLong: .payloadTooLarge
        case .periodClosed: .conflict
        case .noPolicy, .storageFailed: .serviceUnavailable
        default: .unprocessableEntity
        }
    }

    /// Whether the daemon could not, rather than would not, count the visit.
    var isTemporary: Bool { status == .serviceUnavailable }

    /// The reason in words; where is said apart.
    var sentence: String {
        switch self {
        case .malformed: "The visit is not well-formed JSON in UTF-8."
        case .notAnObject: "A visit is one JSON object."
        case .duplicateMember: "A member stands in the object twice."
        case .tooDeep: "Objects and arrays stand too deep in one another."
        case .tooManyMembers: "An object has too many members."
        case .tooManyRequests: "The visit has too many requests."
        case .tooLong: "The visit is longer than this server takes."
        case .unknownMember: "The policy does not receive this member."
        case .missing: "A required member is missing."
        case .wrongType: "The member has another type in the policy."
        case .unknownCode: "The value is not in the policy's list of codes."
        case .outOfRange: "The number is outside what is taken."
        case .invalidId: "An id is a random UUID (version 4 or 7)."
        case .invalidTime: "A time is written as in RFC 3339, with its offset."
        case .invalidDate: "A date is a day that exists, written YYYY-MM-DD."
        case .inTheFuture: "The time is more than five minutes ahead."
        case .groupWithIdentifier: "A group of people cannot carry an identifier."
        case .periodClosed: "The period of this visit is closed."
        case .periodNotOpen: "The policy counts no visit of this time; leave it out."
        case .periodOverlaps: "Some days of this visit's period are counted in another one."
        case .noPolicy: "No policy is in force."
        case .storageFailed: "The visit could not be stored."
        }
    }
}
