import Foundation
import SeuilCore
import SeuilCrypto

/// Policies as a site would have them: signed, and verified before use.
enum SignedPolicy {
    /// The policy whose text goes on with `rules` after its head, with these code lists by path.
    static func verified(_ rules: String, codelists: [String: [UInt8]]) throws -> VerifiedPolicy {
        let now = Date(timeIntervalSince1970: 1_768_000_000)  // January 2026
        let signer = try certificate(.signing, at: now)
        let reader = try certificate(.encryption, at: now)
        var files = PolicyFiles(codelists)
        files[PolicyFiles.policy] = Array((head + rules).utf8)
        files["recipients/reader.pem"] = reader.certificate.pem
        let signed = try PolicySigner.sign(
            files, certificate: signer.certificate, key: signer.key, at: now)
        files[PolicyFiles.manifest] = signed.manifest
        files[PolicyFiles.signatures] = signed.signatures
        return try PolicyVerifier(trusted: [signer.certificate], required: 1)
            .verify(files, at: now)
    }

    static func period(of policy: VerifiedPolicy) throws -> Period {
        guard let calendar = PeriodCalendar(rule: policy.policy.periods),
            let period = calendar.period(id: "2026-01")
        else { throw BenchError.noPeriod }
        return period
    }

    private static let head = """
        policy: bench
        version: 1
        in_force: { from: 2026-01-01, until: 2026-12-31 }
        title: { fr: Essai, en: Trial }
        purpose: { fr: Mesurer, en: Measure }
        controller: { name: Bench, contact: bench@seuil.example }
        periods: { each: month, timezone: UTC, grace: 0d }

        """

    private static func certificate(
        _ usage: Certificate.Usage, at now: Date
    ) throws -> (certificate: Certificate, key: PrivateKey) {
        let key = try PrivateKey.generate(.p256)
        let years = 5.0 * 366 * 86_400
        let certificate = try Certificate.selfSigned(
            key: key, commonName: "bench", organisation: nil, usage: usage, notBefore: now - years,
            notAfter: now + years)
        return (certificate, key)
    }
}

enum BenchError: Error { case noPeriod }
