/// A whole tree, for the roots over many parts of it: each subtree is hashed once.
public struct MerkleSubtrees: Sendable {
    /// The roots of the full subtrees, by their height: the leaves first, then those over two of them, over four.
    private let levels: [[Digest]]

    /// The tree over `leaves`.
    public init(of leaves: [Digest]) {
        var levels = [leaves]
        while let last = levels.last, last.count > 1 {
            levels.append(
                (0..<(last.count / 2)).map {
                    MerkleTree.nodeHash(last[2 * $0], last[2 * $0 + 1])
                })
        }
        self.levels = levels
    }

    /// The root over the leaves of `range`, a part of a tree of any size; `nil` where there are not as many leaves.
    ///
    /// The same as ``MerkleTree/root(of:)`` of those leaves.
    public func root(of range: Range<Int>) -> Digest? {
        guard range.lowerBound >= 0, range.upperBound <= levels[0].count, !range.isEmpty else {
            return nil
        }
        let count = range.count
        if count.nonzeroBitCount == 1, range.lowerBound.isMultiple(of: count) {
            return levels[count.trailingZeroBitCount][range.lowerBound / count]
        }
        let middle = range.lowerBound + MerkleTree.largestPowerOfTwo(below: count)
        guard let left = root(of: range.lowerBound..<middle),
            let right = root(of: middle..<range.upperBound)
        else { return nil }
        return MerkleTree.nodeHash(left, right)
    }
}
