internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Speaks HTTP/1.1 to a daemon over its Unix socket, one request after the other.
///
/// Source: RFC 9112.
public struct UnixHTTPClient: Sendable {
    /// The longest path of a Unix socket: what `sun_path` holds, less the final NUL.
    public static let longestPath = 107

    public let path: String
    /// How long a connection may be silent before it counts as lost.
    public let silence: Duration

    public init(path: String, silence: Duration = .seconds(120)) {
        self.path = path
        self.silence = silence
    }

    /// Sends one request over a connection of its own.
    public func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        try await withConnection { connection in try await connection.send(request) }
    }

    /// Connects, lends the connection to `body`, and closes it.
    ///
    /// - Throws: `ConnectionError`, and what `body` throws.
    public func withConnection<Result: Sendable>(
        _ body: (inout HTTPConnection) async throws -> Result
    ) async throws -> Result {
        let channel = try await connect()
        do {
            return try await channel.executeThenClose { inbound, outbound in
                var connection = HTTPConnection(
                    answers: inbound.makeAsyncIterator(), requests: outbound)
                return try await body(&connection)
            }
        } catch let error as ChannelError where error == .alreadyClosed {
            throw ConnectionError.lost
        }
    }

    private func connect() async throws -> HTTPConnection.Channel {
        guard path.utf8.count <= UnixHTTPClient.longestPath else {
            throw ConnectionError.pathTooLong
        }
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(
                            IdleStateHandler(allTimeout: TimeAmount(silence)))
                        try pipeline.addHandler(SilenceCloser())
                        try pipeline.addHTTPClientHandlers()
                        return try HTTPConnection.Channel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError {
            throw ConnectionError(errno: error.errnoCode)
        }
    }
}

/// Closes a connection that has been silent for too long.
private final class SilenceCloser: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}

extension ConnectionError {
    init(errno: Int32) {
        self =
            switch errno {
            case ENOENT, ENOTDIR: .noSocket
            case ECONNREFUSED, ENOTSOCK: .refused
            case EACCES, EPERM: .forbidden
            case EPIPE, ECONNRESET, ENOTCONN: .lost
            default: .system(errno: errno)
            }
    }
}
