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
        let manifest = file(
            manifestPath, limit: limit, adoption.policy, altered: .policyAltered,
            missing: .policyFileMissing,
            "it is not the manifest that the ledger names, so nothing tells which files were signed"
        )
        let signatures = file(
            signaturesPath, limit: limit, adoption.signatures, altered: .policyAltered,
            missing: .policyFileMissing, "they are not the signatures that the ledger names")
        guard let manifest, let signatures else { return nil }
        return (manifest, signatures)
    }

    /// The signed files of a policy, each under its signed name, and the certificates beside them.
    ///
    /// Each file is looked at, whatever is wrong with another.
    ///
    /// - Parameter deciding: The certificates of those who decided, by digest, beside which others are named; `nil`
    ///   where that is not known.
    mutating func policyFiles(
        _ adoption: LedgerEvent.Adoption, deciding: Set<Digest>?
    ) -> (PolicyFiles, [Certificate])? {
        let files = signedFiles(of: adoption)
        let certificates = certificates(of: adoption, deciding: deciding)
        guard let files, let certificates else { return nil }
        return (files, certificates)
    }

    private mutating func signedFiles(of adoption: LedgerEvent.Adoption) -> PolicyFiles? {
        func path(_ name: String) -> String {
            Audit.ledger(LedgerPaths.file(name, of: adoption.policy))
        }
        let limit = AuditLimit.policyFile
        let signed = signedManifest(of: adoption)
        // The manifest says which files were signed, be it that the signatures are altered.
        let known =
            signed?.manifest
            ?? content(path(PolicyFiles.manifest), limit: limit).flatMap {
                Digest.sha256($0) == adoption.policy ? $0 : nil
            }
        guard let known else { return nil }
        guard let parsed = try? PolicyManifest(bytes: known) else {
            find(.policyAltered, path(PolicyFiles.manifest), "it is no manifest")
            return nil
        }
        var files = PolicyFiles()
        files[PolicyFiles.manifest] = known
        files[PolicyFiles.signatures] = signed?.signatures
        var isWhole = signed != nil
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
        return isWhole ? files : nil
    }

    /// The certificates that stand beside a policy, of those whom its entry names.
    private mutating func certificates(
        of adoption: LedgerEvent.Adoption, deciding: Set<Digest>?
    ) -> [Certificate]? {
        let path = Audit.ledger(LedgerPaths.signers(of: adoption.policy))
        guard
            let pem = file(path, limit: AuditLimit.policyFile, missing: .policyFileMissing)
        else { return nil }
        let certificates = (try? Certificate.certificates(inPEM: pem)) ?? []
        let named = Set(adoption.signers.map(\.certificate))
        let there = Set(certificates.map { Digest.sha256($0.der) })
        let missing = adoption.signers.filter { !there.contains($0.certificate) }
        guard missing.isEmpty else {
            let keys = missing.map(\.key.hex).joined(separator: ", ")
            find(
                .policyAltered, path,
                "the certificate that the ledger names is not there, of the key \(keys)")
            return nil
        }
        if pem != certificates.flatMap(\.pem) {
            find(
                .policyAltered, path,
                "it holds something besides the certificates, or they stand there in another form")
        }
        if let known = deciding?.union(named) {
            for extra in certificates where !known.contains(.sha256(extra.der)) {
                find(
                    .unexpectedFile, .warning, path,
                    "it holds a certificate of nobody who decided then, of the key "
                        + extra.publicKeyFingerprint.hex)
            }
        }
        return certificates.filter { named.contains(.sha256($0.der)) }
    }
}
