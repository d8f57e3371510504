import Foundation
import SeuilClient

/// One run of `emit` or `import`: sends batches, shows how far it is, and tells what became of them.
struct SendingRun {
    private let options: EventsSocketOption
    private let socket: String
    private let token: String
    private var emitter: Emitter
    private let meter = ProgressMeter()
    private let interruption: Interruption

    init(_ options: EventsSocketOption, token: String) throws(CommandFailure) {
        self.options = options
        self.token = token
        socket = try options.path()
        interruption = Interruption(hint: SendingRun.resumption(token))
        emitter = Emitter(socket: socket, patience: .seconds(options.wait))
    }

    /// Sends all that `next` gives.
    ///
    /// - Parameter needsToken: whether ids of this run's own were given to visits, so that its token is needed
    ///   to send them again.
    mutating func send(
        _ next: () throws -> VisitBatch?, needsToken: () -> Bool
    ) async throws {
        let meter = meter
        do {
            try await emitter.emit(next) { report, isWaiting in meter.show(report, isWaiting) }
            meter.clear()
        } catch let error as EmitError {
            meter.clear()
            throw failure(error, needsToken())
        } catch let error as ByteSourceError {
            meter.clear()
            var failure = SendingRun.broken("the input", error)
            tellOfOthers(in: &failure, needsToken())
            throw failure
        } catch {
            meter.clear()
            throw error
        }
    }

    /// Tells what became of all visits.
    ///
    /// - Parameter tooLong: lines of the input that were longer than any visit and were not sent.
    /// - Throws: a failure with status 65 when some were rejected.
    func finish(tooLong: [String]) throws(CommandFailure) {
        var report = emitter.report
        for place in tooLong { report.reject(.init(code: "too-long", field: nil), at: place) }
        let answer = SendingAnswer(report)
        if options.json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
        guard report.rejected > 0 else { return }
        throw CommandFailure(
            .data, "\(report.rejected.counted("visit")) rejected",
            hint:
                "correct the lines named above and send those alone; what one of them lacks: seuil policy explain "
                + "POLICY --visit FILE")
    }

    /// The input ended in its middle.
    static func broken(_ what: String, _ error: ByteSourceError) -> CommandFailure {
        CommandFailure(
            .ioError, "\(what) cannot be read on: \(error.reason)",
            hint: "look at the disk that it is on, and give the command again")
    }

    private static func resumption(_ token: String?) -> String {
        guard let token else {
            return "send the same input again: its visits have ids, and nothing is counted twice"
        }
        return "send the same input again with --resume \(token), and nothing is counted twice"
    }

    /// Says how many are counted already, and how the others are sent.
    private func tellOfOthers(in failure: inout CommandFailure, _ needsToken: Bool) {
        failure.message += "; \(emitter.report.acknowledged.counted("visit")) had been acknowledged"
        failure.hint += "; then \(SendingRun.resumption(needsToken ? token : nil))"
    }

    private func failure(_ error: EmitError, _ needsToken: Bool) -> CommandFailure {
        var failure: CommandFailure
        switch error {
        case .connection(let reason):
            failure = .unreachable(socket, reason, options.socket == nil ? options.instance : nil)
            let wasNeverThere = [.noSocket, .forbidden, .pathTooLong].contains(reason)
            if wasNeverThere, emitter.report.acknowledged == 0 { return failure }
        case .unavailable(_, let code):
            failure = CommandFailure(
                .unavailable, "the daemon takes no visits for now: \(SendingRun.reason(code))",
                hint: "'\(options.statusCommand)' says what has to be done")
        case .refused(_, "peer-not-allowed"):
            return CommandFailure(
                .noPermission, "you may not use the socket \(socket)",
                hint: "run it as a user, or in a group, that 'sockets' in seuild.yaml lets in")
        case .refused(let status, let code):
            failure = CommandFailure(
                .protocolError,
                "the daemon refused the request (\(status)\(code.map { ", \($0)" } ?? ""))",
                hint: "the daemon's log may say more")
        case .strangeAnswer:
            failure = CommandFailure(
                .protocolError, "the daemon's answer was not understood",
                hint: "check that a seuild of this version listens there")
        }
        tellOfOthers(in: &failure, needsToken)
        return failure
    }

    /// Why nothing can be counted, by the code that the daemon gave.
    private static func reason(_ code: String?) -> String {
        switch code {
        case "no-policy": "no policy is in force"
        case "storage-failed": "they cannot be stored"
        case "too-many-connections": "too many senders are connected"
        default: code ?? "it did not say why"
        }
    }
}
