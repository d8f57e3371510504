import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// HTTP/1.1 on one Unix socket: connections, their limits, and an orderly end.
struct HTTPServer: Sendable {
    /// A connection, and who made it.
    private struct Accepted: Sendable {
        let channel: NIOAsyncChannel<RequestPart, HTTPServerResponsePart>
        let peer: PeerCredentials?
    }

    let socket: ListeningSocket
    let limits: HTTPLimits
    /// How long a silence within a body is a pause.
    let pause: Duration
    let peers: PeerRule?
    let health: IntakeHealth
    let logger: Logger
    let handler: Connection.Handler

    /// Serves until the service group shuts down gracefully, or the task is cancelled.
    ///
    /// At a graceful shutdown no connection is accepted any more, requests under way have `limits.shutdown` to
    /// be answered, and then all connections end.
    func run() async throws {
        let table = ConnectionTable(limit: limits.connectionCount)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptFailureHandler())
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(socket.descriptor) { channel in
                channel.eventLoop.makeCompletedFuture { try accept(channel) }
            }
        defer { socket.removeFile() }
        let shutdown = TimeAmount(limits.shutdown)
        try await withGracefulShutdownHandler {
            try await server.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { await serve(connection, table) }
                    }
                    let end = ContinuousClock.now + limits.shutdown
                    while table.isServing, ContinuousClock.now < end {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    // What still works for a connection that has ended, such as a solver, stops too.
                    group.cancelAll()
                }
            }
        } onGracefulShutdown: {
            server.channel.close(promise: nil)
            table.windDown()
            server.channel.eventLoop.scheduleTask(in: shutdown) { table.closeAll() }
        }
    }

    /// Sets up a connection that the kernel has made.
    private func accept(_ channel: any Channel) throws -> Accepted {
        let pipeline = channel.pipeline.syncOperations
        var peer: PeerCredentials?
        if peers != nil {
            let found = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                PeerCredentials(descriptor: $0)
            }
            peer = found ?? nil
        }
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = limits.headerByteCount
        decoding.maxHeaderListSize = limits.headerByteCount
        decoding.maxHeaderFieldCount = 64
        try pipeline.addHandler(IdleStateHandler(allTimeout: TimeAmount(limits.idle)))
        // Requests are answered one after the other in any case, and their errors here.
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoding)
        try pipeline.addHandler(
            ConnectionHandler(headLimit: TimeAmount(limits.head), pause: TimeAmount(pause)))
        return Accepted(
            channel: try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(
                    // A few readings of at most 64 KiB each are all that waits in memory.
                    backPressureStrategy: .init(lowWatermark: 1, highWatermark: 4),
                    isOutboundHalfClosureEnabled: true)),
            peer: peer)
    }

    private func serve(_ accepted: Accepted, _ table: ConnectionTable) async {
        let admission = table.enter(accepted.channel.channel)
        defer { table.leave(accepted.channel.channel, after: admission) }
        do {
            try await accepted.channel.executeThenClose { inbound, outbound in
                let connection = Connection(inbound, outbound, limits: limits)
                if let peers, accepted.peer.map(peers.admits) != true {
                    return try await refuse(connection, .peerNotAllowed)
                }
                switch admission {
                case .served:
                    try await connection.serve(handler, isWindingDown: { table.isWindingDown })
                case .refused:
                    try await refuse(connection, .tooManyConnections)
                case .dropped: return
                }
            }
        } catch {
            // The other side went away in the middle; what was counted is counted, and it will ask again.
            logger.debug("a connection ended early")
        }
    }

    /// No log line: whoever may not connect could fill the log by trying. The status tells.
    private func refuse(_ connection: Connection, _ problem: Problem) async throws {
        health.refuse(problem.code)
        try await connection.refuse(with: problem)
    }
}

/// Keeps the server accepting when one connection could not be accepted, for example for want of descriptors.
private final class AcceptFailureHandler: ChannelInboundHandler {
    typealias InboundIn = Any

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // NIO waits a second by itself before it accepts again.
    }
}
