internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Whether the checkpoint was signed over the entries that are there; where it was not, names those it was not
    /// signed over.
    mutating func holds(_ head: Checkpoint, _ lines: [[UInt8]]) -> Bool {
        if head.size <= leaves.count, MerkleTree.root(of: leaves) == head.root { return true }
        locate(head, lines, LedgerEvidence(published + carried() + kept))
        return false
    }

    /// Names the entries that are not those that were signed.
    ///
    /// - Parameter others: What was signed besides `head`.
    private mutating func locate(
        _ head: Checkpoint, _ lines: [[UInt8]], _ others: LedgerEvidence
    ) {
        var evidence = others
        evidence.add(head)
        // What was put in stands within what was signed; of lines without end the first behind it are enough.
        let near = lines.prefix(max(lines.count - 64, 0) > head.size ? head.size + 64 : lines.count)
        var search = LedgerSearch(
            of: near.map { MerkleTree.leafHash(of: $0) }, evidence: evidence, besides: others,
            size: head.size, violation: Audit.violation(in: Array(near))
        ) { [logKey] in Audit.flaw(of: lines[$0], at: $0, in: logKey) }
        if search.runs.runs.isEmpty, let key = foundingKey(lines.first), key != logKey {
            find(
                .logKeyDiffers, "entry 0",
                "these are the entries of another log, \(key.name): the checkpoint is not theirs, and "
                    + "nothing that this log's key has signed is of any of them")
            return takeCarried(evidence)
        }
        for fault in search.faults() { find(fault.code, fault.place, fault.text) }
        takeCertain(from: &search, lines, evidence)
    }

    /// Takes in the entries that certainly are those that were signed, and says which are not known.
    private mutating func takeCertain(
        from search: inout LedgerSearch, _ lines: [[UInt8]], _ evidence: LedgerEvidence
    ) {
        for range in search.tree.certain {
            for index in range {
                certain[index] = search.order[index].flatMap { try? LedgerEntry(bytes: lines[$0]) }
            }
        }
        takeCarried(evidence)
        // Those that stand from the beginning on as they were signed can be read as ever.
        let start = search.tree.certain.first.map { $0.lowerBound == 0 ? $0.upperBound : 0 } ?? 0
        let prefix = (0..<start).prefix { search.order[$0] == $0 }
        readEntries(lines.prefix(prefix.count))
        let known = LedgerTree.merged(
            search.tree.certain + evidence.entries.keys.map { $0..<($0 + 1) })
        let unknown = LedgerTree.places(0..<search.size, without: known)
        guard !unknown.isEmpty else { return }
        find(
            .entriesNotDetermined, .notice, LedgerFault.place(unknown),
            "nothing at hand tells what was signed in "
                + (LedgerTree.count(unknown) == 1 ? "this place" : "these places")
                + ": the files that it names were not looked at")
    }

    /// Entries that proofs carry, whatever stands in their places.
    mutating func takeCarried(_ evidence: LedgerEvidence) {
        for (index, entry) in evidence.entries {
            certain[index] = try? LedgerEntry(bytes: entry.bytes)
        }
    }

    /// What keeps a line from being the entry of that number in this log, whatever was signed.
    private static func flaw(of line: [UInt8], at index: Int, in log: LogVerifier?) -> String? {
        guard let entry = try? LedgerEntry(bytes: line) else {
            return "none that this program knows"
        }
        guard index == 0 else { return nil }
        guard case .founded(let founding) = entry.event else { return "no founding of a site" }
        return founding.logKey == log?.text ? nil : "the founding of another log"
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

    /// Takes in what `key` has signed: the proofs of the outbox, and what the auditor kept.
    mutating func gather(signedBy key: LogVerifier) {
        if logKey != key {
            inside = nil
            contradictions = [:]
        }
        logKey = key
        kept = anchors.checkpoints.compactMap { $0.testimony(signedBy: key) }
        published = folder.names(in: LedgerPaths.outbox)
            .filter { $0.hasSuffix(".\(LedgerPaths.proofExtension)") }
            .prefix(Audit.evidenceLimit)
            .compactMap { name in
                let path = "\(LedgerPaths.outbox)/\(name)"
                guard case .bytes(let bytes) = folder.file(path, limit: AuditLimit.proof),
                    let proof = try? InclusionProof(bytes: bytes)
                else { return nil }
                return LedgerTestimony(path, proof, signedBy: key)
            }
    }

    /// The checkpoints in the releases and errata that a key at hand opens.
    ///
    /// Read only when something is wrong, to name it the more exactly.
    mutating func carried() -> [LedgerTestimony] {
        if let inside { return inside }
        let found = folder.names(in: LedgerPaths.outbox).prefix(Audit.evidenceLimit)
            .compactMap { name -> LedgerTestimony? in
                let path = "\(LedgerPaths.outbox)/\(name)"
                guard let place = place(inside: name, path), place.logKey == logKey else {
                    return nil
                }
                return LedgerTestimony(path, place.checkpoint)
            }
        inside = found
        return found
    }

    /// The ledger's state that a release or an erratum carries; `nil` when none of the keys at hand opens it.
    private func place(inside name: String, _ path: String) -> LedgerPlace? {
        guard let recipients,
            ReleaseName(fileName: name) != nil || ErratumName(fileName: name) != nil,
            case .bytes(let bytes) = folder.file(path, limit: AuditLimit.release)
        else { return nil }
        for key in recipients.keys {
            let release = (try? SealedRelease(fileName: name, bytes: bytes)).flatMap {
                try? $0.open(
                    key: key, recipient: nil, trusting: [recipients.site], at: nil,
                    rehearsal: anchors.isRehearsal)
            }
            if let release { return release.header.ledgerPlace }
            let erratum = (try? SealedErratum(fileName: name, bytes: bytes)).flatMap {
                try? $0.open(
                    key: key, recipient: nil, trusting: [recipients.site], at: nil,
                    rehearsal: anchors.isRehearsal)
            }
            if let erratum { return erratum.header.ledgerPlace }
        }
        return nil
    }

    /// What to name entries by in a ledger that was signed anew: what the auditor kept, and all in the folder that
    /// the entries contradict.
    ///
    /// Proofs that the entries agree with were signed anew with them, and clear none.
    ///
    /// - Parameter isClearing: Whether what opened releases carry clears the entries that it agrees with. Whoever holds
    ///   the site's keys can seal a release anew too, so it does not where something from outside the folder is held
    ///   against it.
    mutating func contradicting(isClearing: Bool) -> LedgerEvidence {
        if let known = contradictions[isClearing] { return known }
        let tree = MerkleSubtrees(of: leaves)
        func contradicts(_ testimony: LedgerTestimony) -> Bool {
            let checkpoint = testimony.checkpoint
            return tree.root(of: 0..<checkpoint.size).map { $0 != checkpoint.root } ?? false
        }
        let carried = carried()
        let evidence = LedgerEvidence(
            published.filter(contradicts)
                + (isClearing ? carried : carried.filter(contradicts)) + kept)
        contradictions[isClearing] = evidence
        return evidence
    }
}
