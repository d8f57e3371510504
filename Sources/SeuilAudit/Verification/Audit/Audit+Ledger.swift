internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The tree, its checkpoints, and the order of its entries.
    mutating func readLedger() {
        guard let lines = readLines(), let head = readHead(lines) else { return }
        logKey = head.key
        leaves = lines.prefix(head.checkpoint.size).map { MerkleTree.leafHash(of: $0) }
        let isWhole = holds(head.checkpoint, lines)
        checkKeptCheckpoints(head.key, isWhole: isWhole)
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

    private mutating func checkKeptCheckpoints(_ key: LogVerifier, isWhole: Bool) {
        var evidence = LedgerEvidence()
        for kept in anchors.checkpoints { kept.add(to: &evidence, signedBy: key) }
        for kept in anchors.checkpoints {
            guard let checkpoint = kept.checkpoint(signedBy: key) else {
                if kept.note.isClaimed(by: key) {
                    report.unusable.append(kept.name)
                } else {
                    find(.otherLog, kept.name, notSigned(kept.note, by: key))
                }
                continue
            }
            // Entries that are not those signed were held against it already: a damaged copy is no fork.
            guard isWhole || checkpoint.size > report.size else { continue }
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
