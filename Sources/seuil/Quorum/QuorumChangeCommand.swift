import ArgumentParser
import SeuilAudit
import SeuilCore

/// `seuil quorum change`: writes the statement by which other signers decide.
struct QuorumChangeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change",
        abstract: "Write a change of who decides over a site's policies, to be signed.",
        discussion: """
            Names all who decide from then on, with whole certificates: a renewed certificate is a change too. It \
            fits the place where the ledger stands, and no other site or time. It needs the signatures of those who \
            decide until then, and of those whom it names, enough of each: 'seuil quorum sign'. Then lay both files \
            into the instance's folder 'trust' and let the daemon read its policy anew (SIGHUP).

            Example:
              seuil quorum change /srv/seuil --signer director=anne.pem --signer auditor=chloe.pem \
                --required director=1 --required auditor=1 --output quorum-1.json
            """)

    @Argument(
        help: ArgumentHelp("The folder that holds the site's 'ledger'.", valueName: "dir"))
    var folder: String

    @OptionGroup var signers: SignerOptions

    @Option(help: ArgumentHelp("The file to write; it ends in .json.", valueName: "file"))
    var output: String

    @Flag(help: "Answer in JSON.")
    var json = false

    func validate() throws {
        guard !signers.signers.isEmpty else {
            throw ValidationError("name everyone who decides with --signer ROLE=CERT")
        }
    }

    func run() async throws {
        let standing = try LedgerStanding.read(folder)
        guard let quorum = try signers.quorum() else { return }
        do throws(QuorumFault) {
            try quorum.check(site: standing.siteKey)
        } catch {
            throw SignerOptions.failure(error)
        }
        let statement = Statement.quorum(
            QuorumStatement(
                log: standing.log, number: standing.changes + 1, previous: standing.statement,
                quorum: quorum))
        try StatementFile.write(statement, to: output)
        let answer = StatementAnswer(statement)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
        signers.tellOfDefault(
            quorum,
            remedy: "where more should sign, write it again before it is signed, with --required "
                + "\(quorum.signers.count), or with --required ROLE=NUMBER for each role")
    }
}
