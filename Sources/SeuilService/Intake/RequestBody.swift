import NIOCore
import NIOHTTP1

/// The body of the request at hand, piece by piece as it comes.
///
/// A sender that waits to be told so (RFC 9110, section 10.1.1) is told to go on when the first piece is asked
/// for: a request that is refused for its head alone never invites its body.
final class RequestBody {
    /// What comes of a body before its end.
    enum Piece {
        case bytes(SentBytes)
        /// The sender has been silent for a while.
        case pause
    }
    /// A whole body, or that it is too large to be one.
    enum Whole {
        case bytes([SentBytes])
        case tooLarge
    }

    private let connection: Connection
    private var waitsToBeAsked: Bool
    /// Whether the end has come, so that the next request can follow.
    private(set) var isFinished = false
    private var failure: BrokenRequest?

    init(_ connection: Connection, head: HTTPRequestHead) {
        self.connection = connection
        waitsToBeAsked = head.version.isPersistent && head.asksToContinue
    }

    /// The next piece; `nil` at the end.
    func next() async throws(BrokenRequest) -> Piece? {
        if let failure { throw failure }
        if isFinished { return nil }
        if waitsToBeAsked {
            waitsToBeAsked = false
            try await connection.askToContinue()
        }
        while true {
            switch await connection.next() {
            case .body(let bytes): return .bytes(bytes)
            case .pause: return .pause
            case .end:
                isFinished = true
                return nil
            case .broken(let reason): throw fail(reason)
            case nil: throw fail(.disconnected)
            // No head comes before the end of the request before it.
            case .head: throw fail(.malformed)
            }
        }
    }

    /// The whole body, of at most `byteCount` bytes, unless it takes longer than `limit`.
    func collect(
        atMost byteCount: Int, within limit: Duration
    ) async throws(BrokenRequest) -> Whole {
        let deadline = ContinuousClock.now + limit
        var pieces: [SentBytes] = []
        var count = 0
        while let piece = try await next() {
            if ContinuousClock.now > deadline { throw fail(.tooSlow) }
            guard case .bytes(let bytes) = piece else { continue }
            count += bytes.count
            if count > byteCount { return .tooLarge }
            pieces.append(bytes)
        }
        return .bytes(pieces)
    }

    /// Reads and drops what is left, if that is no more than `byteCount`; whether the end was reached.
    ///
    /// A body that its sender holds back until it is asked for is not asked for.
    func drain(atMost byteCount: Int) async -> Bool {
        var count = 0
        while !isFinished, !waitsToBeAsked, failure == nil {
            guard let piece = try? await next() else { continue }
            guard case .bytes(let bytes) = piece else { continue }
            count += bytes.count
            if count > byteCount { return false }
        }
        return isFinished
    }

    private func fail(_ reason: BrokenRequest) -> BrokenRequest {
        failure = reason
        return reason
    }
}

extension HTTPVersion {
    /// From 1.1 on, connections persist unless said otherwise.
    var isPersistent: Bool { major == 1 && minor >= 1 }
}

extension HTTPRequestHead {
    var asksToContinue: Bool {
        headers["expect"].contains { $0.lowercased() == "100-continue" }
    }
}
