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
    /// So many leaves are hashed in all to undo what may have been done; what would take more is not tried.
    private var budget = 3_000_000
    /// The parts, the smallest first.
    private let parts: [LedgerEvidence.Part]
    /// Where each leaf stands first.
    private let places: [Digest: Int]
    /// The smallest part that does not hold: nearly everything that is tried fails on it.
    private var touchstone: LedgerEvidence.Part?

    /// So many displacements are looked for.
    private static let shiftLimit = 16

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
        places = Dictionary(zip(lines, lines.indices)) { first, _ in first }
    }

    /// The faults, at least one.
    mutating func faults() -> [LedgerFault] {
        let faults = located().map { fault in
            guard let violation, fault.range.count > 1,
                [.rootDiffers, .ledgerTruncated].contains(fault.code),
                (fault.range.lowerBound...fault.range.upperBound).contains(violation.index)
            else { return fault }
            return LedgerFault(
                fault.code, fault.range, "\(fault.text); as they stand, \(violation.text)")
        }
        guard faults.isEmpty else { return faults }
        // Everything here was signed, and so was something else.
        return [
            LedgerFault(
                .ledgerForked, 0..<size,
                "the log's key has signed these entries, and others under the checkpoint")
        ]
    }

    private mutating func located() -> [LedgerFault] {
        let (holding, broken) = ranges(of: lines)
        touchstone = parts.first { broken.contains($0.range) }
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
        for (index, carried) in evidence.entries where shifts.count < LedgerSearch.shiftLimit {
            if let place = places[carried.leaf] { shifts.insert(place - index) }
        }
        shifts = shifts.filter { $0 != 0 && abs($0) <= lines.count }
        // Where as many entries are there as were signed, one that stands elsewhere was moved.
        let least = lines.count == size ? 2 : 1
        let found = shifts.sorted().map { shift in
            (
                shift,
                ranges(of: lines, shiftedBy: shift).holding.filter {
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
            range.contains(index) && places[carried.leaf] == nil
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
        let places = LedgerSearch.places(in: 0..<size, outside: holding)
        guard places.count > 1, places.count < 1_000,
            canTry(places.count * places.count * 2, over: size)
        else {
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
            reasons[index] =
                "it is not the entry that \(carried.source) proves"
                + (places[carried.leaf].map { ", which stands as entry \($0)" } ?? "")
            restored[index] = carried.leaf
        }
        let (holding, broken) = ranges(of: restored)
        for index in LedgerSearch.places(in: 0..<size, outside: holding)
        where !isReadable(index) {
            reasons[index] = "it is not the entry that was signed, and none that this program knows"
        }
        var vague: [LedgerFault] = []
        for range in LedgerSearch.smallest(broken) {
            let places = LedgerSearch.places(in: range, outside: holding)
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

    /// The ranges whose root is that of the leaves as many places on, and those whose root is another.
    private func ranges(
        of leaves: [Digest], shiftedBy shift: Int = 0
    ) -> (holding: [Range<Int>], broken: [Range<Int>]) {
        // A tree's parts begin where they do: before leaves that are moved on, others stand in.
        let filling = [Digest](repeating: .sha256([]), count: max(0, -shift))
        let tree = MerkleSubtrees(of: filling + leaves.dropFirst(max(0, shift)))
        var holding: [Range<Int>] = []
        var broken: [Range<Int>] = []
        for part in parts {
            guard let root = tree.root(of: part.range), part.range.lowerBound >= filling.count
            else { continue }
            if root == part.root { holding.append(part.range) } else { broken.append(part.range) }
        }
        return (holding, broken)
    }

    /// Whether everything that was signed holds for these leaves.
    private func isSigned(_ leaves: [Digest]) -> Bool {
        if let touchstone {
            guard touchstone.range.upperBound <= leaves.count,
                MerkleTree.root(of: leaves[touchstone.range]) == touchstone.root
            else { return false }
        }
        let tree = MerkleSubtrees(of: leaves)
        return parts.allSatisfy { tree.root(of: $0.range) == $0.root }
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

    /// The places of `range` that none of the ranges covers.
    private static func places(in range: Range<Int>, outside ranges: [Range<Int>]) -> [Int] {
        var places: [Int] = []
        var next = range.lowerBound
        for covered in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let end = min(covered.lowerBound, range.upperBound)
            if next < end { places += next..<end }
            next = max(next, covered.upperBound)
        }
        if next < range.upperBound { places += next..<range.upperBound }
        return places
    }

    /// Those that hold no other, from the smallest on.
    private static func smallest(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.sorted { $0.count < $1.count }.reduce(into: []) { smallest, range in
            let holdsOther = smallest.contains {
                range.lowerBound <= $0.lowerBound && $0.upperBound <= range.upperBound
            }
            if !holdsOther { smallest.append(range) }
        }
    }
}
