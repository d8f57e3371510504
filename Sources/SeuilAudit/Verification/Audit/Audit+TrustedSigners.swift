internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Whether signers whom the auditor knows have put their names to this log.
    ///
    /// A statement names the log's key and the statement before it; so whoever trusts the signers of one of them
    /// need not be given the key.
    mutating func checkTrustedSigners() {
        guard !anchors.signers.isEmpty else { return }
        let trusted = Set(anchors.signers)
        let shortfalls = vouched.map { rule, signed in
            let known = signed.filter { trusted.contains($0) }
            return rule.shortfall(of: Set(known.map(\.publicKeyFingerprint)))
        }
        report.isVouchedFor = shortfalls.contains { $0 == nil }
        guard !report.isVouchedFor else { return }
        guard let nearest = shortfalls.compactMap({ $0 }).max(by: { $0.have < $1.have }) else {
            let text = "nobody has signed it, or any change of its signers, so that holds"
            return find(.signersNotTrusted, .warning, "entry 0", text)
        }
        find(
            .signersNotTrusted, "entry 0",
            "of those whom you trust, \(nearest) it, or any change of its signers")
    }

    /// The certificates beside one policy.
    func certificates(beside policy: Digest) -> [Certificate] {
        let path = Audit.ledger(LedgerPaths.signers(of: policy))
        guard case .bytes(let pem) = folder.file(path, limit: AuditLimit.policyFile) else {
            return []
        }
        return (try? Certificate.certificates(inPEM: pem)) ?? []
    }
}
