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

            Exit codes: 0 opened, 65 not a release or altered, 73 DIR holds something else, 77 not trusted or \
            not for this key.

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
        let folder = URL(fileURLWithPath: output ?? "").standardizedFileURL
        try write(release, to: folder)
        let answer = OpenedAnswer(release, folder: folder.path)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
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
