/// Why nothing came back over a socket.
public enum ConnectionError: Error, Sendable, Equatable {
    /// There is no such socket: no daemon has been started there.
    case noSocket
    /// The socket is there and nobody listens on it.
    case refused
    /// The socket's mode or group keeps this user out.
    case forbidden
    /// The socket's path is longer than a Unix socket can have.
    case pathTooLong
    /// The connection ended, or was silent for too long, before the answer was complete.
    case lost
    /// What came back is no answer of HTTP/1.1 that this client reads.
    case malformedAnswer
    /// The system refused, with this number.
    case system(errno: Int32)
}

extension ConnectionError: CustomStringConvertible {
    /// The reason in a few words.
    public var description: String {
        switch self {
        case .noSocket: "there is no such socket"
        case .refused: "nobody listens there"
        case .forbidden: "you may not use this socket"
        case .pathTooLong: "the path is longer than a socket's can be"
        case .lost: "the connection was lost before the answer came"
        case .malformedAnswer: "the answer was not understood"
        case .system(let number): "the system refused: \(SystemReason(errno: number))"
        }
    }
}
