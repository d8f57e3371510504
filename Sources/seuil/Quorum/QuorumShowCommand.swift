import ArgumentParser
import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import SeuilRelease

/// `seuil quorum show`: who decides over a site's policies, as its ledger says.
struct QuorumShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show who decides over a site's policies.",
        discussion: """
            Reads a copy of an instance's folder 'ledger': its entries, its checkpoint, and every statement that \
            signers have signed. Whether that ledger is the site's, 'seuil audit' says.

            Example:
              seuil quorum show /media/copy
            """)

    @Argument(help: ArgumentHelp("The folder that holds 'ledger'.", valueName: "dir"))
    var folder: String

    @Flag(help: "Answer in JSON.")
    var json = false

    private struct Answer: Encodable {
        let site: String
        let logKey: String
        let changes: Int
        let signers: [StatementAnswer.Signer]
        let required: Int
        let roles: [String: Int]

        var text: String {
            ([
                "Site \(site), \(changes.counted("change")) of its signers",
                "  log        \(logKey)",
            ]
                + signers.map { "  signer     \($0.text)" } + [
                    "  required   \(StatementAnswer.words(roles, required))"
                ]).joined(separator: "\n")
        }
    }

    func run() async throws {
        let standing = try LedgerStanding.read(folder)
        let quorum = standing.quorum
        let answer = Answer(
            site: standing.log.site, logKey: standing.log.key.text, changes: standing.changes,
            signers: quorum.signers.map { StatementAnswer.Signer($0) }, required: quorum.rule.total,
            roles: Dictionary(
                uniqueKeysWithValues: quorum.rule.minimums.map { ($0.key.name, $0.value) }))
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
    }
}

extension LedgerStanding {
    /// Where the ledger in `folder` stands.
    static func read(_ folder: String) throws(CommandFailure) -> LedgerStanding {
        guard let opened = AuditFolder(at: folder), InputFile.isFolder("\(folder)/ledger") else {
            throw CommandFailure(
                .noInput, "there is no folder 'ledger' in \(folder)",
                hint: "name an instance, or a folder with a copy of its folder 'ledger'")
        }
        guard FileManager.default.fileExists(atPath: "\(folder)/ledger/\(LedgerPaths.entries)")
        else {
            throw CommandFailure(
                .data, "the ledger in \(folder) is empty",
                hint:
                    "it begins when the daemon first starts: seuild --instance DIR; or copy it anew"
            )
        }
        do throws(LedgerStandingError) {
            return try LedgerStanding(of: opened)
        } catch {
            throw CommandFailure(
                .data,
                "the ledger in \(folder) does not hold: \(error.first.place): \(error.first.text)",
                hint: "'seuil audit \(folder)' says everything that is wrong")
        }
    }
}
