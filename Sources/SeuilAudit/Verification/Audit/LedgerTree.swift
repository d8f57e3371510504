internal import SeuilCrypto

/// What follows for single entries when everything that was signed is combined with the lines that are there.
///
/// A hash over two others fixes both: where two hashes come to one that was signed, they are those that it was made of,
/// wherever they were found. So the tree is gone down from every signed hash, as far as hashes at hand, signed elsewhere
/// or computed from the lines, come to it. Nothing else is called certain. Where none come to it, one of the lines
/// beneath that nothing else vouches for is another than the one that was signed.
///
/// Source: RFC 6962, section 2.1, for the parts of a tree.
struct LedgerTree {
    /// A signed hash that nothing at hand comes to.
    struct Open: Equatable {
        let part: LedgerEvidence.Part
        /// The entries beneath it that nothing vouches for, of which one at least is another; never empty.
        let places: [Range<Int>]
    }

    /// Hashes that a part of the tree may have.
    private struct Candidates {
        var hashes: [Digest]
        /// Whether none was left out.
        var isComplete = true
    }

    /// So many are kept of each part. More than one differ only where lines do from what was signed.
    private static let candidateLimit = 4
    /// So many open parts are told apart, the smallest first.
    private static let openLimit = 500

    private let tree: MerkleSubtrees
    private let count: Int
    private let signed: [Range<Int>: [Digest]]
    /// Whether two hashes of one part were signed: then there are two histories, and what belongs to which has to be
    /// tried.
    private let isContested: Bool
    /// The full parts with anything signed beneath them.
    private var touched: Set<Range<Int>> = []
    /// Where anything signed begins behind the last line.
    private let beyond: [Int]
    private var found: [Range<Int>: Candidates] = [:]
    private var confirmed: Set<LedgerEvidence.Part> = []
    private var confirmedRanges: Set<Range<Int>> = []
    private var wrong: [(part: LedgerEvidence.Part, isComplete: Bool)] = []
    /// So many parts are visited in all to say which entries are beneath an open one.
    private var budget = 3_000_000
    /// So many hashes are combined in all; who holds the log's key can sign more than can be tried.
    private var combinations = 500_000

    /// The entries whose lines are those that were signed.
    private(set) var certain: [Range<Int>] = []
    /// The leaf that was signed, of each entry whose line has another.
    private(set) var altered: [Int: Set<Digest>] = [:]
    /// The smallest first; none that follows from another.
    private(set) var open: [Open] = []
    /// Whether there is more than could be tried, so that not all that is wrong stands in ``open``.
    private(set) var isIncomplete = false

    /// - Parameter leaves: The leaf of each entry as it stands; for one that is not there, a hash that is no leaf's.
    init(of leaves: [Digest], _ evidence: LedgerEvidence) {
        tree = MerkleSubtrees(of: leaves)
        count = leaves.count
        var signed: [Range<Int>: [Digest]] = [:]
        let parts = evidence.parts.sorted {
            ($0.range.lowerBound, $0.range.count, $0.root)
                < ($1.range.lowerBound, $1.range.count, $1.root)
        }
        for part in parts { signed[part.range, default: []].append(part.root) }
        self.signed = signed
        isContested = signed.values.contains { $0.count > 1 }
        beyond = signed.keys.map(\.lowerBound).filter { [count] in $0 >= count }
        for range in signed.keys where range.upperBound <= count { touch(range) }
        for part in parts { confirm(part.range, part.root) }
        certain = LedgerTree.merged(certain)
        settle()
    }

    /// Whether the lines are known to be `root` in `range`, or signed hashes are.
    func isConfirmed(_ part: LedgerEvidence.Part) -> Bool { confirmed.contains(part) }

    /// The root over `range`, a part of a tree, as far as what was signed fixes it; `nil` where it does not, or fixes
    /// two.
    func root(of range: Range<Int>) -> Digest? {
        if range.upperBound <= count, LedgerTree.places(range, without: certain).isEmpty {
            return tree.root(of: range)
        }
        let known = Set(
            (signed[range] ?? [])
                + (altered[range.lowerBound].map { Array($0) } ?? []).filter { _ in
                    range.count == 1
                })
        guard known.isEmpty else { return known.count == 1 ? known.first : nil }
        guard range.count > 1, range.lowerBound < count else { return nil }
        let (left, right) = LedgerTree.halves(of: range)
        guard let first = root(of: left), let second = root(of: right) else { return nil }
        return MerkleTree.nodeHash(first, second)
    }

    // MARK: Ranges

    /// The two parts that the hash over `range` is made of.
    private static func halves(of range: Range<Int>) -> (Range<Int>, Range<Int>) {
        let middle = range.lowerBound + MerkleTree.largestPowerOfTwo(below: range.count)
        return (range.lowerBound..<middle, middle..<range.upperBound)
    }

    /// Whether a part is one of every tree that has so many leaves.
    private static func isFull(_ range: Range<Int>) -> Bool {
        range.count.nonzeroBitCount == 1 && range.lowerBound.isMultiple(of: range.count)
    }

