internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Whether what a site sealed is sealed to its audience's recipients and nobody else; takes no key.
    ///
    /// - Parameter index: The entry that names the file: those withdrawn before it are no recipients any more.
    mutating func checkSealed(
        _ bytes: [UInt8], to audience: String, under policy: Digest, at index: Int, _ path: String
    ) {
        guard let policy = policies[policy]?.verified,
            let place = policy.policy.audiences.firstIndex(where: { $0.name == audience })
        else { return }
        let meant = recipients(of: policy, place, at: index)
        guard let sealed = try? Envelope.recipients(of: bytes, among: meant) else {
            find(.recipientsDiffer, path, "\(CryptoError.malformed(.envelope))")
            return
        }
        var wrong: [String] = []
        if sealed.others > 0 {
            let keys = sealed.others == 1 ? "1 key" : "\(sealed.others) keys"
            wrong.append(
                "it is sealed to \(keys) of nobody whom the policy names for '\(audience)'")
        }
        for missing in meant where !sealed.named.contains(missing) {
            wrong.append(
                "it is not sealed to the recipient \(missing.publicKeyFingerprint.hex) of '\(audience)'"
            )
        }
        if !wrong.isEmpty { find(.recipientsDiffer, path, wrong.joined(separator: "; ")) }
    }

    /// A policy's recipients of an audience but for those withdrawn before entry `index`.
    func recipients(
        of policy: VerifiedPolicy, _ audience: Int, at index: Int
    ) -> [Certificate] {
        let name = policy.policy.audiences[audience].name
        let withdrawn = history.withdrawn(from: name, before: index)
        return policy.recipients[audience].filter { !withdrawn.contains($0.publicKeyFingerprint) }
    }
}
