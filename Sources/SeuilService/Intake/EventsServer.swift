public import Logging
import SeuilCore
public import ServiceLifecycle

/// The socket that front-desk tools send visits to.
public struct EventsServer: Service {
    private let server: HTTPServer

    /// - Parameter socket: Listens already; its file is removed at the end.
    /// - Throws: When a user or group that may connect does not exist.
    public init(
        on socket: ListeningSocket, configuration: Configuration, room: CountingRoom,
        health: IntakeHealth, logger: Logger
    ) throws(SocketError) {
        let routes = EventsRoutes(
            room: room, health: health, longestVisit: configuration.visits.byteCount,
            http: configuration.http, stream: configuration.stream)
        let peers: PeerRule?
        if let allowed = configuration.events.allowed {
            peers = try PeerRule(allowed)
        } else {
            peers = nil
        }
        server = HTTPServer(
            socket: socket, limits: configuration.http, pause: configuration.stream.pause,
            peers: peers, health: health, logger: logger, handler: routes.answer)
    }

    public func run() async throws { try await server.run() }
}
