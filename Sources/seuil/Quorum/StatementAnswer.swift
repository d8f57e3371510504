import SeuilCore
import SeuilCrypto

/// What a statement says, for whoever is about to sign it or has.
struct StatementAnswer: Encodable {
    struct Signer: Encodable {
        let role: String
        let name: String?
        let key: String
        let certificate: String
        let until: String

        init(_ signer: Quorum.Signer) {
            role = signer.role.name
            name = signer.certificate.subjectCommonName
            key = signer.certificate.publicKeyFingerprint.hex
            certificate = Digest.sha256(signer.certificate.der).hex
            until = CryptoText.day(signer.certificate.notAfter)
        }

        var text: String { "\(role)  \(name ?? "?")  key \(key)  until \(until)" }
    }

    let kind: String
    let sha256: String
    let site: String
    let logKey: String
    var signers: [Signer]?
    var required: Int?
    var roles: [String: Int]?
    var number: Int?
    var previous: String?
    var audience: String?
    var recipient: String?
    /// Those whose signatures hold, whether they may sign or not.
    var signed: [String] = []

    init(_ statement: Statement, signed: [Certificate] = []) {
        sha256 = statement.digest.hex
        site = statement.log.site
        logKey = statement.log.key.text
        self.signed = signed.map {
            "\($0.subjectCommonName ?? "?"), key \($0.publicKeyFingerprint.hex)"
        }
        switch statement {
        case .founding(let founding):
            kind = "founding"
            set(founding.quorum)
        case .quorum(let change):
            kind = "quorum"
            number = change.number
            previous = change.previous.hex
            set(change.quorum)
        case .withdrawal(let withdrawal):
            kind = "withdrawal"
            audience = withdrawal.audience
            recipient = withdrawal.key.hex
        }
    }

    private mutating func set(_ quorum: Quorum) {
        signers = quorum.signers.map { Signer($0) }
        required = quorum.rule.total
        roles = Dictionary(
            uniqueKeysWithValues: quorum.rule.minimums.map { ($0.key.name, $0.value) })
    }

    var text: String {
        var lines = [headline, "  statement  sha256 \(sha256)", "  log        \(logKey)"]
        for signer in signers ?? [] { lines.append("  signer     \(signer.text)") }
        if let required {
            lines.append("  required   \(StatementAnswer.words(roles ?? [:], required))")
        }
        for name in signed { lines.append("  signed by  \(name)") }
        return lines.joined(separator: "\n")
    }

    private var headline: String {
        switch kind {
        case "founding": "Site \(site) begins, and these decide over its policies."
        case "quorum":
            "Change \(number ?? 0) of site \(site): these decide over its policies from now on."
        default:
            "Site \(site): the recipient with key \(recipient ?? "") gets no further release"
                + (audience.map { " to '\($0)'." } ?? ", to whatever audience.")
        }
    }

    /// `1 director, 1 auditor, 2 in all`.
    static func words(_ roles: [String: Int], _ total: Int) -> String {
        (roles.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" } + ["\(total) in all"])
            .joined(separator: ", ")
    }
}
