internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// So many files of the outbox are asked for what they know of the ledger.
    private static let evidenceLimit = 2_000

    /// What the proofs of the outbox, and the releases that a key at hand opens, say of the ledger's entries.
    ///
    /// Read only when the entries are not those that were signed, to name the ones that are not.
    func publishedEvidence() -> LedgerEvidence {
        var evidence = LedgerEvidence()
        guard let logKey else { return evidence }
        for name in folder.names(in: LedgerPaths.outbox).prefix(Audit.evidenceLimit) {
            let path = "\(LedgerPaths.outbox)/\(name)"
            if name.hasSuffix(".\(LedgerPaths.proofExtension)") {
                guard case .bytes(let bytes) = folder.file(path, limit: AuditLimit.proof),
                    let proof = try? InclusionProof(bytes: bytes)
                else { continue }
                evidence.add(proof, from: path, signedBy: logKey)
            } else if let place = place(inRelease: name), place.logKey == logKey {
                evidence.add(place.checkpoint)
            }
        }
        return evidence
    }

    /// The ledger's state that a release carries; `nil` when none of the keys at hand opens it.
    private func place(inRelease name: String) -> LedgerPlace? {
        guard let recipients, ReleaseName(fileName: name) != nil,
            case .bytes(let bytes) = folder.file(
                "\(LedgerPaths.outbox)/\(name)", limit: AuditLimit.release),
            let sealed = try? SealedRelease(fileName: name, bytes: bytes)
        else { return nil }
        for key in recipients.keys {
            let opened = try? sealed.open(
                key: key, recipient: nil, trusting: [recipients.site], at: nil,
                rehearsal: anchors.isRehearsal)
            if let opened { return opened.header.ledgerPlace }
        }
        return nil
    }
}
