/// Merkle trees over the entries of a log: each root commits to every entry before it and their order.
///
/// Source: RFC 6962, section 2.1, with SHA-256.
public enum MerkleTree {
    /// The hash of a leaf that holds `entry`.
    public static func leafHash(of entry: [UInt8]) -> Digest { .sha256([0x00] + entry) }

    /// The hash of a node over two others.
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        .sha256([0x01] + left.bytes + right.bytes)
    }

    /// The root of the tree over `leaves`, hashes as ``leafHash(of:)`` gives them, in the order of the log.
    public static func root(of leaves: some Collection<Digest>) -> Digest {
        var frontier = MerkleFrontier()
        for leaf in leaves { frontier.append(leaf) }
        return frontier.root
    }

    /// The hashes that lead from leaf number `index` (from 0) to the root of the tree over `leaves`, its
    /// sibling first.
    ///
    /// Source: RFC 6962, section 2.1.1.
    public static func inclusionProof(of index: Int, in leaves: [Digest]) -> [Digest] {
        precondition(leaves.indices.contains(index), "no such leaf")
        return path(to: index, in: leaves[...])
    }

    private static func path(to index: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
        guard leaves.count > 1 else { return [] }
        let middle = leaves.startIndex + largestPowerOfTwo(below: leaves.count)
        let (left, right) = (leaves[..<middle], leaves[middle...])
        return index < middle
            ? path(to: index, in: left) + [root(of: right)]
            : path(to: index, in: right) + [root(of: left)]
    }

    /// Over which leaves each hash of an inclusion proof was taken, in the order of the proof.
    ///
    /// A proof thereby says more than that one entry is in the log: it says what every part of the tree beside it was.
    public static func siblings(of index: Int, size: Int) -> [Range<Int>] {
        precondition((0..<size).contains(index), "no such leaf")
        var siblings: [Range<Int>] = []
        var part = 0..<size
        while part.count > 1 {
            let middle = part.lowerBound + largestPowerOfTwo(below: part.count)
            let (left, right) = (part.lowerBound..<middle, middle..<part.upperBound)
            siblings.append(left.contains(index) ? right : left)
            part = left.contains(index) ? left : right
        }
        return siblings.reversed()
    }

    /// How many of a part's leaves, more than one, are in its left half.
    public static func largestPowerOfTwo(below count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// Whether `proof` leads from `leaf`, number `index` of a tree of `size` leaves, to `root`.
    ///
    /// Source: RFC 9162, section 2.1.3.2.
    public static func verifyInclusion(
        of leaf: Digest, at index: Int, size: Int, proof: [Digest], root: Digest
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            if last == 0 { return false }
            if place & 1 == 1 || place == last {
                hash = nodeHash(sibling, hash)
                // A node without a sibling stands for itself on the level above.
                while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                hash = nodeHash(hash, sibling)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }
}

/// A tree that grows: the roots of its full subtrees, from the largest, which is all that a new leaf needs.
public struct MerkleFrontier: Sendable, Equatable {
    /// The number of leaves.
    public private(set) var size = 0
    /// One for each bit of `size` that is set.
    private var subtrees: [Digest] = []

    /// The tree without leaves.
    public init() {}

    /// Adds a leaf at the end.
    public mutating func append(_ leaf: Digest) {
        var hash = leaf
        var rest = size
        while rest & 1 == 1 {
            hash = MerkleTree.nodeHash(subtrees.removeLast(), hash)
            rest >>= 1
        }
        subtrees.append(hash)
        size += 1
    }

    /// The root of the tree so far.
    public var root: Digest {
        guard var hash = subtrees.last else { return .sha256([]) }
        for subtree in subtrees.dropLast().reversed() { hash = MerkleTree.nodeHash(subtree, hash) }
        return hash
    }
}
