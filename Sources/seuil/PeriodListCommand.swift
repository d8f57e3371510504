import ArgumentParser
import SeuilClient

/// `seuil period list`: where each period stands.
struct PeriodListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show where each period stands.",
        discussion: """
            Example:
              seuil period list --instance /srv/seuil --json
            """)

    @OptionGroup var instance: InstanceOption

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() async throws {
        let periods: [PeriodReport]
        let control = try instance.control()
        do throws(ControlError) {
            periods = try await control.status().status.periods
        } catch {
            throw instance.failure(error)
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
