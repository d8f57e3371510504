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
    /// - Parameter isResumable: whether ids of this run's own were given to visits, so that its token is needed
    ///   to send them again.
    mutating func send(
        _ next: () throws -> VisitBatch?, isResumable: () -> Bool
    ) async throws {
        let meter = meter
        do {
            try await emitter.emit(next) { report, isWaiting in meter.show(report, isWaiting) }
            meter.clear()
        } catch let error as EmitError {
            meter.clear()
            throw failure(error, isResumable())
        } catch let error as ByteSourceError {
            meter.clear()
            throw CommandFailure(.ioError, "the input cannot be read on (errno \(error.errno))")
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
        throw CommandFailure(.data, "\(report.rejected.counted("visit")) rejected")
    }

    private static func resumption(_ token: String) -> String {
        "send the same input again with --resume \(token), and nothing is counted twice"
    }

    private func failure(_ error: EmitError, _ isResumable: Bool) -> CommandFailure {
        var failure: CommandFailure
        switch error {
        case .connection(let reason):
            failure = .unreachable(socket, reason, options.socket == nil ? options.instance : nil)
            if reason == .noSocket, emitter.report.answered == 0 { return failure }
        case .unavailable:
            failure = CommandFailure(
                .unavailable, "the daemon takes no visits for now",
                hint: "seuil status says why")
        case .refused(_, "peer-not-allowed"):
            failure = CommandFailure(.noPermission, "you may not use the socket \(socket)")
        case .refused(let status, let code):
            failure = CommandFailure(
                .protocolError,
                "the daemon refused the request (\(status)\(code.map { ", \($0)" } ?? ""))")
        case .strangeAnswer:
            failure = CommandFailure(.protocolError, "the daemon's answer was not understood")
        }
        failure.message += "; \(emitter.report.answered.counted("visit")) had been acknowledged"
        if isResumable {
            failure.hint =
                (failure.hint.map { $0 + "; then " } ?? "")
                + SendingRun.resumption(token)
        }
        return failure
    }
}
