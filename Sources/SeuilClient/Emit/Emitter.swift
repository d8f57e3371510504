internal import Foundation

/// Sends batches of visits to the daemon until each of them is acknowledged.
///
/// A batch is held in memory, ids included, and sent again after a lost connection or a 503: what had been
/// counted is then answered as a duplicate, so that every visit is counted exactly once whatever happened on the
/// way. Any other answer than success ends the run, as sending the same again would not help.
public struct Emitter {
    /// How long the same batch is tried again, in sum of the pauses between.
    public let patience: Duration
    /// What the daemon has answered so far; also after a failure.
    public private(set) var report = EmitReport()

    private let client: UnixHTTPClient
    private let sleep: (Duration) async throws -> Void

    /// - Parameters:
    ///   - socket: the path of the events socket.
    ///   - sleep: waits; handed in so that tests do not.
    public init(
        socket: String, patience: Duration = .seconds(30),
        sleep: @escaping (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        client = UnixHTTPClient(path: socket)
        self.patience = patience
        self.sleep = sleep
    }

    /// Sends everything that `next` gives.
    ///
    /// - Parameters:
    ///   - next: the next batch, `nil` at the end. What it throws is thrown on.
    ///   - progress: told after every acknowledged batch, and when the daemon is being waited for.
    /// - Throws: `EmitError`.
    public mutating func emit(
        _ next: () throws -> VisitBatch?,
        progress: (EmitReport, _ isWaiting: Bool) -> Void = { _, _ in }
    ) async throws {
        var pending = try next()
        var pauses = Pauses(limit: patience)
        while pending != nil {
            do {
                try await client.withConnection { connection in
                    while let batch = pending {
                        let answer = try await connection.send(
                            HTTPRequest(
                                .post, "/v1/visits", mediaType: "application/x-ndjson",
                                body: batch.bytes))
                        try report.add(answer, to: batch)
                        pauses = Pauses(limit: patience)
                        progress(report, false)
                        pending = try next()
                    }
                }
            } catch let error as EmitError {
                guard case .unavailable(let retryAfter, _) = error else { throw error }
                try await pause(&pauses, atLeast: retryAfter, error, progress)
            } catch let error as ConnectionError {
                // A daemon that was never there will not be after a pause either.
                if error == .forbidden || error == .pathTooLong {
                    throw EmitError.connection(error)
                }
                if error == .noSocket, report.answered == 0 { throw EmitError.connection(error) }
                try await pause(&pauses, atLeast: nil, .connection(error), progress)
            }
        }
    }

    private mutating func pause(
        _ pauses: inout Pauses, atLeast: Duration?, _ error: EmitError,
        _ progress: (EmitReport, Bool) -> Void
    ) async throws {
        guard let pause = pauses.next(atLeast: atLeast) else { throw error }
        report.retries += 1
        progress(report, true)
        try await sleep(pause)
    }
}

/// Pauses that double up to five seconds, until their sum passes a limit.
struct Pauses {
    static let first = Duration.milliseconds(100)
    static let longest = Duration.seconds(5)

    private let limit: Duration
    private var sum = Duration.zero
    private var following = Pauses.first

    init(limit: Duration) { self.limit = limit }

    /// The next pause, `nil` once the limit is reached.
    mutating func next(atLeast: Duration?) -> Duration? {
        guard sum < limit else { return nil }
        let pause = max(following, atLeast ?? .zero)
        sum += pause
        following = min(following * 2, Pauses.longest)
        return pause
    }
}

/// Why a run ended before its end.
public enum EmitError: Error, Sendable, Equatable {
    /// The daemon could not be reached for as long as patience lasted.
    case connection(ConnectionError)
    /// The daemon answered 503 for as long as patience lasted; with its problem's code.
    case unavailable(retryAfter: Duration?, code: String?)
    /// The daemon refused the request as such: status, and its problem's code.
    case refused(status: Int, code: String?)
    /// The daemon's answer does not account for every visit sent.
    case strangeAnswer
}

extension EmitError: CustomStringConvertible {
    /// The reason in a few words.
    public var description: String {
        switch self {
        case .connection(let reason): reason.description
        case .unavailable: "it takes no visits for now"
        case .refused(let status, let code):
            "it refused the request (\(status)\(code.map { ", \($0)" } ?? ""))"
        case .strangeAnswer: "its answer was not understood"
        }
    }
}
