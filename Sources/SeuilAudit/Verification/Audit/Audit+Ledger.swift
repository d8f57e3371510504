internal import Foundation
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The tree, its checkpoints, and the order of its entries.
    mutating func readLedger() {
        guard let lines = readLines(), let (head, key) = readHead(lines.first) else { return }
        leaves = lines.prefix(head.size).map { MerkleTree.leafHash(of: $0) }
        let isWhole = holds(head)
        checkKeptCheckpoints(key)
        // Of entries that nobody signed nothing can be said.
        guard isWhole else { return }
        if lines.count > head.size {
            find(
                .entriesNotSigned, .notice, Audit.ledger(LedgerPaths.entries),
                "\(lines.count - head.size) entries after those of the checkpoint; they were not looked at"
            )
        }
        readEntries(lines.prefix(head.size))
        checkEarlierLedger()
    }

    /// Whether the checkpoint was signed over the entries that are there.
    private mutating func holds(_ head: Checkpoint) -> Bool {
        guard head.size <= leaves.count else {
            find(
                .ledgerTruncated, Audit.ledger(LedgerPaths.entries),
                "the checkpoint counts \(head.size) entries, of which \(leaves.count) are there")
            return false
        }
        guard MerkleTree.root(of: leaves) == head.root else {
            find(
                .rootDiffers, Audit.ledger(LedgerPaths.entries),
                "the entries are not those that the checkpoint was signed over")
            return false
        }
        return true
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
        return lines.map { Array($0) }
    }

    /// The checkpoint, signed by the key that the auditor brought, or else the one of the first entry.
    private mutating func readHead(_ first: [UInt8]?) -> (Checkpoint, LogVerifier)? {
        let path = Audit.ledger(LedgerPaths.checkpoint)
        guard let first, let entry = try? LedgerEntry(bytes: first),
            case .founded(let founding) = entry.event,
            let key = try? LogVerifier(text: founding.logKey)
        else {
            find(.entryUnreadable, "entry 0", "it is no founding of a site")
            return nil
        }
        let named = Audit.ledger(LedgerPaths.logKey)
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
        guard let bytes = file(path, limit: AuditLimit.note) else { return nil }
        guard let note = try? SignedNote(bytes: bytes) else {
            find(.checkpointUnreadable, path, "it is no signed note")
            return nil
        }
        guard let head = try? Checkpoint(of: note, signedBy: key) else {
            find(.checkpointNotSigned, path, "the log's key did not sign it")
            return nil
        }
        report.size = head.size
        report.root = head.root
        return (head, key)
    }

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
                    "\(error.rule.rawValue); what follows it was not looked at")
                return
            }
            entries.append(entry)
        }
        let restated = entries.count { $0.isRestated }
        if restated > 0 {
            find(
                .restated, .notice, Audit.ledger(LedgerPaths.entries),
                "\(restated) entries restate an earlier ledger: they were not logged here when it happened"
            )
        }
    }

    /// Whether `checkpoint` is of this ledger's past.
    mutating func agrees(_ checkpoint: Checkpoint, from place: String) -> Bool {
        guard checkpoint.size <= leaves.count else {
            find(
                .ledgerTruncated, place,
                "it counts \(checkpoint.size) entries, the folder's ledger has \(leaves.count)")
            return false
        }
        guard MerkleTree.root(of: leaves.prefix(checkpoint.size)) == checkpoint.root else {
            find(
                .ledgerForked, place,
                "the first \(checkpoint.size) entries are not those that it was signed over: the ledger "
                    + "was rewritten")
            return false
        }
        return true
    }

    private mutating func checkKeptCheckpoints(_ key: LogVerifier) {
        for kept in anchors.checkpoints {
            guard let note = try? SignedNote(bytes: kept.bytes) else {
                find(.checkpointUnreadable, kept.name, "it is no signed note")
                continue
            }
            guard let checkpoint = try? Checkpoint(of: note, signedBy: key) else {
                find(.otherLog, kept.name, "another log's key signed it, or none")
                continue
            }
            if agrees(checkpoint, from: kept.name) { report.outsideCheckpoints += 1 }
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
