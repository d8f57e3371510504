import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilAudit

/// What follows for single entries, against the same said of truth and falsehood alone, without hashes.
@Suite("What is certain of a tree")
struct LedgerTreeTests {
    /// A log of `size` entries, of which some checkpoints and proofs are at hand, and some lines are others.
    private struct Scene {
        let size: Int
        let leaves: [Digest]
        var evidence = LedgerEvidence()
        var checkpoints: Set<Int> = []
        var signed: Set<Range<Int>> = []

        init(using random: inout SeededGenerator) {
            let size = Int.random(in: 1...40, using: &random)
            self.size = size
            leaves = (0..<size).map { MerkleTree.leafHash(of: [UInt8($0)]) }
            let sizes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                Int.random(in: 1...size, using: &random)
            }
            for count in sizes + [size] {
                checkpoints.insert(count)
                add(0..<count)
                guard Bool.random(using: &random) else { continue }
                let index = Int.random(in: 0..<count, using: &random)
                add(index..<(index + 1))
                for range in MerkleTree.siblings(of: index, size: count) { add(range) }
            }
        }

        private mutating func add(_ range: Range<Int>) {
            signed.insert(range)
            evidence.add(
                LedgerEvidence.Part(range: range, root: MerkleTree.root(of: leaves[range])))
        }

        private static func halves(_ range: Range<Int>) -> (Range<Int>, Range<Int>) {
            let middle =
                range.lowerBound + MerkleTree.largestPowerOfTwo(below: range.count)
            return (range.lowerBound..<middle, middle..<range.upperBound)
        }

        /// The entries whose lines are certain when those of `altered` are others.
        func certain(altering altered: Set<Int>) -> Set<Int> {
            func isWhole(_ range: Range<Int>) -> Bool { altered.isDisjoint(with: range) }
            func isAtHand(_ range: Range<Int>) -> Bool {
                if signed.contains(range) || isWhole(range) { return true }
                guard range.count > 1 else { return false }
                let (left, right) = Scene.halves(range)
                return isAtHand(left) && isAtHand(right)
            }
            var known: Set<Range<Int>> = []
            var certain: Set<Int> = []
            func know(_ range: Range<Int>) {
                guard known.insert(range).inserted else { return }
                if isWhole(range) { certain.formUnion(range) }
                guard range.count > 1 else { return }
                let (left, right) = Scene.halves(range)
                guard isAtHand(left), isAtHand(right) else { return }
                know(left)
                know(right)
            }
            for range in signed { know(range) }
            return certain
        }
    }

    @Test("Certain is what hashes at hand lead to from what was signed, and nothing else")
    func certain() {
        for seed in 0..<400 { check(seed: UInt64(seed)) }
    }

    private func check(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let scene = Scene(using: &random)
        let altered = Set(
            (0..<Int.random(in: 0...8, using: &random)).map { _ in
                Int.random(in: 0..<scene.size, using: &random)
            })
        var lines = scene.leaves
        for index in altered { lines[index] = MerkleTree.leafHash(of: [0, UInt8(index)]) }
        let tree = LedgerTree(of: lines, scene.evidence)
        let certain = Set(tree.certain.joined())
        #expect(certain == scene.certain(altering: altered), "seed \(seed)")
        #expect(certain.isDisjoint(with: altered), "seed \(seed)")
        #expect(!tree.isIncomplete, "seed \(seed)")
        for (index, leaves) in tree.altered {
            #expect(altered.contains(index) && leaves == [scene.leaves[index]], "seed \(seed)")
        }
        // What is open says the truth, and where anything is altered something is said.
        for open in tree.open {
            #expect(open.places.contains { !altered.isDisjoint(with: $0) }, "seed \(seed)")
            #expect(certain.isDisjoint(with: open.places.joined()), "seed \(seed)")
        }
        #expect(altered.isEmpty == (tree.open.isEmpty && tree.altered.isEmpty), "seed \(seed)")
        // What the root over the first entries was follows where it follows, and never wrongly.
        for size in 1...scene.size {
            if let root = tree.root(of: 0..<size) {
                #expect(root == MerkleTree.root(of: scene.leaves.prefix(size)), "seed \(seed)")
            }
        }
        for size in scene.checkpoints { #expect(tree.root(of: 0..<size) != nil, "seed \(seed)") }
    }

    @Test("A tree with a checkpoint over more entries than there can be is read at once")
    func huge() {
        let leaves = (0..<11).map { MerkleTree.leafHash(of: [UInt8($0)]) }
        for size in [1 << 40, Int.max] {
            var evidence = LedgerEvidence()
            evidence.add(LedgerEvidence.Part(range: 0..<size, root: .sha256([])))
            evidence.add(
                LedgerEvidence.Part(range: 0..<4, root: MerkleTree.root(of: leaves.prefix(4))))
            let tree = LedgerTree(of: leaves, evidence)
            #expect(tree.certain == [0..<4])
            #expect(tree.open.map(\.places) == [[4..<size]])
        }
    }

    @Test(
        "More contradictions than can be told apart end soon, and make nothing certain",
        .timeLimit(.minutes(2)))
    func flood() {
        var random = SeededGenerator(seed: 1)
        var evidence = LedgerEvidence()
        let leaves = (0..<4_096).map { MerkleTree.leafHash(of: [UInt8($0 >> 8), UInt8($0 & 255)]) }
        for _ in 0..<20_000 {
            let bits = Int.random(in: 0...12, using: &random)
            let start = Int.random(in: 0..<(4_096 >> bits), using: &random) << bits
            let noise = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
            evidence.add(
                LedgerEvidence.Part(range: start..<(start + (1 << bits)), root: .sha256(noise)))
        }
        let tree = LedgerTree(of: leaves, evidence)
        #expect(tree.certain.isEmpty && tree.isIncomplete)
    }

    @Test("Of hashes of two histories neither makes the other's entries certain")
    func twoHistories() {
        let leaves = (0..<8).map { MerkleTree.leafHash(of: [UInt8($0)]) }
        var others = leaves
        others[2] = .sha256([2])
        var evidence = LedgerEvidence()
        evidence.add(LedgerEvidence.Part(range: 0..<8, root: MerkleTree.root(of: leaves)))
        evidence.add(LedgerEvidence.Part(range: 0..<8, root: MerkleTree.root(of: others)))
        evidence.add(LedgerEvidence.Part(range: 2..<3, root: others[2]))
        // The lines are those of the first, which was signed: the second says what else was.
        var tree = LedgerTree(of: leaves, evidence)
        #expect(tree.certain == [0..<8])
        #expect(tree.altered == [2: [others[2]]])
        #expect(tree.root(of: 0..<8) == MerkleTree.root(of: leaves))
        // Of neither.
        var lines = leaves
        lines[6] = .sha256([6])
        tree = LedgerTree(of: lines, evidence)
        #expect(tree.certain.isEmpty)
        #expect(tree.root(of: 0..<8) == nil)
    }
}
