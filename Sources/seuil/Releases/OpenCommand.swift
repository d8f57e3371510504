import ArgumentParser
import Foundation
import SeuilAudit
import SeuilCrypto
import SeuilRelease

/// `seuil open`: opens a release for one recipient.
struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a release: decrypt it, verify it, and write its files.",
        discussion: """
            Nothing is written unless the seal, the site's signature, this recipient, the period and the audience \
            all hold. Without --trust it shows which key signed the release, to be compared with what the site \
            says by another way, and stops.

            It remembers each site, in $XDG_STATE_HOME/seuil or ~/.local/state/seuil: a second release of a \
            period, or a ledger that was rewritten since an earlier release, is refused. With --ledger, a folder \
            that holds a copy of the site's 'ledger', the release and all that is remembered is held against it.

            Exit codes: 0 opened, 65 not a release, altered, or contradicting earlier ones, 73 DIR holds \
            something else, 77 not trusted or not for this key.

            Example:
              seuil open 2026-01.elus.p7m --key maire.key --trust site.pem --output 2026-01
            """)

    @Argument(help: ArgumentHelp("The release, PERIOD.AUDIENCE.p7m.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The recipient's private key.", valueName: "key"))
    var key: String

    @Option(
        help: ArgumentHelp(
            "The recipient's certificate, to find its part at once.", valueName: "cert"))
    var cert: String?

    @Option(help: ArgumentHelp("The site's certificate.", valueName: "cert"))
    var trust: String?

    @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
    var output: String?

    @Option(
        help: ArgumentHelp("A folder that holds a copy of the site's 'ledger'.", valueName: "dir"))
    var ledger: String?

    @Option(
        name: .customLong("accept-log"),
        help: ArgumentHelp(
            "The key of a ledger that the site began anew, as it says by another way.",
            valueName: "vkey"))
    var acceptLog: String?

    @Flag(help: "Neither compare with earlier releases nor remember this one.")
    var forget = false

    @Flag(help: "Write over what the folder holds.")
    var replace = false

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard trust == nil || output != nil else {
            throw ValidationError("--output DIR says where to write the release")
        }
    }

    func run() async throws {
        let name = URL(fileURLWithPath: file).lastPathComponent
        let bytes = try InputFile.read(file, "release")
        let key = try InputFile.key(key)
        let recipient = try cert.map { path throws(CommandFailure) in
            try InputFile.certificate(path)
        }
        let trusted = try trust.map { path throws(CommandFailure) in
            try InputFile.certificates(path)
        }
        let release: OpenedRelease
        do throws(VerificationError) {
            let sealed = try SealedRelease(fileName: name, bytes: bytes)
            guard let trusted else {
                showSigner(try sealed.signer(key: key, recipient: recipient))
            }
            release = try sealed.open(key: key, recipient: recipient, trusting: trusted, at: nil)
        } catch {
            throw VerificationText.failure(error)
        }
        let sealed = Digest.sha256(bytes)
        let standing = try compare(release, sealed)
        let folder = URL(fileURLWithPath: output ?? "").standardizedFileURL
        try write(release, to: folder)
        let answer = OpenedAnswer(release, folder: folder.path, standing: standing)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
    }

    /// Holds the release against what is remembered of its site and, where it is given, against the ledger, and
    /// then remembers it; all before anything is written out.
    private func compare(
        _ release: OpenedRelease, _ sealed: Digest
    ) throws(CommandFailure) -> OpenedAnswer.Standing {
        let proof = try proofBeside()
        let accepted = try acceptLog.map { text throws(CommandFailure) in
            guard let key = try? LogVerifier(text: text) else {
                throw CommandFailure(.data, "--accept-log names no log key")
            }
            return key
        }
        do {
            if forget {
                var nothing = SiteMemory(of: release.signer.publicKeyFingerprint)
                _ = try nothing.take(release, sealed: sealed, proof: proof)
                let isChecked = try checkLedger(release, sealed, [])
                return .init(memory: .forgotten, ledger: isChecked)
            }
            let file = MemoryFile(
                of: release.signer.publicKeyFingerprint, in: ReaderMemory.folder)
            return try file.update { memory in
                let outcome = try memory.take(
                    release, sealed: sealed, proof: proof, accepting: accepted)
                let origin = release.header.ledgerPlace?.checkpoint.origin ?? ""
                let isChecked = try checkLedger(release, sealed, memory.checkpoints(of: origin))
                return .init(memory: .init(outcome), ledger: isChecked)
            }
        } catch {
            throw ReaderMemory.failure(error)
        }
    }

    /// The proof that lies beside the release, if one does.
    private func proofBeside() throws(CommandFailure) -> InclusionProof? {
        let path = URL(fileURLWithPath: file).deletingPathExtension()
            .appendingPathExtension(LedgerPaths.proofExtension).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let proof = try? InclusionProof(bytes: try InputFile.read(path, "proof")) else {
            throw CommandFailure(.data, "\(path) is no proof")
        }
        return proof
    }

    /// Whether a ledger was given and names the release.
    private func checkLedger(
        _ release: OpenedRelease, _ sealed: Digest, _ remembered: [Checkpoint]
    ) throws(CommandFailure) -> Bool {
        guard let ledger else { return false }
        guard let folder = AuditFolder(at: ledger), InputFile.isFolder("\(ledger)/ledger") else {
            throw CommandFailure(.noInput, "there is no folder 'ledger' in \(ledger)")
        }
        let findings = LedgerCheck.findings(
            on: folder, remembered: remembered, release: release, sealed: sealed)
        guard let first = findings.first else { return true }
        throw CommandFailure(
            .data,
            "the ledger does not agree: \(first.place): \(first.code.rawValue): \(first.text)",
            hint: "seuil audit \(ledger) says more")
    }

    /// Shows who signed the release and stops there.
    private func showSigner(_ signer: Certificate) -> Never {
        let fingerprint = signer.publicKeyFingerprint.hex
        if json {
            Terminal.answer(json: ["signer": signer.subjectCommonName ?? "", "key": fingerprint])
        }
        var failure = CommandFailure(
            .noPermission,
            "whom to trust was not said; '\(signer.subjectCommonName ?? "")' signed this release with the key "
                + "sha256 \(fingerprint)",
            hint:
                "compare it with what the site says by another way, then name its certificate: --trust CERT"
        )
        failure.isTold = json
        failure.exit()
    }

    private func write(_ release: OpenedRelease, to folder: URL) throws(CommandFailure) {
        do throws(WritingError) {
            try release.write(to: folder, replacing: replace)
        } catch {
            throw switch error {
            case .differs:
                CommandFailure(
                    .cannotCreate, "\(folder.path) holds something else",
                    hint: "name another folder, or write over it with --replace")
            case .otherFile(let path):
                CommandFailure(
                    .cannotCreate, "\(folder.path) holds \(path), which is of no release",
                    hint: "name another folder")
            case .notAFolder: CommandFailure(.cannotCreate, "\(folder.path) is not a folder")
            case .system(let reason):
                CommandFailure(.cannotCreate, "\(folder.path) cannot be written: \(reason)")
            }
        }
    }
}
