import ArgumentParser

/// Figures of speed on invented data: what `scripts/bench` builds and runs. Not a test, and not installed.
@main
struct SeuilBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seuil-bench",
        abstract: "Measure parts of Seuil on invented data.",
        subcommands: [
            DisclosureCommand.self, DisclosureCaseCommand.self, ClosingCommand.self,
            ReplayCommand.self,
        ])
}
