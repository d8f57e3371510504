import CUnixSocket
import Foundation

/// Tells systemd how far the daemon is, if it was started by it.
///
/// Source: sd_notify(3): datagrams of NAME=value lines to the socket that `NOTIFY_SOCKET` names.
public struct ServiceManager: Sendable {
    private let socket: String?

    public init(environment: [String: String]) { socket = environment["NOTIFY_SOCKET"] }

    /// Visits can be sent from now on.
    public func ready() { send("READY=1\nSTATUS=Taking visits.") }

    /// The daemon is winding down.
    public func stopping() { send("STOPPING=1\nSTATUS=Stopping.") }

    private func send(_ text: String) {
        guard let socket, !socket.isEmpty else { return }
        // Safe: C reads both texts during the call. Nobody listening is no reason not to count visits.
        _ = unsafe seuil_unix_send(socket, text, text.utf8.count)
    }
}
