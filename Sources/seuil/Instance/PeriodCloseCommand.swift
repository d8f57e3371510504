import ArgumentParser
import SeuilClient

/// `seuil period close`: closes a period and waits until its releases are made.
struct PeriodCloseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close a past period, and wait until its releases are made.",
        discussion: """
            For a period that was opened when it was already past. A live period closes by itself when its grace \
            ends, and closing it earlier is refused. A period that is closed already stays as it is.

            Exit codes: 0 closed, 65 no such period or nothing can be released, 69 no daemon, 75 too early.

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
        if json {
            Terminal.answer(json: period)
        } else {
            // Only who may read the instance can be told where that is.
            let outbox = control.socket == nil ? try? control.instance.settings().outbox : nil
            Terminal.answer(
                "\(period.id) is closed; its releases are in \(outbox ?? "the outbox")")
        }
    }
}
