import ArgumentParser
import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto

/// `seuil policy withdraw`: takes a recipient's key out of all further releases.
struct PolicyWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Withdraw a recipient, for good, with one signer's signature.",
        discussion: """
            Writes the statement that a recipient's key gets no further release, signed by one of those who decide: \
            it only makes less known. Lay both files into the instance's folder 'trust' and let the daemon read its \
            policy anew (SIGHUP). It holds for that key for ever, whatever a later policy says; what was released \
            before stays readable. An audience without any recipient left gets no releases.

            Example:
              seuil policy withdraw /srv/seuil --audience elus --recipient elus.pem \
                --key anne.key --cert anne.pem --output withdrawal-elus.json
            """)

    @Argument(
        help: ArgumentHelp("The folder that holds the site's 'ledger'.", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("The recipient's certificate.", valueName: "cert"))
    var recipient: String

    @Option(
        help: ArgumentHelp(
            "The audience that it is withdrawn from. (default: every one)", valueName: "name"))
    var audience: String?

    @OptionGroup var signer: SigningKeyOptions

    @Option(help: ArgumentHelp("The file to write; it ends in .json.", valueName: "file"))
    var output: String

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() async throws {
        let standing = try LedgerStanding.read(folder)
        let recipient = try InputFile.certificate(recipient)
        let (certificate, key) = try signer.read()
        guard standing.quorum.certificates.contains(certificate) else {
            throw CommandFailure(
                .noPermission, "this certificate is not among those who decide",
                hint: "'seuil quorum show \(folder)' names them")
        }
        let statement = Statement.withdrawal(
            WithdrawalStatement(
                log: standing.log, audience: audience, key: recipient.publicKeyFingerprint))
        guard audience.map({ standing.isAudience($0) }) ?? true else {
            throw CommandFailure(
                .data, "no policy of this site has had an audience named '\(audience ?? "")'",
                hint:
                    "its policies in \(folder)/ledger/policies name their audiences; without --audience it is "
                    + "withdrawn from every one")
        }
        if !standing.isRecipient(recipient.publicKeyFingerprint, of: audience) {
            let place = audience.map { "of '\($0)'" } ?? "of any audience"
            Terminal.tell(
                "seuil: warning: no policy of this site has had a recipient \(place) with this key")
            Terminal.tell(
                "seuil: hint: the statement would hold for later policies; compare \(self.recipient) with those in "
                    + "\(folder)/ledger/policies")
        }
        try StatementFile.write(statement, to: output)
        do throws(CommandFailure) {
            try QuorumSignCommand.sign(try StatementFile(output), certificate, key, json: json)
        } catch {
            // A statement that nobody has signed is of no use, and would be in the next attempt's way.
            try? FileManager.default.removeItem(atPath: output)
            throw error
        }
    }
}
