public import Logging
public import ServiceLifecycle

/// The socket that the operator's tools use.
public struct ControlServer: Service {
    private let server: HTTPServer

    /// - Parameter socket: Listens already; its file is removed at the end.
    /// - Throws: When a user or group that may connect does not exist.
    public init(
        on socket: ListeningSocket, configuration: Configuration, room: CountingRoom,
        health: IntakeHealth, policy: PolicySource, logger: Logger
    ) throws(SocketError) {
        let routes = ControlRoutes(room: room, health: health, policy: policy)
        let peers: PeerRule?
        if let allowed = configuration.control.allowed {
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
