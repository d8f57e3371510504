internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The signed files of a policy, each under its signed name, and the certificates beside them.
    mutating func policyFiles(
        _ adopted: LedgerHistory.AdoptedPolicy
    ) -> (PolicyFiles, [Certificate])? {
        let adoption = adopted.adoption
        func path(_ name: String) -> String {
            Audit.ledger(LedgerPaths.file(name, of: adoption.policy))
        }
        var files = PolicyFiles()
        let limit = AuditLimit.policyFile
        let manifestPath = path(PolicyFiles.manifest)
        guard
            let manifest = file(manifestPath, limit: limit, missing: .policyFileMissing),
            let signatures = file(
                path(PolicyFiles.signatures), limit: limit, missing: .policyFileMissing),
            let pem = file(
                Audit.ledger(LedgerPaths.signers(of: adoption.policy)), limit: limit,
                missing: .policyFileMissing)
        else { return nil }
        guard Digest.sha256(manifest) == adoption.policy else {
            find(.policyAltered, manifestPath, "it is not the manifest that the ledger names")
            return nil
        }
        guard Digest.sha256(signatures) == adoption.signatures else {
            find(
                .policyAltered, path(PolicyFiles.signatures),
                "they are not the signatures that the ledger names")
            return nil
        }
        guard let parsed = try? PolicyManifest(bytes: manifest) else {
            find(.policyAltered, manifestPath, "it is no manifest")
            return nil
        }
        files[PolicyFiles.manifest] = manifest
        files[PolicyFiles.signatures] = signatures
        var isWhole = true
        for entry in parsed.entries {
            guard let bytes = file(path(entry.path), limit: limit, missing: .policyFileMissing)
            else {
                isWhole = false
                continue
            }
            if Digest.sha256(bytes) != entry.digest {
                find(.policyAltered, path(entry.path), "it is not the file that was signed")
                isWhole = false
            }
            files[entry.path] = bytes
        }
        guard isWhole else { return nil }
        let certificates = (try? Certificate.certificates(inPEM: pem)) ?? []
        let named = Set(adoption.signers.map(\.certificate))
        let there = Set(certificates.map { Digest.sha256($0.der) })
        let signersPath = Audit.ledger(LedgerPaths.signers(of: adoption.policy))
        let missing = adoption.signers.filter { !there.contains($0.certificate) }
        guard missing.isEmpty else {
            let keys = missing.map(\.key.hex).joined(separator: ", ")
            find(
                .policyAltered, signersPath,
                "the certificate that the ledger names is not there, of the key \(keys)")
            return nil
        }
        let known = named.union(adopted.quorum.members.map(\.certificate))
        if pem != certificates.flatMap(\.pem) {
            find(
                .policyAltered, signersPath,
                "it holds something besides the certificates, or they stand there in another form")
        }
        // What an earlier form of the ledger logged knew keys only.
        for extra in certificates
        where !adopted.isRestated && !known.contains(.sha256(extra.der)) {
            find(
                .unexpectedFile, .warning, signersPath,
                "it holds a certificate of nobody who decided then, of the key "
                    + extra.publicKeyFingerprint.hex)
        }
        return (files, certificates.filter { named.contains(.sha256($0.der)) })
    }
}
