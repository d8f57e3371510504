internal import SeuilCrypto

/// Finds out which entries are not those that were signed, as exactly as what was signed tells.
///
/// What is named singly is certain: with that entry left out, put back or exchanged, everything that was signed holds.
/// Else it is the smallest range that the evidence leaves.
struct LedgerSearch {
    /// The leaf of each line that is there.
    let lines: [Digest]
    let evidence: LedgerEvidence
    /// How many entries the checkpoint counts.
    let size: Int
    /// Whether a line is an entry at all.
    let isReadable: (Int) -> Bool
    /// The first entry that breaks a rule of the order, as the lines stand, in words.
    let violation: (index: Int, text: String)?
    /// So many leaves are hashed in all; what would take more is not tried.
    private var budget = 3_000_000
    /// The parts, the smallest first.
    private let parts: [LedgerEvidence.Part]

    init(
        of lines: [Digest], evidence: LedgerEvidence, size: Int,
        violation: (index: Int, text: String)? = nil, isReadable: @escaping (Int) -> Bool
    ) {
        self.violation = violation
        self.lines = lines
        self.evidence = evidence
        self.size = size
        self.isReadable = isReadable
        parts = evidence.parts.sorted {
            ($0.range.count, $0.range.lowerBound) < ($1.range.count, $1.range.lowerBound)
        }
    }

    /// The faults, at least one.
    mutating func faults() -> [LedgerFault] {
        located().map { fault in
            guard let violation, fault.range.count > 1,
                [.rootDiffers, .ledgerTruncated].contains(fault.code),
                (fault.range.lowerBound...fault.range.upperBound).contains(violation.index)
            else { return fault }
            return LedgerFault(
                fault.code, fault.range, "\(fault.text); as they stand, \(violation.text)")
        }
    }

    private mutating func located() -> [LedgerFault] {
        let holding = ranges(matching: lines, shiftedBy: 0)
        let sound = LedgerSearch.prefix(covered: holding)
        if lines.count >= size, let moved = moved(holding) { return [moved] }
        if let shifted = shifted(after: sound) { return [shifted] }
        if lines.count < size { return [missing(size - lines.count, in: sound..<size)] }
        if lines.count > size, let added = added(1, in: sound..<lines.count) { return [added] }
        return altered()
    }

    // MARK: Entries that were taken out or put in

    /// What stands behind the place is the same as was signed, some places on.
    private mutating func shifted(after sound: Int) -> LedgerFault? {
        var shifts = Set(-4...4).union([lines.count - size])
        for (index, carried) in evidence.entries {
            if let place = lines.firstIndex(of: carried.leaf) { shifts.insert(place - index) }
        }
        shifts.remove(0)
        // Where as many entries are there as were signed, one that stands elsewhere was moved.
        let least = lines.count == size ? 2 : 1
        let found = shifts.sorted().map { shift in
            (
                shift,
                ranges(matching: lines, shiftedBy: shift).filter {
                    $0.lowerBound >= sound && $0.count >= least
                }
            )
        }
        let best = found.max { left, right in
            (left.1.map(\.count).max() ?? 0) < (right.1.map(\.count).max() ?? 0)
        }
        guard let (shift, parts) = best, let next = parts.map(\.lowerBound).min() else {
            return nil
        }
        if shift < 0 { return missing(-shift, in: sound..<next) }
        return added(shift, in: sound..<(next + shift))
            ?? LedgerFault(
                .rootDiffers, sound..<(next + shift),
                "\(shift) of these \(shift == 1 ? "was" : "were") not signed by anybody")
    }

