import ArgumentParser

/// `seuil period`: the periods and their closing.
struct PeriodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "period",
        abstract: "List periods, and close those that are closed on command.",
        discussion: """
            Example:
              seuil period list --instance /srv/seuil
            """,
        subcommands: [PeriodListCommand.self, PeriodCloseCommand.self])
}
