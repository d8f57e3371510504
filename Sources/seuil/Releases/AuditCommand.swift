import ArgumentParser
import Foundation
import SeuilAudit
import SeuilCrypto

/// `seuil audit`: verifies a copy of an instance's ledger and outbox, from files alone.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Verify a site's ledger, policies and releases from files alone.",
        discussion: """
            DIR is a copy of an instance's folders 'ledger' and 'outbox'; no daemon and no network is needed. It \
            recomputes the tree over all entries, verifies checkpoints, the order of entries, every policy's \
            files and signatures as of its ledger time, and every release's digest and proof. With --key and \
            --trust it opens the releases and errata, holds them against ledger and policy, makes every file of the \
            releases again and compares the bytes, and attacks them all together.

            A ledger proves that it was not rewritten only to who brings something from outside: --log-key, as \
            the site gave it; --checkpoint, a copy of 'ledger/checkpoint', or of the proof beside a release, kept from \
            an earlier visit; or --signers, the certificates of signers whom you know, who have signed the founding or a later change. Without \
            any, nothing vouches for the folder as a whole, and the verdict is never 'sound'.

            A release that the ledger names and the folder lacks is a warning: whoever carries releases to their readers \
            may have taken it away. Nothing can be said of it, and the verdict then counts what was not given.

            Exit codes: 0 sound as far as was looked at, 1 there are errors or nothing from outside vouches for it, 65 a file named here \
            cannot be used, 66 there is no such folder or file.

            Example:
              seuil audit /media/copy --checkpoint kept/2026-03.checkpoint
            """)

    @Argument(help: ArgumentHelp("The folder that holds 'ledger' and 'outbox'.", valueName: "dir"))
    var folder: String

    @Option(
        name: .customLong("log-key"),
        help: ArgumentHelp(
            "The log's key, or a file that holds it, as the site gave it.", valueName: "vkey"))
    var logKey: String?

    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp(
            "A checkpoint, or a release's proof, kept from before; may be given several times.",
            valueName: "file"))
    var checkpoints: [String] = []

    @Option(
        name: .customLong("expect"),
        help: ArgumentHelp(
            "The digest of a policy that was signed and must have been adopted; may be given several times.",
            valueName: "sha256"))
    var expected: [String] = []

    @Option(
        help: ArgumentHelp(
            "A PEM file of signers' certificates, as they gave them to you.", valueName: "certs"))
    var signers: String?

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp(
            "A recipient's private key; may be given several times.", valueName: "key"))
    var keys: [String] = []

    @Option(help: ArgumentHelp("The site's certificate, to open releases.", valueName: "cert"))
    var trust: String?

    @Flag(help: "Audit what 'seuil rehearse' has made, and nothing else.")
    var rehearsal = false

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard !folder.isEmpty else { throw ValidationError("name the folder that holds 'ledger'") }
        guard keys.isEmpty == (trust == nil) else {
            throw ValidationError("--key opens releases, and --trust says whose; give both or none")
        }
        guard expected.allSatisfy({ Digest(hex: $0) != nil }) else {
            throw ValidationError("--expect takes a policy's digest, 64 hexadecimal digits")
        }
    }

    func run() async throws {
        guard let opened = AuditFolder(at: folder),
            InputFile.isFolder("\(folder)/ledger")
        else {
            throw CommandFailure(
                .noInput, "there is no folder 'ledger' in \(folder)",
                hint: "copy the instance's folders 'ledger' and 'outbox' into one")
        }
        var anchors = AuditAnchors(logKey: try logKey.map(AuditCommand.verifier))
        anchors.isRehearsal = rehearsal
        for path in checkpoints {
            anchors.checkpoints.append(try AuditCommand.checkpoint(path))
        }
        anchors.policies = expected.compactMap { Digest(hex: $0) }
        anchors.signers = try signers.map(InputFile.certificates) ?? []
        var recipients: AuditRecipients?
        if let trust {
            recipients = AuditRecipients(
                keys: try keys.map { path throws(CommandFailure) in try InputFile.key(path) },
                site: try InputFile.certificate(trust))
        }
        let report = Audit.run(on: opened, anchors: anchors, recipients: recipients)
        if let damaged = report.unusable.first {
            throw CommandFailure(
                .data,
                "\(damaged) was altered: the log's key is named under it, but its signature does not hold",
                hint: "this says nothing of the site; bring another copy, or go without")
        }
        let answer = AuditAnswer(report, isRehearsal: rehearsal)
        if json { Terminal.answer(json: answer) } else { Terminal.answer(answer.text) }
        if report.outcome != .sound { Self.exit(withError: ExitCode(1)) }
    }

    /// What the auditor kept: a checkpoint, or a release's proof.
    private static func checkpoint(_ path: String) throws(CommandFailure) -> KeptCheckpoint {
        let bytes = try InputFile.read(path, "checkpoint")
        do throws(CryptoError) {
            return try KeptCheckpoint(path, bytes: bytes)
        } catch {
            throw CommandFailure(
                .data, "\(path) is no checkpoint",
                hint: "keep a copy of 'ledger/checkpoint', or of a release's '.tlog-proof'")
        }
    }

    /// The key that `text` is, or that the file of that name holds.
    private static func verifier(_ text: String) throws(CommandFailure) -> LogVerifier {
        if let key = try? LogVerifier(text: text) { return key }
        let bytes = try InputFile.read(text, "log key")
        let line = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let key = try? LogVerifier(text: line) else {
            throw CommandFailure(
                .data, "\(text) holds no log key",
                hint: "a log key reads NAME+ID+KEY; the site's is in ledger/log.vkey")
        }
        return key
    }
}
