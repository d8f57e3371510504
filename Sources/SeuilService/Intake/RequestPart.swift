import NIOHTTP1

/// What a connection brings, in order.
enum RequestPart: Sendable {
    case head(HTTPRequestHead)
    case body(SentBytes)
    /// The sender has been silent for a while in the middle of a body.
    case pause
    case end
    /// Nothing that follows can be understood.
    case broken(BrokenRequest)
}

/// Why a request came to no end.
enum BrokenRequest: Error, Sendable, Equatable {
    /// Not HTTP/1.1.
    case malformed
    case headersTooLarge
    case versionUnsupported
    /// The connection ended in the middle.
    case truncated
    /// The head or the body took too long, or nothing came at all.
    case tooSlow
    /// Nobody is there any more.
    case disconnected
}
