import ArgumentParser
import Foundation
import SeuilAudit
import SeuilCrypto
import SeuilRelease

/// `seuil open`: opens a release for one recipient.
struct OpenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a release or an erratum: decrypt it, verify it, and write its files.",
        discussion: """
            Nothing is written unless the seal, the site's signature, this recipient, the period and the audience \
            all hold, and no more keys open it than it names. Without --trust it shows which key signed the release, to be compared with what the site \
            says by another way, and stops.

            It remembers each site, in $XDG_STATE_HOME/seuil or ~/.local/state/seuil: a second release of a \
            period, or a ledger that was rewritten since an earlier release, is refused. With --ledger, a folder \
            that holds a copy of the site's 'ledger', the release and all that is remembered is held against it.

            What 'seuil rehearse' has made is refused without --rehearsal.

            Exit codes: 0 opened, 65 not a release, altered, sealed to others too, or contradicting earlier ones, 73 DIR holds \
            something else, 77 not trusted or not for this key.

            Examples:
              seuil open 2026-01.elus.p7m --key maire.key --trust site.pem --output 2026-01
              seuil open 2026-01.elus.erratum-1.p7m --key maire.key --trust site.pem --output 2026-01-erratum
            """)

    @Argument(
        help: ArgumentHelp(
            "The release, PERIOD.AUDIENCE.p7m, or an erratum, PERIOD.AUDIENCE.erratum-N.p7m.",
            valueName: "file"))
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

    @Flag(help: "Open a rehearsal's file, and nothing else.")
    var rehearsal = false

    @Flag(help: "Write over what the folder holds.")
    var replace = false

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard trust == nil || output != nil else {
            throw ValidationError("--output DIR says where to write the release")
        }
    }

    /// With what it is opened.
    struct Keys {
        let key: PrivateKey
        let recipient: Certificate?
        let trusted: [Certificate]?
    }

    func run() async throws {
        let name = URL(fileURLWithPath: file).lastPathComponent
        let bytes = try InputFile.read(file, "release")
        let keys = Keys(
            key: try InputFile.key(key),
            recipient: try cert.map { path throws(CommandFailure) in
                try InputFile.certificate(path)
            },
            trusted: try trust.map { path throws(CommandFailure) in
                try InputFile.certificates(path)
            })
        if ErratumName(fileName: name) != nil { return try openErratum(name, bytes, keys) }
        let release: OpenedRelease
        do throws(VerificationError) {
            let sealed = try SealedRelease(fileName: name, bytes: bytes)
            guard let trusted = keys.trusted else {
                showSigner(try sealed.signer(key: keys.key, recipient: keys.recipient))
            }
            release = try sealed.open(
                key: keys.key, recipient: keys.recipient, trusting: trusted, at: nil,
                rehearsal: rehearsal)
        } catch {
            throw VerificationText.failure(error)
        }
        try OpenCommand.checkRecipients(of: bytes, named: release.header.recipients)
        let standing = try compare(release, Digest.sha256(bytes))
        let folder = URL(fileURLWithPath: output ?? "").standardizedFileURL
        do throws(WritingError) {
            try release.write(to: folder, replacing: replace)
        } catch {
            throw OpenCommand.failure(error, folder, writing: .release)
        }
        let answer = OpenedAnswer(release, folder: folder.path, standing: standing)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
    }

    /// Holds the release against what is remembered of its site and, where it is given, against the ledger.
    private func compare(
        _ release: OpenedRelease, _ sealed: Digest
    ) throws(CommandFailure) -> OpenedAnswer.Standing {
        let proof = try proofBeside()
        let accepted = try acceptedLog()
        let header = release.header
        return try remember(
            of: release.signer,
            take: { memory in
                try memory.take(release, sealed: sealed, proof: proof, accepting: accepted)
            },
            check: { memory in
                try checkLedger { folder in
                    LedgerCheck.findings(
                        on: folder,
                        remembered: memory.checkpoints(
                            of: header.ledgerPlace?.checkpoint.origin ?? ""),
                        release: release, sealed: sealed)
                }
            },
            errata: { memory in
                memory.erratumCount(
                    of: ReleaseName(period: header.period, audience: header.audience))
            })
    }

    /// Shows who signed the release and stops there.
    func showSigner(_ signer: Certificate) -> Never {
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

    /// What is opened into a folder of its own.
    enum Kind {
        case release, erratum
    }

    /// Why the files were not written out.
    static func failure(
        _ error: WritingError, _ folder: URL, writing kind: Kind
    ) -> CommandFailure {
        switch error {
        case .differs:
            CommandFailure(
                .cannotCreate, "\(folder.path) holds something else",
                hint: "name another folder, or write over it with --replace")
        case .otherFile(let path) where kind == .erratum && ReleasePaths.contains(path):
            CommandFailure(
                .cannotCreate, "\(folder.path) holds an opened release, which stays as it is",
                hint: "an erratum opens into a folder of its own, for example --output "
                    + "\(folder.path)-erratum")
        case .otherFile(let path) where kind == .release && ErratumPaths.contains(path):
            CommandFailure(
                .cannotCreate, "\(folder.path) holds an opened erratum, which stays as it is",
                hint: "name another folder for the release")
        case .otherFile(let path):
            CommandFailure(
                .cannotCreate,
                "\(folder.path) holds \(path), which is of no \(kind == .release ? "release" : "erratum")",
                hint: "name another folder")
        case .notAFolder:
            CommandFailure(
                .cannotCreate, "\(folder.path) is not a folder", hint: "name a new folder")
        case .system(let reason):
            CommandFailure(
                .cannotCreate, "\(folder.path) cannot be written: \(reason)",
                hint: "name a folder where this user may write")
        }
    }
}
