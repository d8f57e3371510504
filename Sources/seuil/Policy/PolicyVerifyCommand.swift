import ArgumentParser
import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto

/// `seuil policy verify`: decides as the daemon does whether a policy may be in force.
struct PolicyVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Decide as the daemon does whether a policy may be in force.",
        discussion: """
            Checks the signatures, every signed file, every rule of the policy, and its dates.

            Exit codes: 0 it may be; 65 it is altered, broken, or not in force then; 77 too few trusted signers.

            Signers with roles come from the statement that made them decide: a founding, or a change of the quorum.

            Examples:
              seuil policy verify policy --trust signers.pem --required 2 --at 2026-06-01
              seuil policy verify policy --quorum trust/founding.json
            """)

    @Argument(help: ArgumentHelp("The policy's folder.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("A PEM file of the certificates that may sign.", valueName: "certs"))
    var trust: String?

    @Option(
        help: ArgumentHelp(
            "The statement that names the signers, their roles and their numbers.",
            valueName: "file"))
    var quorum: String?

    @Option(help: ArgumentHelp("How many of them must have signed.", valueName: "number"))
    var required: Int?

    @Option(
        help: ArgumentHelp(
            "The day, YYYY-MM-DD (12:00 UTC), or the moment, RFC 3339. (default: now)",
            valueName: "date"))
    var at: String?

    @Flag(help: "Answer in JSON.")
    var json = false

    mutating func validate() throws {
        guard (trust == nil) != (quorum == nil) else {
            throw ValidationError("name the signers with --trust, or with --quorum")
        }
        guard quorum == nil || required == nil else {
            throw ValidationError("--required goes with --trust; a statement has its own numbers")
        }
        guard required ?? 1 >= 1 else { throw ValidationError("--required takes a number from 1") }
        guard at == nil || moment != nil else {
            throw ValidationError("--at takes a day, YYYY-MM-DD, or a moment in RFC 3339")
        }
    }

    private var moment: Date? {
        guard let at else { return Date() }
        let text = at.utf8.count == 10 ? at + "T12:00:00Z" : at
        return try? Date(text, strategy: .iso8601)
    }

    private struct Answer: Encodable {
        let valid: Bool
        var policy: String?
        var version: Int?
        var sha256: String?
        var reason: String?
        /// Every signature that is there, where too few have signed.
        var signatures: [Signature]?
    }

    private struct Signature: Encodable {
        let key: String?
        let name: String?
        let role: String?
        let counts: Bool
        /// Why it does not count, as 'seuil audit' has it.
        let code: String?
        let text: String

        init(_ signature: QuorumSignature) {
            key = signature.signature.certificate?.publicKeyFingerprint.hex
            name = signature.signature.certificate?.subjectCommonName
            role = signature.role?.name
            counts = signature.counts
            code = signature.signature.fault.map { AuditFinding.Code($0).rawValue }
            text = signature.description
        }
    }

    func run() async throws {
        let (files, _) = try PolicyCommand.files(folder)
        let verifier = try verifier()
        do throws(PolicyRefusal) {
            let verified = try verifier.verify(files, at: moment ?? Date())
            let policy = verified.policy
            if json {
                Terminal.answer(
                    json: Answer(
                        valid: true, policy: policy.name, version: policy.version,
                        sha256: verified.digest.hex))
            } else {
                Terminal.answer(
                    """
                    \(policy.name), version \(policy.version), may be in force
                      manifest  sha256 \(verified.digest.hex)
                      from      \(policy.inForce.lowerBound.text) to \(policy.inForce.upperBound.text)
                    """)
            }
        } catch {
            if json {
                var answer = Answer(valid: false, reason: "\(error)")
                if case .tooFewSigners(let tooFew) = error {
                    answer.signatures = tooFew.signatures.map { Signature($0) }
                }
                Terminal.answer(json: answer)
            }
            throw failure(error)
        }
    }

    /// Whose signatures count.
    private func verifier() throws(CommandFailure) -> PolicyVerifier {
        guard let quorum else {
            return PolicyVerifier(
                trusted: try trust.map(InputFile.certificates) ?? [], required: required ?? 1)
        }
        switch try StatementFile(quorum).statement {
        case .founding(let founding): return PolicyVerifier(quorum: founding.quorum)
        case .quorum(let change): return PolicyVerifier(quorum: change.quorum)
        case .withdrawal:
            throw CommandFailure(.data, "\(quorum) names no signers", hint: "it is a withdrawal")
        }
    }

    private var hint: String {
        "a signer signs it with: seuil policy sign \(folder) --key KEY --cert CERT"
    }

    private func failure(_ refusal: PolicyRefusal) -> CommandFailure {
        var failure: CommandFailure
        switch refusal {
        case .unsigned:
            failure = CommandFailure(.noPermission, "\(refusal)", hint: hint)
        case .tooFewSigners(let tooFew):
            let lines = tooFew.shortfalls.map(\.description) + tooFew.signatures.map(\.description)
            failure = CommandFailure(
                .noPermission, lines.joined(separator: "\n  "), hint: hint)
        case .invalid(let diagnostics): failure = CommandFailure(diagnostics, in: "the policy")
        default: failure = CommandFailure(.data, "\(refusal)", hint: remedy(refusal))
        }
        failure.isTold = json
        return failure
    }

    /// What to do about a policy that is signed and may not be in force.
    private func remedy(_ refusal: PolicyRefusal) -> String {
        switch refusal {
        case .expired, .notYetInForce:
            "--at takes another day; for other dates change in_force, raise version, and sign: seuil policy sign "
                + folder
        case .recipientDecides:
            "a recipient who signs needs two keys: take another certificate for one of the two"
        case .lowerVersion, .sameVersionOtherContent:
            "raise version in \(folder)/\(PolicyFiles.policy), and sign: seuil policy sign \(folder)"
        default:
            "bring back the files that were signed; or, if the change is meant, \(hint)"
        }
    }
}
