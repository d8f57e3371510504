import Foundation
import SeuilClient
import SeuilCore
import SeuilCrypto

/// What `seuil init` says of the instance it has made.
struct NewInstanceAnswer: Encodable {
    struct Policy: Encodable {
        let name: String
        let version: Int
        let from: String
        let until: String
        let sha256: String
    }
    struct Recipient: Encodable {
        let audience: String
        let keys: [String]
    }

    let folder: String
    let site: String
    /// SHA-256 of the public key that releases are signed with.
    let siteKey: String
    let policy: Policy
    let recipients: [Recipient]
    /// The founding that the site's signers sign, and whether they have.
    let founding: String
    let isFoundingSigned: Bool
    /// Those who decide, `director Anne`; empty where the one signer's key is made here.
    let signers: [String]
    /// How many of them must sign in all, and how many in each role.
    let required: Int
    let roles: [String: Int]
    /// What the daemon does not need and should not be able to read.
    let keysToMove: [String]

    init(_ instance: NewInstance) {
        let verified = instance.policy
        folder = instance.folder.path
        site = instance.site.description
        siteKey = instance.siteCertificate.publicKeyFingerprint.hex
        policy = Policy(
            name: verified.policy.name, version: verified.policy.version,
            from: verified.policy.inForce.lowerBound.text,
            until: verified.policy.inForce.upperBound.text, sha256: verified.digest.hex)
        founding = instance.founding?.digest.hex ?? "none"
        switch instance.signers {
        case .own:
            (isFoundingSigned, signers, required, roles) = (true, [], 1, [:])
        case .others(let quorum):
            isFoundingSigned = false
            signers = quorum.signers.map { signer in
                "\(signer.role) \(signer.certificate.subjectCommonName ?? "?")"
            }.sorted()
            required = quorum.rule.total
            roles = Dictionary(
                uniqueKeysWithValues: quorum.rule.minimums.map { ($0.key.name, $0.value) })
        }
        recipients = instance.recipientKeys.map { Recipient(audience: $0.audience, keys: $0.paths) }
        var keys: [String] = isFoundingSigned ? [InstanceFiles.signerKey] : []
        for path in instance.recipientKeys.flatMap(\.paths) where !keys.contains(path) {
            keys.append(path)
        }
        keysToMove = keys
    }

    var text: String {
        """
        \(folder) is ready to \(isFoundingSigned ? "run" : "be signed").
          site      \(site), signing with key \(siteKey)
          policy    \(policy.name), version \(policy.version), \(isFoundingSigned ? "signed, " : "")in force from \(policy.from) to \(policy.until)
          founding  sha256 \(founding)\(deciding)
        \(isFoundingSigned ? "Start" : signing + "Then start") it, look at it, send it visits:
          seuild --instance \(folder)
          seuil status --instance \(folder)
          seuil emit --instance \(folder) visits.ndjson
        \(keysToMove.isEmpty ? "No recipient's or signer's key was made here." : moving)
        """
    }

    /// Who decides, and how many of them it takes.
    private var deciding: String {
        guard !signers.isEmpty else { return "" }
        let names = "\n  signers   \(signers.joined(separator: ", "))"
        guard signers.count > 1 else { return names }
        let isAnyone = required == 1 && roles.isEmpty
        return names + "\n  required  "
            + (isAnyone ? "any one of them" : StatementAnswer.words(roles, required))
    }

    /// What the signers do before it can start.
    private var signing: String {
        """
        Each signer signs both, one after another, where their key is:
          seuil quorum sign \(folder)/\(InstanceFiles.founding) --key KEY --cert CERT
          seuil policy sign \(folder)/\(InstanceFiles.policy) --key KEY --cert CERT

        """
    }

    private var moving: String {
        let keys = keysToMove.map { key in
            "  \(key)\(key == InstanceFiles.signerKey ? "  signs policies" : "  opens releases")"
        }
        return
            ([
                "The daemon needs none of these keys; give them to their holders and remove them from this machine:"
            ]
            + keys
            + (isFoundingSigned
                ? [
                    "Until \(InstanceFiles.signerKey) is gone, whoever runs this machine decides alone; no audit can see that."
                ]
                : []))
            .joined(separator: "\n")
    }
}
