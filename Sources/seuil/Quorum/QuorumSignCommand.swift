import ArgumentParser
import Foundation
import SeuilCore
import SeuilCrypto

/// `seuil quorum sign`: adds a signature to a statement.
struct QuorumSignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign a founding, a change of the signers, or a withdrawal.",
        discussion: """
            Says what the statement says, and adds a signature to the file beside it that ends in .p7s. Do it where \
            the signer's key is. Whoever renews a certificate signs the change with the old one and with the new one. \
            Nobody signs but those whom the statement names, and those who decide until then: as the instance tells, \
            or a copy of it, that the statement lies in, or the statement before it where that lies beside it. Where \
            neither does, nobody can tell here whether a certificate that the statement does not name counts, and a \
            warning says so.

            Example:
              seuil quorum sign trust/founding.json --key signer.key --cert signer.pem
            Anyone who has the signers' certificates checks it with stock tools:
              openssl cms -verify -binary -inform PEM -in founding.p7s -content founding.json \
                -CAfile signers.pem -purpose any -out /dev/null
            """)

    @Argument(help: ArgumentHelp("The statement's file.", valueName: "file"))
    var file: String

    @OptionGroup var signer: SigningKeyOptions

    @Flag(help: "Drop the signatures that are there.")
    var replace = false

    @Flag(help: "Sign, though this certificate is none of the signers'.")
    var stranger = false

    @Flag(help: "Answer in JSON.")
    var json = false

    func run() async throws {
        let file = try StatementFile(file, withSignatures: !replace)
        let (certificate, key) = try signer.read()
        if !stranger {
            switch StatementStanding(of: certificate, in: file) {
            case .decides: break
            case .stranger(let wrong):
                throw CommandFailure(
                    .data, "this certificate is not among those \(wrong)",
                    hint:
                        "only theirs count, and a stranger's signature spoils the check with openssl; to sign "
                        + "nonetheless: --stranger")
            case .unknown(let doubt):
                Terminal.tell(
                    "seuil: warning: \(doubt); a stranger's signature counts for nothing and spoils the check with "
                        + "openssl")
            }
        }
        try QuorumSignCommand.sign(file, certificate, key, json: json)
    }

    /// Signs, writes, and says what was signed and by whom.
    static func sign(
        _ file: StatementFile, _ certificate: Certificate, _ key: PrivateKey, json: Bool
    ) throws(CommandFailure) {
        let now = Date()
        let signatures: [UInt8]
        let signers: [Certificate]
        do throws(CryptoError) {
            signatures = try StatementSigner.sign(
                file.statement, adding: file.signatures, certificate: certificate, key: key,
                at: now)
            signers = try StatementSigner.signers(
                of: file.statement, signatures: signatures, at: now)
        } catch {
            let path = StatementFile.signatures(of: file.path)
            throw switch error {
            case .tampered:
                CommandFailure(
                    .data, "\(path) holds signatures of another statement",
                    hint: "--replace drops them, for the signers of this one to sign anew")
            case .malformed(.signature):
                CommandFailure(
                    .data, "\(path): \(error)",
                    hint: "--replace drops what is there, for the signers to sign anew")
            default: CryptoText.failure(error)
            }
        }
        try StatementFile.write(signatures, to: StatementFile.signatures(of: file.path))
        let answer = StatementAnswer(file.statement, signed: signers)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
        // Of a change, only the ledger knows who decides until then.
        guard case .founding(let founding) = file.statement else { return }
        let keys = Set(signers.map(\.publicKeyFingerprint))
        for shortfall in founding.quorum.rule.shortfalls(of: keys) {
            Terminal.tell("seuil: note: more signatures are needed: \(shortfall)")
        }
    }
}
