internal import SeuilCrypto

extension LedgerSearch {
    /// So many displacements are looked for.
    private static let shiftLimit = 16
    /// Of an entry that the roots alone single out.
    static let notSigned = "it is not the entry that was signed"

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
    private mutating func added(_ count: Int, in range: Range<Int>) -> LedgerFault? {
        let text = "nobody has signed such an entry at this place"
        guard range.count > count else { return LedgerFault(.entryAdded, range, text) }
        guard canTry(range.count, over: size) else { return nil }
        for index in range.prefix(range.count - count + 1) {
            var without = lines
            without.removeSubrange(index..<(index + count))
            if isSigned(without) { return LedgerFault(.entryAdded, index..<(index + count), text) }
        }
        return nil
    }

    /// Entries of a gap that are others than those signed, in as many lines.
    mutating func altered(in gap: LedgerRuns.Gap) -> [LedgerFault] {
        var reasons: [Int: String] = [:]
        var restored = lines
        for (index, carried) in evidence.entries where gap.entries.contains(index) {
            let line = index + gap.shift
            guard lines.indices.contains(line), lines[line] != carried.leaf else { continue }
            reasons[line] =
                "it is not the entry that \(carried.source) proves"
                + (places[carried.leaf].map { ", which stands as entry \($0)" } ?? "")
            restored[line] = carried.leaf
        }
        let found = ranges(of: restored, shiftedBy: gap.shift)
        let broken = LedgerSearch.smallest(
            found.broken.filter {
                gap.around.lowerBound <= $0.lowerBound
                    && $0.upperBound <= gap.around.upperBound
            })
        // Where two trees were signed over as many entries, what holds for all of them clears none of those that differ.
        let holding = found.holding.filter { held in
            !broken.contains {
                held != $0 && held.lowerBound <= $0.lowerBound
                    && $0.upperBound <= held.upperBound
            }
        }
        for index in LedgerSearch.places(in: gap.entries, outside: holding) {
            let line = index + gap.shift
            guard lines.indices.contains(line), let flaw = flaw(line) else { continue }
            reasons[line] = "it is not the entry that was signed, and \(flaw)"
        }
        var vague: [LedgerFault] = []
        for range in broken {
            let places = LedgerSearch.places(in: range, outside: holding).map { $0 + gap.shift }
            guard let first = places.first, let last = places.last,
                places.allSatisfy({ reasons[$0] == nil })
            else { continue }
            if first == last {
                reasons[first] = LedgerSearch.notSigned
            } else {
                vague.append(
                    LedgerFault(
                        .rootDiffers, first..<(last + 1),
                        "one of these, at least, is not the entry that was signed"))
            }
        }
        return LedgerFault.runs(.entryAltered, reasons) + vague
    }
}