    /// `count` of the entries in `range` are not there.
    private func missing(_ count: Int, in range: Range<Int>) -> LedgerFault {
        let known = evidence.entries.filter { index, carried in
            range.contains(index) && !lines.contains(carried.leaf)
        }
        if known.count == count, let first = known.keys.min(), let last = known.keys.max(),
            last - first + 1 == count
        {
            let sources = known.values.map(\.source).sorted().joined(separator: ", ")
            return LedgerFault(
                .entryMissing, first..<(last + 1), "it was taken out: \(sources) proves it")
        }
        if range.count == count {
            return LedgerFault(
                .entryMissing, range, count == 1 ? "it was taken out" : "they were taken out")
        }
        let isEnd = range.upperBound == size
        return LedgerFault(
            .ledgerTruncated, range,
            "\(count) of these \(count == 1 ? "is" : "are") missing"
                + (isEnd ? ", of \(size) that the checkpoint counts" : ""))
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

    // MARK: Entries in another order

    /// One entry that was moved, or two that were exchanged, found by undoing it.
    private mutating func moved(_ holding: [Range<Int>]) -> LedgerFault? {
        let covered = Set(holding.flatMap { Array($0) })
        let places = (0..<size).filter { !covered.contains($0) }
        guard places.count > 1, canTry(places.count * places.count * 2, over: size) else {
            return nil
        }
        for (number, first) in places.enumerated() {
            for second in places[(number + 1)...] {
                var exchanged = lines
                exchanged.swapAt(first, second)
                if isSigned(exchanged) {
                    return LedgerFault(
                        .entryMoved, [first, second],
                        "each stands in the place of the other")
                }
            }
        }
        for from in places {
            for to in places where abs(from - to) > 1 {
                var moved = lines
                moved.insert(moved.remove(at: from), at: to)
                if isSigned(moved) {
                    return LedgerFault(
                        .entryMoved, [from], "it was signed as entry \(to), and was moved here")
                }
            }
        }
        return nil
    }

    // MARK: Entries that are others

    private mutating func altered() -> [LedgerFault] {
        var reasons: [Int: String] = [:]
        var restored = lines
        for (index, carried) in evidence.entries where index < size {
            guard lines[index] != carried.leaf else { continue }
            let place = lines.firstIndex(of: carried.leaf)
            reasons[index] =
                "it is not the entry that \(carried.source) proves"
                + (place.map { ", which stands as entry \($0)" } ?? "")
            restored[index] = carried.leaf
        }
        let holding = ranges(matching: restored, shiftedBy: 0)
        let broken = parts.map(\.range).filter { $0.upperBound <= size && !holding.contains($0) }
        let covered = Set(holding.flatMap { Array($0) })
        for index in 0..<size where !covered.contains(index) && !isReadable(index) {
            reasons[index] = "it is not the entry that was signed, and none that this program knows"
        }
        var vague: [LedgerFault] = []
        for range in broken where !broken.contains(where: { $0 != range && range.contains($0) }) {
            let places = range.filter { !covered.contains($0) }
            guard let first = places.first, let last = places.last,
                places.allSatisfy({ reasons[$0] == nil })
            else { continue }
            if first == last {
                reasons[first] = "it is not the entry that was signed"
            } else {
                vague.append(
                    LedgerFault(
                        .rootDiffers, first..<(last + 1),
                        "one of these, at least, is not the entry that was signed"))
            }
        }
        return LedgerFault.altered(reasons) + vague
    }

    // MARK: Trying

    /// The ranges whose root is that of the leaves as many places on.
    private mutating func ranges(
        matching leaves: [Digest], shiftedBy shift: Int
    ) -> [Range<Int>] {
        parts.filter { part in
            let range = (part.range.lowerBound + shift)..<(part.range.upperBound + shift)
            guard range.lowerBound >= 0, range.upperBound <= leaves.count, budget > 0 else {
                return false
            }
            budget -= range.count
            return MerkleTree.root(of: leaves[range]) == part.root
        }.map(\.range)
    }

    /// Whether everything that was signed holds for these leaves: the smallest part first, which most often does not.
    private func isSigned(_ leaves: [Digest]) -> Bool {
        parts.allSatisfy { part in
            part.range.upperBound <= leaves.count
                && MerkleTree.root(of: leaves[part.range]) == part.root
        }
    }

    private mutating func canTry(_ times: Int, over count: Int) -> Bool {
        let (cost, isTooMuch) = times.multipliedReportingOverflow(by: count)
        guard !isTooMuch, cost <= budget else { return false }
        budget -= cost
        return true
    }

    /// Up to where ranges cover everything from the first entry on.
    private static func prefix(covered ranges: [Range<Int>]) -> Int {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(0) { end, range in
            range.lowerBound <= end ? max(end, range.upperBound) : end
        }
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Range<Int>) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
