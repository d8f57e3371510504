internal import SeuilCrypto

extension LedgerSearch {
    /// So many displacements are looked for.
    private static let shiftLimit = 16
    /// Of an entry that the roots alone single out.
    static let notSigned = "it is not the entry that was signed"
    static let orAnotherHistory = ", or the checkpoint is over another history"

    /// The runs by every part of the tree that holds where lines stand.
    func findRuns() -> LedgerRuns {
        var shifts = Set(-4...4).union([lines.count - min(size, lines.count + 64)])
        for (index, carried) in evidence.entries.sorted(by: { $0.key < $1.key })
        where shifts.count < LedgerSearch.shiftLimit {
            if let place = places[carried.leaf] { shifts.insert(place - index) }
        }
        return LedgerRuns(
            shifts.filter { abs($0) <= lines.count }.flatMap { shift in
                ranges(of: lines, shiftedBy: shift).holding.map {
                    LedgerRuns.Run(range: $0, shift: shift)
                }
            })
    }

    /// What was done where entries are not known to stand.
    mutating func faults(in gap: LedgerRuns.Gap) -> [LedgerFault] {
        let surplus = gap.lines.count - gap.entries.count
        if surplus < 0 { return missing(-surplus, in: gap.entries) }
        guard surplus > 0 else { return altered(in: gap) }
        if gap.lines.upperBound == lines.count {
            // What follows the last of the entries need not have been signed yet.
            return gap.entries.isEmpty
                ? [] : added(1, in: gap.lines).map { [$0] } ?? altered(in: gap)
        }
        return [
            added(surplus, in: gap.lines)
                ?? LedgerFault(
                    .rootDiffers, gap.lines,
                    "\(surplus) of these \(surplus == 1 ? "was" : "were") not signed to stand here")
        ]
    }

    /// `count` of the entries in `range` are not there.
    private func missing(_ count: Int, in range: Range<Int>) -> [LedgerFault] {
        if range.count == count {
            return [
                LedgerFault(
                    .entryMissing, range, count == 1 ? "it was taken out" : "they were taken out")
            ]
        }
        // Entries whose leaf is known, and is nowhere here.
        var known: [Int: String] = [:]
        for part in parts where part.range.count == 1 && places[part.root] == nil {
            let index = part.range.lowerBound
            guard range.contains(index) else { continue }
            known[index] =
                "it was taken out"
                + (evidence.entries[index].map { ": \($0.source) proves it" } ?? "")
        }
        let rest = count - known.count
        let singles = LedgerFault.runs(.entryMissing, known)
        guard rest > 0 else { return singles }
        let isEnd = range.upperBound == size
        return singles + [
            LedgerFault(
                .ledgerTruncated, range,
                "\(rest) \(known.isEmpty ? "" : "more ")of these \(rest == 1 ? "is" : "are") missing"
                    + (isEnd ? ", of \(size) that the checkpoint counts" : ""))
        ]
    }

    /// Lines too many, one behind the other, found by leaving them out.
    mutating func added(_ count: Int, in range: Range<Int>) -> LedgerFault? {
        let text = "nobody has signed such an entry at this place"
        guard range.count > count else { return LedgerFault(.entryAdded, range, text) }
        guard canTry(range.count, over: size) else { return nil }
        for index in range.prefix(range.count - count + 1) {
            var without = lines
            without.removeSubrange(index..<(index + count))
            if isSigned(without) {
                note { $0.removeSubrange(index..<(index + count)) }
                return LedgerFault(.entryAdded, index..<(index + count), text)
            }
        }
        return nil
    }

    /// Entries of a gap that are others than those signed, in as many lines.
    mutating func altered(in gap: LedgerRuns.Gap) -> [LedgerFault] {
        var reasons: [Int: String] = [:]
        for (index, leaves) in tree.altered where gap.entries.contains(index) {
            guard let line = order[index] else { continue }
            let carried = evidence.entries[index].flatMap { leaves.contains($0.leaf) ? $0 : nil }
            reasons[line] =
                carried.map { carried in
                    "it is not the entry that \(carried.source) proves"
                        + (places[carried.leaf].map { ", which stands as entry \($0)" } ?? "")
                } ?? LedgerSearch.notSigned
        }
        for range in LedgerTree.places(gap.entries, without: tree.certain) {
            for index in range.clamped(to: 0..<(lines.count + abs(gap.shift))) {
                guard let line = order[index], reasons[line] == nil, let flaw = flaw(line) else {
                    continue
                }
                reasons[line] = "it is not the entry that was signed, and \(flaw)"
            }
        }
        var vague: [LedgerFault] = []
        for open in tree.open {
            let isHere = open.places.allSatisfy { $0.clamped(to: gap.entries) == $0 }
            let lines = open.places.map {
                ($0.lowerBound + gap.shift)..<($0.upperBound + gap.shift)
            }
            // One that cannot be an entry says enough of why nothing comes to what was signed.
            guard isHere, !lines.contains(where: { $0.contains { reasons[$0] != nil } }) else {
                continue
            }
            let doubt = isDoubtful(open.part) ? LedgerSearch.orAnotherHistory : ""
            if LedgerTree.count(lines) == 1 {
                reasons[lines[0].lowerBound] = LedgerSearch.notSigned + doubt
            } else {
                vague.append(
                    LedgerFault(
                        .rootDiffers, lines,
                        "one of these, at least, is not the entry that was signed\(doubt)"))
            }
        }
        return LedgerFault.runs(.entryAltered, reasons) + vague
    }

    /// Whether only the checkpoint says so, against the entries: then it may be the one that is another's.
    private mutating func isDoubtful(_ part: LedgerEvidence.Part) -> Bool {
        treeOfOthers.map { !$0.isConfirmed(part) } ?? false
    }
}
