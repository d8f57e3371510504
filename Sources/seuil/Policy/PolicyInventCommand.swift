import ArgumentParser
import SeuilClient
import SeuilCore

/// `seuil policy invent`: visits that nobody made, for `seuil policy try`.
struct PolicyInventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invent",
        abstract: "Make up visits that a policy takes, to try its tables with.",
        discussion: """
            Writes NDJSON to standard output. Codes are drawn from the policy's lists, the first of each list more \
            often; who comes often is drawn too. The same seed gives the same visits.

            They are made up: a daemon would count them like any others, so never send them to one in service.

            Example:
              seuil policy invent policies/pimms-accueil --visits 2000 --seed 7 > month.ndjson
            """)

    @Argument(help: ArgumentHelp("The policy, or its folder; signed or not.", valueName: "policy"))
    var path: String

    @Option(help: ArgumentHelp("How many visits.", valueName: "number"))
    var visits = 1_000

    @Option(
        help: ArgumentHelp(
            "How many people there are to make them. (default: half as many)", valueName: "number"))
    var people: Int?

    @Option(help: ArgumentHelp("What repeats the same visits.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "The period they fall in. (default: the policy's first)", valueName: "period"))
    var period: String?

    func validate() throws {
        guard (1...10_000_000).contains(visits) else {
            throw ValidationError("--visits is from 1 to 10,000,000")
        }
        guard (1...10_000_000).contains(people ?? 1) else {
            throw ValidationError("--people is from 1 to 10,000,000")
        }
    }

    func run() async throws {
        let policy = try PolicyCommand.design(path)
        let calendar = try PolicyCommand.calendar(of: policy)
        let first = calendar.period(containing: policy.inForce.lowerBound)
        guard let period = period.map(calendar.period(id:)) ?? first else {
            throw CommandFailure(
                .usage, "'\(self.period ?? "")' is no period of this policy",
                hint: "it counts by \(policy.periods.each.rawValue), as in \(first.id)")
        }
        var invented = InventedVisits(
            policy: policy, period: period, people: people ?? max(1, visits / 2), seed: seed)
        for first in stride(from: 0, to: visits, by: 1_000) {
            let batch = (first..<min(visits, first + 1_000)).map { _ in invented.next() }
            Terminal.answer(batch.joined(separator: "\n"))
        }
    }
}
