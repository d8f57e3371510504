import ArgumentParser
import SeuilClient
import SeuilCore
import SeuilDisclosure

/// `seuil policy try`: what a design would publish of an invented month.
struct PolicyTryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract:
            "Try a policy's tables on invented visits, and see what would be published and why.",
        discussion: """
            Counts the visits and protects the tables as the daemon would, in memory: no daemon, no signature, \
            no key, and nothing is left behind. Then it tries changes to the tables that lose much: one \
            dimension fewer, a coarser level, coarser bands.

            NEVER USE REAL VISITS. Reasons are told here, because nobody is behind invented visits; of real ones \
            they would tell exactly what is withheld. 'seuil policy invent' makes some up.

            Visits without an id are taken, and those without a time count on the period's first day. A real \
            period chooses between equal cells by a secret of its own, and may withhold others than these.

            Exit codes: 0 tried; 65 not a policy, or some visits were refused.

            Examples:
              seuil policy try policies/pimms-accueil month.ndjson
              seuil policy invent policies/pimms-accueil --visits 2000 | seuil policy try policies/pimms-accueil - --cells
            """)

    @Argument(help: ArgumentHelp("The policy, or its folder; signed or not.", valueName: "policy"))
    var path: String

    @Argument(help: ArgumentHelp("An NDJSON file, - for standard input.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The period to count. (default: that of the first visit with a time)",
            valueName: "period"))
    var period: String?

    @Option(
        help: ArgumentHelp(
            "How many changes to the tables to try, 0 for none; each is a whole protection.",
            valueName: "number"))
    var changes = 12

    @Flag(help: "List each withheld cell with its reason.")
    var cells = false

    @Flag(help: "Answer in JSON.")
    var json = false

    func validate() throws {
        guard changes >= 0 else { throw ValidationError("--changes is 0 or more") }
    }

    func run() async throws {
        let policy = try PolicyCommand.design(path)
        let lines = try InventedLines(file)
        let period = try lines.period(period, of: policy)
        Terminal.progress("counting \(lines.count.counted("visit"))…")
        let (tally, report) = lines.count(under: policy, in: period)
        Terminal.progress("")
        let refused = SendingAnswer(report)
        guard report.accepted > 0 else {
            if !refused.rejections.isEmpty { Terminal.tell(refused.text) }
            throw lines.nothingCounted(in: period)
        }
        Terminal.progress("protecting…")
        let outcome = try PolicyTryCommand.protect(tally)
        Terminal.progress("")
        var answer = PolicyTryAnswer(policy, period, report, outcome, withCells: cells)
        // Trying changes takes longer than all before: who reads has the tables meanwhile.
        if !json { Terminal.answer(answer.tablesText) }
        let advice = try DesignAdvice(for: policy, outcome, limit: changes) { done, of in
            Terminal.progress("protecting with change \(done + 1) of \(of)…")
        } trial: { changed throws(CommandFailure) in
            try PolicyTryCommand.protect(lines.count(under: changed, in: period).0)
        }
        Terminal.progress("")
        answer.add(advice, to: policy)
        if json {
            Terminal.answer(json: answer)
        } else if !answer.adviceText.isEmpty {
            Terminal.answer(answer.adviceText)
        }
        guard report.rejected > 0 else { return }
        var failure = SendingAnswer.refused(report, path)
        failure.isTold = json
        throw failure
    }

    private static func protect(_ tally: RehearsedTally) throws(CommandFailure) -> TrialOutcome {
        do throws(ProtectionError) {
            return try Trial.run(tally)
        } catch {
            let reason =
                switch error {
                case .inconsistentTally(let table): "figures of '\(table)' contradict each other"
                case .cancelled: "interrupted"
                }
            throw CommandFailure(
                .software, "the tables cannot be protected: \(reason)",
                hint: "leave tables out until it can, and report which one it is")
        }
    }
}
