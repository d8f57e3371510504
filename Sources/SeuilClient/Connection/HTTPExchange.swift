/// A request to the daemon, whole.
public struct HTTPRequest: Sendable, Equatable {
    /// What is asked for.
    public enum Method: String, Sendable, Equatable { case get = "GET", post = "POST" }

    public var method: Method
    public var path: String
    /// The body's media type; `nil` for a request without a body.
    public var mediaType: String?
    public var body: [UInt8]

    public init(_ method: Method, _ path: String, mediaType: String? = nil, body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.mediaType = mediaType
        self.body = body
    }
}

/// The daemon's answer, whole.
public struct HTTPAnswer: Sendable, Equatable {
    public var status: Int
    /// What `Retry-After` asks for.
    public var retryAfter: Duration?
    public var body: [UInt8]

    public init(status: Int, retryAfter: Duration? = nil, body: [UInt8] = []) {
        self.status = status
        self.retryAfter = retryAfter
        self.body = body
    }
}