    /// The ranges in order, those that meet made one.
    static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { merged, range in
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else if !range.isEmpty {
                merged.append(range)
            }
        }
    }

    /// What of `range` is in none of `others`, which are in order and apart.
    static func places(_ range: Range<Int>, without others: [Range<Int>]) -> [Range<Int>] {
        var places: [Range<Int>] = []
        var next = range.lowerBound
        for other in others where other.upperBound > next {
            guard other.lowerBound < range.upperBound else { break }
            if next < other.lowerBound { places.append(next..<other.lowerBound) }
            next = other.upperBound
        }
        if next < range.upperBound { places.append(next..<range.upperBound) }
        return places
    }

    // MARK: Going up: what a part may be

    private mutating func touch(_ range: Range<Int>) {
        // The smallest full part that holds it, and every one above.
        var size = 1
        while size < range.count || range.lowerBound / size != (range.upperBound - 1) / size {
            size *= 2
        }
        if LedgerTree.isFull(range) { size *= 2 }
        while size <= count * 2 {
            let start = range.lowerBound / size * size
            guard touched.insert(start..<(start + size)).inserted else { return }
            size *= 2
        }
    }

    /// Whether there is anything to combine beneath a part.
    private func hasParts(_ range: Range<Int>) -> Bool {
        guard range.count > 1 else { return false }
        if range.lowerBound >= count { return beyond.contains { range.contains($0) } }
        return !LedgerTree.isFull(range) || range.upperBound > count || touched.contains(range)
    }

    /// What the hash of a part may be, the likeliest first: what was signed of it, then what its halves come to, then
    /// what its lines do as they stand.
    ///
    /// Of one history the first is right wherever any is, whatever lines are altered.
    private mutating func candidates(_ range: Range<Int>) -> Candidates {
        if let known = found[range] { return known }
        var candidates = Candidates(hashes: signed[range] ?? [])
        if hasParts(range) {
            let (left, right) = LedgerTree.halves(of: range)
            let (first, second) = (self.candidates(left), self.candidates(right))
            for one in first.hashes {
                for other in second.hashes {
                    guard candidates.hashes.count < LedgerTree.candidateLimit, combinations > 0
                    else {
                        candidates.isComplete = !isContested && combinations > 0
                        break
                    }
                    combinations -= 1
                    let hash = MerkleTree.nodeHash(one, other)
                    if !candidates.hashes.contains(hash) { candidates.hashes.append(hash) }
                }
            }
            if !first.isComplete || !second.isComplete { candidates.isComplete = false }
        }
        if range.upperBound <= count, let plain = tree.root(of: range),
            !candidates.hashes.contains(plain)
        {
            candidates.hashes.append(plain)
        }
        found[range] = candidates
        return candidates
    }

    // MARK: Going down: what was signed

    private mutating func confirm(_ range: Range<Int>, _ hash: Digest) {
        let part = LedgerEvidence.Part(range: range, root: hash)
        guard confirmed.insert(part).inserted else { return }
        confirmedRanges.insert(range)
        if range.upperBound <= count, tree.root(of: range) == hash {
            certain.append(range)
            return
        }
        guard range.count > 1 else {
            altered[range.lowerBound, default: []].insert(hash)
            return
        }
        guard hasParts(range) else {
            wrong.append((part, true))
            return
        }
        let (left, right) = LedgerTree.halves(of: range)
        let (first, second) = (candidates(left), candidates(right))
        for one in first.hashes {
            for other in second.hashes {
                guard combinations > 0 else {
                    wrong.append((part, false))
                    return
                }
                combinations -= 1
                guard MerkleTree.nodeHash(one, other) == hash else { continue }
                confirm(left, one)
                confirm(right, other)
                return
            }
        }
        wrong.append((part, first.isComplete && second.isComplete))
    }

    // MARK: What is left

    private mutating func settle() {
        var left: [Open] = []
        wrong.sort { $0.part.range.count < $1.part.range.count }
        isIncomplete = wrong.count > LedgerTree.openLimit
        for (part, isComplete) in wrong.prefix(LedgerTree.openLimit) {
            var places: [Range<Int>] = []
            collect(part.range, isTop: true, &places)
            places = LedgerTree.merged(places).flatMap { LedgerTree.places($0, without: certain) }
            if !isComplete {
                isIncomplete = true
            } else if !places.isEmpty {
                left.append(Open(part: part, places: places))
            }
            // Else every line beneath was signed, and so was something else: it is another history's.
        }
        left.sort {
            (LedgerTree.count($0.places), $0.part.range.count, $0.part.range.lowerBound)
                < (LedgerTree.count($1.places), $1.part.range.count, $1.part.range.lowerBound)
        }
        for one in left {
            let follows = open.contains { other in
                other.places.allSatisfy { LedgerTree.places($0, without: one.places).isEmpty }
            }
            if !follows { open.append(one) }
        }
    }

    static func count(_ ranges: [Range<Int>]) -> Int { ranges.reduce(0) { $0 + $1.count } }

    /// What of a part no hash within vouches for.
    private mutating func collect(
        _ range: Range<Int>, isTop: Bool, _ places: inout [Range<Int>]
    ) {
        if !isTop, confirmedRanges.contains(range) { return }
        budget -= 1
        guard hasParts(range), budget > 0 else {
            places.append(range)
            return
        }
        let (left, right) = LedgerTree.halves(of: range)
        collect(left, isTop: false, &places)
        collect(right, isTop: false, &places)
    }
}
