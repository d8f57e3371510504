import ArgumentParser
import SeuilClient

/// `seuil period list`: where each period stands.
struct PeriodListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show where each period stands.",
        discussion: """
            Examples:
              seuil period list --instance /srv/seuil --json
              seuil period list --socket /run/seuil/control.sock
            """)

    @OptionGroup var control: ControlSocketOption

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() async throws {
        let periods: [PeriodReport]
        let path = try control.path()
        do throws(ControlError) {
            periods = try await ControlClient(socket: path).status().status.periods
        } catch {
            throw control.failure(error, at: path)
        }
        if json {
            Terminal.answer(json: periods)
        } else if periods.isEmpty {
            Terminal.answer("no period has been opened yet")
        } else {
            Terminal.answer(StatusText.periods(periods).joined(separator: "\n"))
        }
    }
}
