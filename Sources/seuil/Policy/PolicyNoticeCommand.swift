public import ArgumentParser
import Foundation
import SeuilCore
public import SeuilPages

/// `seuil policy notice`: the pages that a controller owes to visitors, the authority and itself.
struct PolicyNoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice",
        abstract:
            "Write the visitors' notice, the record of processing, or a draft impact assessment.",
        discussion: """
            visitors: one sheet for the wall beside the desk (GDPR articles 13, 14 and 21). record: the record of \
            processing activities (article 30). dpia: a draft data protection impact assessment (article 35). What \
            the policy does not know is marked: it can be typed in the browser before printing on A4.

            Example:
              seuil policy notice /srv/seuil/policy --kind visitors --lang fr --output affiche.html
            """)

    @Argument(help: ArgumentHelp("The policy, or its folder.", valueName: "policy"))
    var path: String

    @Option(help: "Which page: visitors, record or dpia.")
    var kind: Notice

    @OptionGroup var lang: LanguageOption

    @Option(help: "How to write it.")
    var format: PageFormat = .html

    @Option(help: ArgumentHelp("The file to write. (default: standard output)", valueName: "file"))
    var output: String?

    func run() async throws {
        let policy = try PolicyCommand.parsed(path).policy
        let text = try format.render(
            kind.page(of: policy, language: lang.language, at: Date()))
        guard let output else { return Terminal.answer(text) }
        try OutputFile.write(Array(text.utf8), to: output)
    }
}

extension Notice: ExpressibleByArgument {}
