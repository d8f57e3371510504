import Foundation
import SeuilCore
import SeuilCrypto

/// A small policy, and what tests vary of it.
struct TestPolicy {
    var version = 1
    var from = "2026-01-01"
    var until = "2026-12-31"
    var each = "month"
    var backfill: String? = "2025-01-01"
    /// Signed at this time.
    var signedAt = "2026-01-01T12:00:00Z"

    /// Whether a second recipient gets its releases.
    var hasDeputy = false

    /// The policy, signed by the test's signer.
    func files() throws -> PolicyFiles {
        try files(signedBy: [TestKeys.shared.get().signer])
    }

    /// The policy, signed by one after another.
    func files(signedBy signers: [TestKeys.Person]) throws -> PolicyFiles {
        let keys = try TestKeys.shared.get()
        var files = PolicyFiles()
        files[PolicyFiles.policy] = Array(text.utf8)
        files["recipients/mayor.pem"] = keys.recipient.certificate.pem
        if hasDeputy { files["recipients/deputy.pem"] = keys.deputy.certificate.pem }
        for signer in signers {
            let signed = try PolicySigner.sign(
                files, certificate: signer.certificate, key: signer.key, at: date(signedAt))
            files[PolicyFiles.manifest] = signed.manifest
            files[PolicyFiles.signatures] = signed.signatures
        }
        return files
    }

    private var recipients: String {
        "recipients/mayor.pem" + (hasDeputy ? ", recipients/deputy.pem" : "")
    }

    private var text: String {
        """
        policy: test
        version: \(version)
        in_force: { from: \(from), until: \(until) }
        title: { fr: Essai, en: Test }
        purpose: { fr: Essayer., en: Test. }
        controller: { name: Essai, contact: essai@seuil.example }
        periods:
          each: \(each)
          timezone: Europe/Paris
          grace: 3d
        \(backfill.map { "  backfill: { from: \($0) }" } ?? "")
        receives:
          visit: { name: text, birth_date: date, sex: code, minutes: number }
          request: { reason: code }
          required: [reason]
        keeps:
          visitor: { hash: [name, birth_date], normalise: name }
          sex: { codes: [F, M], per: person }
          reason: { codes: [rent, work] }
          minutes: { sum: min, cap: 240 }
        tables:
          people: { by: [sex], show: [visits, visitors, sum_minutes], for: [elus] }
          reasons: { by: [reason], show: [requests, visitors], for: [elus] }
        threshold: { people: 5 }
        disclosure: { interval: 3, zeros: publish }
        audiences:
          elus: { language: fr, recipients: [\(recipients)] }
        """
    }
}
