import ArgumentParser
import Foundation
import SeuilClient

/// `seuil period close`: closes a period and waits until its releases are made.
struct PeriodCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close a past period, and wait until its releases are made.",
        discussion: """
            For a period that was opened when it was already past. A live period closes by itself when its grace \
            ends, and closing it earlier is refused. A period that is closed already stays as it is.

            Exit codes: 0 closed; 65 no such period, its grace has not ended, or nothing can be released, 69 no \
            daemon, 70 the daemon could not, and its log says why, 73 closed and recorded, but its files cannot be \
            written yet, 74 no space is left where the daemon keeps its state, and nothing was released, 75 the \
            daemon has gone before it answered, or cannot read the period's files now. After 74 and 75 give the \
            same command again.

            Examples:
              seuil period close 1984 --instance /srv/seuil
              seuil period close 1984 --socket /run/seuil/control.sock
            """)

    @Argument(
        help: ArgumentHelp(
            "The period: 2026, 2026-Q1, 2026-01, 2026-W05 or 2026-01-31.", valueName: "id"))
    var id: String

    @OptionGroup var control: ControlSocketOption

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() async throws {
        let path = try control.path()
        Terminal.progress("closing \(id)…")
        let period: PeriodReport
        do throws(ControlError) {
            period = try await ControlClient(socket: path).closePeriod(id)
        } catch {
            Terminal.progress("")
            throw control.failure(error, at: path)
        }
        Terminal.progress("")
        guard period.state == "closed" else {
            throw CommandFailure(
                .data, "the period \(id) is not closed but \(period.state)",
                hint: "the daemon's log says why")
        }
        let appears = period.publishAt.flatMap { $0 > Date() ? $0 : nil }
        if json {
            Terminal.answer(json: period)
        } else if period.written != false || appears != nil {
            // Only who may read the instance can be told where that is.
            let outbox =
                (control.socket == nil ? try? control.instance.settings().outbox : nil)
                ?? "the outbox"
            Terminal.answer(
                "\(period.id) is closed; its releases "
                    + (period.written == false
                        ? "appear in \(outbox) at \(appears?.ISO8601Format() ?? "their time")"
                        : "are in \(outbox)"))
        }
        if !json, let silent = period.silent, !silent.isEmpty { tell(silent) }
        guard period.written == false, appears == nil else { return }
        var failure = control.unwritten(
            "\(period.id) is closed and its releases are in the ledger for good, but they cannot be written to the "
                + "outbox yet")
        failure.isTold = json
        throw failure
    }

    /// Says that audiences were told nothing. Not whether few came or many: that is not for an operator to know.
    private func tell(_ silent: [String]) {
        Terminal.tell(
            "seuil: note: the release for \(silent.joined(separator: ", ")) holds no figure above zero: what was "
                + "counted allows none to be published")
        Terminal.tell(
            "seuil: hint: 'seuil policy try' tells which design would say more of the next periods")
    }
}
