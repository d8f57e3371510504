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
        let wrong = misdirections(of: bytes, to: audience, under: policy, at: index)
        if !wrong.isEmpty { find(.recipientsDiffer, path, wrong.joined(separator: "; ")) }
    }

    /// To whom a file is sealed and should not be, and to whom it should be and is not.
    func misdirections(
        of bytes: [UInt8], to audience: String, under digest: Digest, at index: Int
    ) -> [String] {
        guard let policy = policies[digest]?.verified,
            let place = policy.policy.audiences.firstIndex(where: { $0.name == audience })
        else { return [] }
        let meant = recipients(of: policy, place, at: index)
        // Who else is known: a key that any policy names for any audience.
        let known = policies.values.flatMap { $0.verified.recipients.joined() }
        let others = Set(known).subtracting(meant).sorted {
            $0.publicKeyFingerprint < $1.publicKeyFingerprint
        }
        guard let sealed = try? Envelope.recipients(of: bytes, among: meant + others) else {
            return ["\(CryptoError.malformed(.envelope))"]
        }
        var wrong: [String] = []
        for other in sealed.named where !meant.contains(other) {
            let key = other.publicKeyFingerprint
            let reason =
                withdrawal(of: key, from: audience, before: index)
                ?? namedElsewhere(other, audience, policy)
            wrong.append("it is sealed to the key \(key.hex), \(reason)")
        }
        if sealed.others > 0 {
            let keys = sealed.others == 1 ? "1 key" : "\(sealed.others) keys"
            wrong.append(
                "it is sealed to \(keys) of nobody whom the policy names for '\(audience)': "
                    + sealed.strangers.map(\.words).joined(separator: ", "))
        }
        for missing in meant where !sealed.named.contains(missing) {
            wrong.append(
                "it is not sealed to the recipient \(missing.publicKeyFingerprint.hex) of '\(audience)'"
            )
        }
        return wrong
    }

    /// Who a recipient is that the policy names, but not for this; in words that go on after a comma.
    private func namedElsewhere(
        _ certificate: Certificate, _ audience: String, _ policy: VerifiedPolicy
    ) -> String {
        let named = zip(policy.policy.audiences, policy.recipients)
            .filter { $1.contains(certificate) }.map { "'\($0.0.name)'" }
        return named.isEmpty
            ? "whom another version of the policy names, and not this one"
            : "whom the policy names for \(named.joined(separator: ", ")), and not for '\(audience)'"
    }

    /// By which entry a recipient was withdrawn before entry `index`, in words that go on after a comma.
    func withdrawal(of key: Digest, from audience: String, before index: Int) -> String? {
        history.withdrawals.first {
            $0.index < index && $0.withdrawal.key == key
                && $0.withdrawal.audience ?? audience == audience
        }.map { "who was withdrawn by entry \($0.index) on \($0.time.text.prefix(10))" }
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

extension Envelope.Stranger {
    /// What an envelope says of a reader who is nobody's.
    fileprivate var words: String {
        "the certificate with the number \(serial)"
            + (issuer.map { ", issued by \($0)" } ?? "")
    }
}
