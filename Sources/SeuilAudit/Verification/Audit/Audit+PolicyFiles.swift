internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// A policy's manifest and the signatures over it, if they are those that the ledger names.
    mutating func signedManifest(
        of adoption: LedgerEvent.Adoption
    ) -> (manifest: [UInt8], signatures: [UInt8])? {
        let limit = AuditLimit.policyFile
        let manifestPath = Audit.ledger(LedgerPaths.file(PolicyFiles.manifest, of: adoption.policy))
        let signaturesPath = Audit.ledger(
            LedgerPaths.file(PolicyFiles.signatures, of: adoption.policy))
        guard
            let manifest = file(manifestPath, limit: limit, missing: .policyFileMissing),
            let signatures = file(signaturesPath, limit: limit, missing: .policyFileMissing)
        else { return nil }
        guard Digest.sha256(manifest) == adoption.policy else {
            find(
                .policyAltered, manifestPath,
                "it is not the manifest that the ledger names"
                    + namesake(of: .sha256(manifest)))
            return nil
        }
        guard Digest.sha256(signatures) == adoption.signatures else {
            find(
                .policyAltered, signaturesPath,
                "they are not the signatures that the ledger names"
                    + namesake(of: .sha256(signatures)))
            return nil
        }
        return (manifest, signatures)
    }

    /// The signed files of a policy, each under its signed name, and the certificates beside them.
    ///
    /// - Parameter deciding: The certificates of those who decided, by digest, beside which others are named; `nil`
    ///   where that is not known.
    mutating func policyFiles(
        _ adoption: LedgerEvent.Adoption, deciding: Set<Digest>?
    ) -> (PolicyFiles, [Certificate])? {
        func path(_ name: String) -> String {
            Audit.ledger(LedgerPaths.file(name, of: adoption.policy))
        }
        var files = PolicyFiles()
        let limit = AuditLimit.policyFile
        guard let (manifest, signatures) = signedManifest(of: adoption),
            let pem = file(
                Audit.ledger(LedgerPaths.signers(of: adoption.policy)), limit: limit,
                missing: .policyFileMissing)
        else { return nil }
        guard let parsed = try? PolicyManifest(bytes: manifest) else {
            find(.policyAltered, path(PolicyFiles.manifest), "it is no manifest")
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
        if pem != certificates.flatMap(\.pem) {
            find(
                .policyAltered, signersPath,
                "it holds something besides the certificates, or they stand there in another form")
        }
        if let known = deciding?.union(named) {
            for extra in certificates where !known.contains(.sha256(extra.der)) {
                find(
                    .unexpectedFile, .warning, signersPath,
                    "it holds a certificate of nobody who decided then, of the key "
                        + extra.publicKeyFingerprint.hex)
            }
        }
        return (files, certificates.filter { named.contains(.sha256($0.der)) })
    }
}
