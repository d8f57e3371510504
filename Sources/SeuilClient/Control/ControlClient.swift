internal import Foundation

/// Asks and commands a daemon over its control socket.
public struct ControlClient: Sendable {
    private let client: UnixHTTPClient

    /// - Parameter socket: the control socket's path.
    public init(socket: String) {
        // Closing a large period takes its time, and nothing is said meanwhile.
        client = UnixHTTPClient(path: socket, silence: .seconds(1_800))
    }

    /// The status, and the JSON it was read from.
    ///
    /// - Throws: `ControlError`.
    public func status() async throws(ControlError) -> (status: DaemonStatus, json: [UInt8]) {
        let answer = try await send(HTTPRequest(.get, "/v1/status"))
        guard let status = DaemonStatus(answer.body) else { throw .strangeAnswer }
        return (status, answer.body)
    }

    /// Closes the period `id` and returns once its release is made.
    ///
    /// A period that is closed stays so. When another command is closing it, or the connection is lost meanwhile, its state is asked for
    /// again until it is closed: closing goes on in the daemon either way.
    /// - Parameter pause: waits between two questions.
    /// - Throws: `ControlError`; `refused` with the problem's code when the period is not to be closed, `unanswered`
    ///   when the daemon has gone meanwhile.
    public func closePeriod(
        _ id: String, pause: () async throws -> Void = { try await Task.sleep(for: .seconds(1)) }
    ) async throws(ControlError) -> PeriodReport {
        guard ControlClient.isPeriod(id) else {
            throw .refused(status: 404, code: "unknown-period", detail: nil)
        }
        do throws(ControlError) {
            _ = try await send(HTTPRequest(.post, "/v1/periods/\(id)/close"))
        } catch {
            switch error {
            case .refused(_, "closing-under-way", _), .refused(_, "already-closed", _),
                .connection(.lost):
                break
            default: throw error
            }
        }
        while true {
            let status: DaemonStatus
            do throws(ControlError) {
                status = try await self.status().status
            } catch {
                throw error.afterSending
            }
            guard let period = status.periods.first(where: { $0.id == id }) else {
                throw .refused(status: 404, code: "unknown-period", detail: nil)
            }
            if period.state != "closing" { return period }
            do { try await pause() } catch { throw .unanswered(.lost) }
        }
    }

    /// Whether `id` could be a period's: it becomes a part of the request's path.
    static func isPeriod(_ id: String) -> Bool {
        (1...10).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "Q")
                    || $0 == UInt8(ascii: "W")
            }
    }

    func send(_ request: HTTPRequest) async throws(ControlError) -> HTTPAnswer {
        let answer: HTTPAnswer
        do {
            answer = try await client.send(request)
        } catch {
            throw .connection(ConnectionError(error))
        }
        guard answer.status == 200 else {
            let problem = ProblemAnswer(answer.body)
            throw .refused(status: answer.status, code: problem?.code, detail: problem?.detail)
        }
        return answer
    }
}

/// Why the daemon did not answer what was asked.
public enum ControlError: Error, Sendable, Equatable {
    case connection(ConnectionError)
    /// A command was sent, and the daemon has gone before it answered: whether it was carried out is not known.
    case unanswered(ConnectionError)
    /// The daemon refused: HTTP status, and its problem's code and words.
    case refused(status: Int, code: String?, detail: String?)
    /// What came back is not of this protocol.
    case strangeAnswer
}

extension ControlError {
    /// The same once a command has been sent: no connection then is no sign that nothing was done.
    var afterSending: ControlError {
        if case .connection(let reason) = self { .unanswered(reason) } else { self }
    }
}

extension ControlError: CustomStringConvertible {
    /// The reason in a few words, of the daemon's where it gave some.
    public var description: String {
        switch self {
        case .connection(let reason), .unanswered(let reason): reason.description
        case .refused(let status, let code, let detail):
            detail ?? code ?? "the daemon refused with status \(status)"
        case .strangeAnswer: "the daemon's answer was not understood"
        }
    }
}
