internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The tree, its checkpoints, and the order of its entries.
    mutating func readLedger() {
        guard let lines = readLines() else { return readWithoutEntries() }
        guard let head = readHead(lines) else { return }
        let checkpoint = head.isRead ? latest(head.checkpoint, lines) : head.checkpoint
        report.size = checkpoint.size
        report.root = checkpoint.root
        leaves = lines.prefix(checkpoint.size).map { MerkleTree.leafHash(of: $0) }
        isWhole = holds(checkpoint, lines)
        checkKeptCheckpoints(head.key)
        if isWhole {
            let rest = lines.dropFirst(leaves.count)
            unsignedCount = rest.count
            for line in rest.prefix(Audit.unsignedLimit) {
                guard let entry = try? LedgerEntry(bytes: line) else { break }
                unsigned.append(entry)
            }
            if unsignedCount > 0 {
                find(
                    .entriesNotSigned, .notice, Audit.ledger(LedgerPaths.entries),
                    "\(Audit.entries(unsignedCount)) after those of the checkpoint, not looked at"
                )
            }
            readEntries(lines.prefix(leaves.count))
        }
        checkEarlierLedger()
    }

    /// So many lines that nobody has signed yet are asked for the files that they name.
    private static let unsignedLimit = 4_096

    /// The bytes of each line; `nil` where there are none, which is found.
    private mutating func readLines() -> [[UInt8]]? {
        let path = Audit.ledger(LedgerPaths.entries)
        guard let bytes = file(path, limit: AuditLimit.entries) else { return nil }
        guard bytes.count(where: { $0 == 0x0A }) <= AuditLimit.lines else {
            find(.fileUnsafe, path, "it has more than \(AuditLimit.lines) lines, and was not read")
            return nil
        }
        var split = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // What follows the last line's end is a copy made while a line was written.
        let last = split.removeLast()
        var lines = split.map { Array($0) }
        if !lines.isEmpty, lines.allSatisfy({ $0.last == 0x0D }) {
            find(
                .rootDiffers, path,
                "every line ends with CR LF: it was copied by a program that changes the ends of lines; "
                    + "it is read without them")
            lines = lines.map { $0.dropLast() }
        }
        // One that cannot be read is an altered entry; none that can is another file.
        let isOther = lines.count > 1 || !last.isEmpty
        if isOther,
            !(lines + [Array(last)]).contains(where: { (try? LedgerEntry(bytes: $0)) != nil })
        {
            find(
                .entryUnreadable, path,
                "none of its lines is an entry: it was overwritten, or is another file")
            return nil
        }
        return lines
    }

    /// `1 entry`, `2 entries`.
    static func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }

    mutating func readEntries(_ lines: ArraySlice<[UInt8]>) {
        for (index, line) in lines.enumerated() {
            let entry: LedgerEntry
            do throws(LedgerEntryError) {
                entry = try LedgerEntry(bytes: line)
            } catch {
                find(
                    .entryUnreadable, "entry \(index)",
                    "\(error); what follows it was not looked at")
                return
            }
            do throws(LedgerViolation) {
                try history.append(entry)
            } catch {
                refuse(entry, at: index, error.rule)
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

    private mutating func refuse(_ entry: LedgerEntry, at index: Int, _ rule: LedgerRule) {
        switch rule {
        case .quorum, .quorumApproved, .withdrawnBySigner: findUnmet(rule, entry, at: index)
        default:
            find(
                .orderBroken, "entry \(index)",
                "\(rule.rawValue): \(rule); what follows it was not looked at")
        }
    }

    /// Whether `checkpoint` is of this ledger's past.
    ///
    /// - Parameter evidence: What else is known, to name the entries that are others; without it, what the folder and
    ///   the auditor have.
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
            var evidence = evidence ?? contradicting(isClearing: true)
            evidence.add(checkpoint)
            var search = LedgerSearch(
                of: Array(leaves.prefix(checkpoint.size)), evidence: evidence.upTo(checkpoint.size),
                size: checkpoint.size, flaw: { _ in nil })
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
        var met: Set<Checkpoint> = []
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
            // One and the same, given twice, is one.
            guard met.insert(checkpoint).inserted else { continue }
            if agrees(
                checkpoint, from: kept.name, knowing: contradicting(isClearing: false))
            {
                report.outsideCheckpoints += 1
            }
        }
    }

    /// The lines of the ledger before this one, chained up to the digest that the first entry names.
    mutating func checkEarlierLedger() {
        guard let earlier = founding?.earlier else { return }
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

    /// The site's founding, be it that only a proof carries it, and another entry stands in its place.
    var founding: LedgerEvent.Founding? {
        if let founding = history.founding { return founding }
        guard case .founded(let founding)? = certain[0]?.event else { return nil }
        return founding
    }
}
