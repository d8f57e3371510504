internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Whether the checkpoint was signed over the entries that are there; where it was not, names those it was not
    /// signed over.
    mutating func holds(_ head: Checkpoint, _ lines: [[UInt8]]) -> Bool {
        if head.size <= leaves.count, MerkleTree.root(of: leaves) == head.root { return true }
        var evidence = publishedEvidence()
        evidence.add(head)
        for kept in anchors.checkpoints { kept.add(to: &evidence, signedBy: logKey) }
        locate(head, lines, evidence)
        return false
    }

    /// Names the entries that are not those that were signed.
    private mutating func locate(
        _ head: Checkpoint, _ lines: [[UInt8]], _ evidence: LedgerEvidence
    ) {
        // What was put in stands within what was signed; of lines without end the first behind it are enough.
        let near = lines.prefix(max(lines.count - 64, 0) > head.size ? head.size + 64 : lines.count)
        var search = LedgerSearch(
            of: near.map { MerkleTree.leafHash(of: $0) }, evidence: evidence, size: head.size,
            violation: Audit.violation(in: Array(near))
        ) { (try? LedgerEntry(bytes: lines[$0])) != nil }
        let faults = search.faults()
        if faults.count > 1, let key = foundingKey(lines.first), key != logKey {
            find(
                .logKeyDiffers, "entry 0",
                "these are the entries of another log, \(key.name): the checkpoint is not theirs")
            return
        }
        for fault in faults { find(fault.code, fault.place, fault.text) }
    }

    /// The first line that breaks a rule of the order.
    private static func violation(in lines: [[UInt8]]) -> (index: Int, text: String)? {
        var history = LedgerHistory()
        for line in lines {
            guard let entry = try? LedgerEntry(bytes: line) else { return nil }
            do throws(LedgerViolation) {
                try history.append(entry)
            } catch {
                return (
                    error.index, "entry \(error.index) breaks the order: \(error.rule.rawValue)"
                )
            }
        }
        return nil
    }

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
