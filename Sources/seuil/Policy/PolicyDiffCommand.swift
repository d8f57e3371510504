import ArgumentParser
import SeuilCore

/// `seuil policy diff`: what changed from one policy to another.
struct PolicyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what changed from one policy to another, and which changes are looser.",
        discussion: """
            Looser is what lets more be asked, kept, worked out or read, by more people or for longer; also what \
            widens in one way and narrows in another, and what cannot be compared. Recipients are compared by \
            their keys where both folders hold their certificates, else by the names of the files.

            Exit codes: 0 nothing is looser, 1 something is, 65 not a policy.

            Example:
              seuil policy diff /srv/seuil/policy /srv/seuil/policy-next --lang fr
            """)

    @Argument(help: ArgumentHelp("The policy before, or its folder.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The policy after, or its folder.", valueName: "new"))
    var new: String

    @OptionGroup var lang: LanguageOption

    @Flag(help: "Answer in JSON.")
    var json = false

    private struct Answer: Encodable {
        struct Change: Encodable {
            let direction: String
            let place: String
            let text: String
        }
        let changes: [Change]
        let looser: Bool
    }

    func run() async throws {
        let before = try PolicyCommand.parsed(old)
        let after = try PolicyCommand.parsed(new)
        let diff = PolicyDiff(from: before, to: after)
        let changes = diff.changes.map { change in
            Answer.Change(
                direction: change.direction.rawValue, place: change.place,
                text: change.text[lang.language])
        }
        if json {
            Terminal.answer(json: Answer(changes: changes, looser: diff.isLooser))
        } else {
            Terminal.answer(text(changes))
        }
        if diff.isLooser { throw ExitCode(1) }
    }

    /// The changes by direction, the looser first.
    private func text(_ changes: [Answer.Change]) -> String {
        let isFrench = lang.language == .fr
        guard !changes.isEmpty else {
            return isFrench
                ? "Les deux politiques disent la même chose." : "The two policies say the same."
        }
        return PolicyDiff.Direction.allCases.compactMap { direction in
            let own = changes.filter { $0.direction == direction.rawValue }
            guard !own.isEmpty else { return nil }
            let lines = own.map { "  \($0.text)\n    \($0.place)" }
            return (["\(direction.words[lang.language]) (\(own.count))"] + lines)
                .joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

extension PolicyDiff.Direction {
    fileprivate var words: LocalizedText {
        switch self {
        case .looser: LocalizedText(fr: "Plus large", en: "Looser")
        case .tighter: LocalizedText(fr: "Plus strict", en: "Tighter")
        case .neutral: LocalizedText(fr: "Sans effet sur la protection", en: "Neutral")
        }
    }
}
