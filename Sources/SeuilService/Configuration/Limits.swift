/// How much one sender may take of a socket: connections, time, and bytes that are no visit.
public struct HTTPLimits: Sendable, Equatable {
    /// How many connections are served at once; those above are answered 503 and closed.
    public var connectionCount: Int
    /// The bytes of one request's header fields.
    public var headerByteCount: Int
    /// How much of a refused request's body is read and dropped to keep its connection.
    public var drainByteCount: Int
    /// From the first byte of a request to the end of its head.
    public var head: Duration
    /// From the head of a request to the end of a body that is read as a whole.
    public var body: Duration
    /// Without a byte in either direction.
    public var idle: Duration
    /// For requests under way when the daemon stops.
    public var shutdown: Duration

    public init(
        connectionCount: Int = 256, headerByteCount: Int = 32 << 10,
        drainByteCount: Int = 256 << 10, head: Duration = .seconds(10),
        body: Duration = .seconds(30), idle: Duration = .seconds(30),
        shutdown: Duration = .seconds(10)
    ) {
        self.connectionCount = connectionCount
        self.headerByteCount = headerByteCount
        self.drainByteCount = drainByteCount
        self.head = head
        self.body = body
        self.idle = idle
        self.shutdown = shutdown
    }
}

/// When the visits of an NDJSON stream are committed: at the first of these.
public struct StreamLimits: Sendable, Equatable {
    public var lineCount: Int
    public var byteCount: Int
    /// How long a sender must have been silent.
    public var pause: Duration

    public init(
        lineCount: Int = 1_000, byteCount: Int = 256 << 10, pause: Duration = .milliseconds(10)
    ) {
        self.lineCount = lineCount
        self.byteCount = byteCount
        self.pause = pause
    }
}
