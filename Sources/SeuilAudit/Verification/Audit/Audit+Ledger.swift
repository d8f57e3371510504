internal import Foundation
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The tree, its checkpoints, and the order of its entries.
    mutating func readLedger() {
        guard let lines = readLines(), let head = readHead(lines) else { return }
        logKey = head.key
        leaves = lines.prefix(head.checkpoint.size).map { MerkleTree.leafHash(of: $0) }
        let isWhole = holds(head.checkpoint, lines)
        checkKeptCheckpoints(head.key)
        // Of entries that nobody signed nothing can be said.
        guard isWhole else { return }
        if lines.count > leaves.count {
            find(
                .entriesNotSigned, .notice, Audit.ledger(LedgerPaths.entries),
                "\(Audit.entries(lines.count - leaves.count)) after those of the checkpoint, not looked at"
            )
        }
        readEntries(lines.prefix(leaves.count))
        checkEarlierLedger()
    }

    /// Whether the checkpoint was signed over the entries that are there; where it was not, names those it was not
    /// signed over.
    private mutating func holds(_ head: Checkpoint, _ lines: [[UInt8]]) -> Bool {
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
        var search = LedgerSearch(
            of: lines.map { MerkleTree.leafHash(of: $0) }, evidence: evidence, size: head.size
        ) { (try? LedgerEntry(bytes: lines[$0])) != nil }
        for fault in search.faults() { find(fault.code, fault.place, fault.text) }
    }

    /// The bytes of each line.
    private mutating func readLines() -> [[UInt8]]? {
        let path = Audit.ledger(LedgerPaths.entries)
        guard let bytes = file(path, limit: AuditLimit.entries) else { return nil }
        guard bytes.count(where: { $0 == 0x0A }) <= AuditLimit.lines else {
            find(.fileUnsafe, path, "it has more than \(AuditLimit.lines) lines, and was not read")
            return nil
        }
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // What follows the last line's end is a copy made while a line was written.
        lines.removeLast()
        if !lines.isEmpty, lines.allSatisfy({ $0.last == 0x0D }) {
            find(
                .rootDiffers, path,
                "every line ends with CR LF: it was copied by a program that changes the ends of lines"
            )
            return nil
        }
        return lines.map { Array($0) }
    }

    /// The checkpoint, signed by the key that the auditor brought, or else the one of the first entry.
    private mutating func readHead(
        _ lines: [[UInt8]]
    ) -> (checkpoint: Checkpoint, key: LogVerifier)? {
        guard let key = foundingKey(lines.first) else {
            if !locateFounding(lines) {
                find(.entryUnreadable, "entry 0", "it is no founding of a site")
            }
            return nil
        }
        let named = Audit.ledger(LedgerPaths.logKey)
        let path = Audit.ledger(LedgerPaths.checkpoint)
        guard let bytes = file(path, limit: AuditLimit.note) else { return nil }
        let note = try? SignedNote(bytes: bytes)
        let head = note.flatMap { try? Checkpoint(of: $0, signedBy: key) }
        if head == nil, locateFounding(lines) { return nil }
        if let text = file(named, limit: AuditLimit.note), text != Array("\(key.text)\n".utf8) {
            find(.logKeyDiffers, named, "it is not the key that the first entry names")
        }
        report.origin = key.name
        let isRehearsal = LedgerWords.site(ofOrigin: key.name)?.isRehearsal ?? false
        guard isRehearsal == anchors.isRehearsal else {
            find(
                .rehearsal, "entry 0",
                isRehearsal
                    ? "this is a rehearsal, whose visits are invented; it is read only when asked for"
                    : "this is no rehearsal")
            return nil
        }
        if let trusted = anchors.logKey {
            guard trusted == key else {
                find(
                    .logKeyDiffers, "entry 0",
                    "it names the log key \(key.text), not the one that you trust")
                return nil
            }
            report.isKeyTrusted = true
        }
        guard let note else {
            find(.checkpointUnreadable, path, "it is no signed note")
            return nil
        }
        guard let head else {
            find(.checkpointNotSigned, path, notSigned(note, by: key))
            return nil
        }
        report.size = head.size
        report.root = head.root
        return (head, key)
    }

    /// The log's key as the first entry names it.
    private func foundingKey(_ first: [UInt8]?) -> LogVerifier? {
        guard let first, let entry = try? LedgerEntry(bytes: first),
            case .founded(let founding) = entry.event
        else { return nil }
        return try? LogVerifier(text: founding.logKey)
    }

    private func notSigned(_ note: SignedNote, by key: LogVerifier) -> String {
        note.isClaimed(by: key)
            ? "the signature of the log's key does not hold: it was altered after it was signed"
            : "the log's key did not sign it"
    }

    /// Whether the checkpoint is signed by the key that stands beside the ledger, so that it is the first entry that
    /// is another, or not the first one; names the entry then.
    private mutating func locateFounding(_ lines: [[UInt8]]) -> Bool {
        func content(_ name: String) -> [UInt8]? {
            guard case .bytes(let bytes) = folder.file(Audit.ledger(name), limit: AuditLimit.note)
            else { return nil }
            return bytes
        }
        let beside = content(LedgerPaths.logKey).flatMap { bytes in
            try? LogVerifier(
                text: String(decoding: bytes, as: UTF8.self)
                    .trimmingCharacters(in: .whitespacesAndNewlines))
        }
        guard let key = anchors.logKey ?? beside, let bytes = content(LedgerPaths.checkpoint),
            let note = try? SignedNote(bytes: bytes),
            let head = try? Checkpoint(of: note, signedBy: key)
        else { return false }
        logKey = key
        return !holds(head, lines)
    }

    /// `1 entry`, `2 entries`.
    static func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }

    private mutating func readEntries(_ lines: ArraySlice<[UInt8]>) {
        for (index, line) in lines.enumerated() {
            guard let entry = try? LedgerEntry(bytes: line) else {
                find(
                    .entryUnreadable, "entry \(index)",
                    "this program does not know such an entry; what follows it was not looked at")
                return
            }
            do throws(LedgerViolation) {
                try history.append(entry)
            } catch {
                find(
                    .orderBroken, "entry \(index)",
                    "\(error.rule.rawValue): \(error.rule); what follows it was not looked at")
                return
            }
            entries.append(entry)
        }
        let restated = entries.count { $0.isRestated }
        if restated > 0 {
            find(
                .restated, .notice, Audit.ledger(LedgerPaths.entries),
                "\(Audit.entries(restated)) from an earlier ledger, restated: not logged here when it happened"
            )
        }
    }

    /// Whether `checkpoint` is of this ledger's past.
    ///
    /// - Parameter evidence: What else is known from where the checkpoint is, to name the entries that are others.
    mutating func agrees(
        _ checkpoint: Checkpoint, from place: String, knowing evidence: LedgerEvidence? = nil
    ) -> Bool {
        guard checkpoint.size <= leaves.count else {
            find(
                .ledgerTruncated, place,
                "it counts \(Audit.entries(checkpoint.size)), the folder's ledger has \(leaves.count)"
            )
            return false
        }
        guard MerkleTree.root(of: leaves.prefix(checkpoint.size)) == checkpoint.root else {
            var evidence = evidence ?? LedgerEvidence()
            evidence.add(checkpoint)
            var search = LedgerSearch(
                of: Array(leaves.prefix(checkpoint.size)), evidence: evidence.upTo(checkpoint.size),
                size: checkpoint.size, isReadable: { _ in true })
            let places = search.faults().map { "\($0.place): \($0.text)" }
            find(
                .ledgerForked, place,
                "the first \(checkpoint.size) entries are not those that it was signed over: the ledger "
                    + "was rewritten (\(places.joined(separator: "; ")))")
            return false
        }
        return true
    }

    private mutating func checkKeptCheckpoints(_ key: LogVerifier) {
        var evidence = LedgerEvidence()
        for kept in anchors.checkpoints { kept.add(to: &evidence, signedBy: key) }
        for kept in anchors.checkpoints {
            guard let checkpoint = kept.checkpoint(signedBy: key) else {
                if kept.note.isClaimed(by: key) {
                    report.unusable.append(kept.name)
                } else {
                    find(.otherLog, kept.name, "another log's key signed it, or none")
                }
                continue
            }
            if agrees(checkpoint, from: kept.name, knowing: evidence) {
                report.outsideCheckpoints += 1
            }
        }
    }

    /// The lines of the ledger before this one, chained up to the digest that the first entry names.
    private mutating func checkEarlierLedger() {
        guard let earlier = history.founding?.earlier else { return }
        let path = Audit.ledger(LedgerPaths.earlier)
        guard let bytes = file(path, limit: AuditLimit.entries) else { return }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        var digest = Digest.sha256([])
        for (index, line) in lines.enumerated() {
            // Eight bytes, the highest first.
            let number = (0..<8).map { UInt8(truncatingIfNeeded: (index + 1) >> (56 - 8 * $0)) }
            digest = .sha256(Array("seuil ledger 1\n".utf8) + number + digest.bytes + line)
        }
        guard lines.count == earlier.entries, digest == earlier.last else {
            find(.earlierLedgerDiffers, path, "its lines are not those that the first entry names")
            return
        }
    }
}
