import ArgumentParser
import Foundation
import SeuilCore
import SeuilPages

/// `seuil policy explain`: a policy, and what would become of a visit, in plain words.
struct PolicyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in plain words what a policy lets be sent, kept and published.",
        discussion: """
            With --visit also what would become of one visit, member by member, before anything is sent. Its values \
            are shown: keep the output where the visit belongs.

            Exit codes: 0 explained; 65 not a policy, or a visit that would be refused.

            Examples:
              seuil policy explain policies/pimms-accueil-people --lang fr
              seuil policy explain /srv/seuil/policy --visit visit.json
              seuil policy explain /srv/seuil/policy --format html > policy.html
            """)

    @Argument(help: ArgumentHelp("The policy, or its folder.", valueName: "policy"))
    var path: String

    @Option(help: ArgumentHelp("One visit in JSON.", valueName: "file"))
    var visit: String?

    @OptionGroup var lang: LanguageOption

    @Option(help: "How to write it.")
    var format: PageFormat = .text

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard !json || format == .text else {
            throw ValidationError("--json and --format html exclude each other")
        }
    }

    func run() async throws {
        let policy = try PolicyCommand.parsed(path).policy
        var explained: VisitExplanation?
        if let visit {
            let bytes = try InputFile.read(visit, "visit")
            try PolicyExplainCommand.checkSingle(bytes, visit)
            explained = VisitExplanation(bytes, policy: policy, receivedAt: Date())
        }
        let language = lang.language
        if json {
            Terminal.answer(
                json: PolicyExplainAnswer(policy, visit: explained, language: language))
        } else {
            let page = ExplanationPage.page(of: policy, language: language, visit: explained)
            Terminal.answer(try format.render(page))
        }
        guard let refusal = explained?.refusal else { return }
        let place = refusal.field.map { " at \($0)" } ?? ""
        var failure = CommandFailure(
            .data, "the visit would be refused\(place): \(refusal.code.words.en)",
            hint: "what the policy takes is listed by: seuil policy explain \(path)")
        if refusal.code == .unknownMember {
            let names = policy.members.map(\.name).joined(separator: ", ")
            failure.hint = "the policy receives id, at, count, requests, \(names)"
        }
        failure.isTold = json
        throw failure
    }

    /// Refuses a file of several visits, one a line: which of them is meant?
    private static func checkSingle(_ bytes: [UInt8], _ file: String) throws(CommandFailure) {
        func isVisit(_ line: ArraySlice<UInt8>) -> Bool {
            let data = Data(line)
            return (try? JSONSerialization.jsonObject(with: data)) is [String: Any]
        }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
            .filter { !$0.element.allSatisfy { [0x20, 0x09, 0x0D].contains($0) } }
        guard lines.count > 1, isVisit(lines[0].element), !isVisit(bytes[...]) else { return }
        throw CommandFailure(
            .data,
            "\(file) holds more than one visit: on line \(lines[1].offset + 1) a second one begins",
            hint: "take one out: sed -n \(lines[0].offset + 1)p \(file) > visit.json")
    }
}
