import ArgumentParser
import Foundation
import SeuilAudit
import SeuilRelease

/// `seuil attack`: tries to work out what opened releases withhold.
struct AttackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attack",
        abstract: "Try to work out what opened releases withhold.",
        discussion: """
            Each DIR is a folder that 'seuil open' wrote, or holds such folders. All audiences are pooled, and \
            all periods of one site that share days. It knows what anybody knows: the published figures, the \
            threshold and the interval, that figures are whole numbers, and how they add up. It shows the \
            narrowest withheld figures with the equations that narrow them ('?' is what is withheld).

            Exit codes: 0 nothing falls below the guarantee, 1 something does, 2 the search ended before \
            everything was settled, 65 a folder holds no release or releases that contradict each other, 66 \
            there is no such folder.

            Example:
              seuil attack opened/elus/2026-01 opened/caf/2026-01 --top 20
            """)

    @Argument(help: ArgumentHelp("Folders of opened releases.", valueName: "dir"))
    var folders: [String]

    @Option(help: ArgumentHelp("How many of the narrowest figures to show.", valueName: "count"))
    var top = 10

    @Option(
        help: ArgumentHelp(
            "How many searches to make for each group of periods.", valueName: "count"))
    var searches = AttackBudget.auditor.searches

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard (0...10_000).contains(top) else {
            throw ValidationError("--top is a number from 0 to 10000")
        }
        guard searches > 0 else { throw ValidationError("--searches is at least 1") }
    }

    func run() async throws {
        let found = try ReleaseFolders.releases(in: folders)
        let budget = AttackBudget(searches: searches, nodes: AttackBudget.auditor.nodes)
        let verdict: Verdict
        do throws(AttackError) {
            verdict = try Attack(on: found.releases).run(budget: budget, narrowest: top) {
                progress in
                Terminal.progress(
                    "\(progress.periods.joined(separator: ", ")): "
                        + "\(progress.answered.grouped) of \(progress.questions.counted("question"))"
                )
            }
            Terminal.progress("")
        } catch {
            Terminal.progress("")
            throw AttackText.failure(error, in: nil)
        }
        let answer = AttackAnswer(
            verdict, releases: found.releases.count, rehearsals: found.rehearsals)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
        if !verdict.breaks.isEmpty { Self.exit(withError: ExitCode(1)) }
        if !verdict.holds { Self.exit(withError: ExitCode(2)) }
    }
}
