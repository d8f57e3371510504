internal import SeuilCrypto

/// Finds out which entries are not those that were signed, as exactly as what was signed tells.
///
/// What is named singly is certain: with that entry left out, put back or exchanged, everything that was signed holds.
/// Else it is the smallest range that the evidence leaves.
struct LedgerSearch {
    /// The leaf of each line that is there.
    let lines: [Digest]
    let evidence: LedgerEvidence
    /// What was signed besides the checkpoint that the entries are read by; `nil` where none is doubted.
    let others: LedgerEvidence?
    /// How many entries the checkpoint counts.
    let size: Int
    /// What a line is that cannot be the entry in its place, whatever was signed; `nil` for one that can.
    let flaw: (Int) -> String?
    /// The first entry that breaks a rule of the order, as the lines stand, in words.
    let violation: (index: Int, text: String)?
    /// So many leaves are hashed in all to undo what may have been done; what would take more is not tried.
    private var budget = 3_000_000
    /// The parts, the smallest first.
    let parts: [LedgerEvidence.Part]
    /// Where each leaf stands first.
    let places: [Digest: Int]
    /// Which lines are which of the signed entries.
    private(set) lazy var runs = findRuns()
    /// The line in which each entry would stand.
    lazy var order = findOrder()
    /// What follows for single entries.
    private(set) lazy var tree = LedgerTree(of: ordered(), evidence)
    /// The same of what was signed besides the checkpoint.
    private(set) lazy var treeOfOthers = others.map { LedgerTree(of: ordered(), $0) }
    /// The smallest part that does not hold: nearly everything that is tried fails on it.
    private var touchstone: LedgerEvidence.Part?

    init(
        of lines: [Digest], evidence: LedgerEvidence, besides others: LedgerEvidence? = nil,
        size: Int, violation: (index: Int, text: String)? = nil, flaw: @escaping (Int) -> String?
    ) {
        self.others = others
        self.violation = violation
        self.lines = lines
        self.evidence = evidence
        self.size = size
        self.flaw = flaw
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
            return fault.saying("; as they stand, \(violation.text)")
        }
        guard faults.isEmpty else { return faults }
        if let open = tree.open.first {
            return [
                LedgerFault(
                    .rootDiffers, open.places,
                    "one of these, at least, is not the entry that was signed")
            ]
        }
        if tree.isIncomplete {
            return [
                LedgerFault(
                    .rootDiffers, 0..<size,
                    "one of these, at least, is not the entry that was signed"
                        + LedgerSearch.orAnotherHistory)
            ]
        }
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
        if lines.count >= size, let moved = moved(holding) { return [moved] }
        let gaps = isDisplaced ? runs.gaps(size: size, count: lines.count) : []
        // Where every entry can stand in its place, lines behind the last need not have been signed yet.
        guard lines.count < size || runs.runs.contains(where: { $0.shift != 0 }) else {
            if let last = gaps.last, last.lines.count > last.entries.count,
                !last.entries.isEmpty, let added = added(1, in: last.lines)
            {
                return [added]
            }
            let all = 0..<size
            return altered(in: LedgerRuns.Gap(entries: all, lines: all, shift: 0, around: all))
        }
        return gaps.flatMap { faults(in: $0) }
    }

    /// Whether entries stand elsewhere than they were signed to, or not at all.
    private var isDisplaced: Bool {
        mutating get { lines.count != size || runs.runs.contains { $0.shift != 0 } }
    }

    // MARK: Order

    private mutating func findOrder() -> [Int: Int] {
        guard isDisplaced else {
            return Dictionary(uniqueKeysWithValues: lines.indices.map { ($0, $0) })
        }
        var order = runs.lines
        for gap in runs.gaps(size: size, count: lines.count)
        where gap.lines.count == gap.entries.count
            || gap.lines.count > gap.entries.count && gap.lines.upperBound == lines.count
        {
            for index in gap.entries where lines.indices.contains(index + gap.shift) {
                order[index] = index + gap.shift
            }
        }
        return order
    }

    /// The leaves of the entries, in their order; of one that is nowhere a hash that is no leaf's.
    private mutating func ordered() -> [Digest] {
        let last = order.keys.max() ?? -1
        return (0..<(last + 1)).map { order[$0].map { lines[$0] } ?? .sha256([]) }
    }

    // MARK: Trying

    /// The ranges whose root is that of the leaves as many places on, and those whose root is another.
    func ranges(
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
    func isSigned(_ leaves: [Digest]) -> Bool {
        if let touchstone {
            guard touchstone.range.upperBound <= leaves.count,
                MerkleTree.root(of: leaves[touchstone.range]) == touchstone.root
            else { return false }
        }
        let tree = MerkleSubtrees(of: leaves)
        return parts.allSatisfy { tree.root(of: $0.range) == $0.root }
    }

    mutating func canTry(_ times: Int, over count: Int) -> Bool {
        let (cost, isTooMuch) = times.multipliedReportingOverflow(by: count)
        guard !isTooMuch, cost <= budget else { return false }
        budget -= cost
        return true
    }

    /// The places of `range` that none of the ranges covers.
    static func places(in range: Range<Int>, outside ranges: [Range<Int>]) -> [Int] {
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
}
