internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// The checkpoint by which the ledger is read: the latest that is signed over no more entries than are there.
    ///
    /// Another than `head` means that an older one was put in its place, which is named once, here, instead of every
    /// release that it does not count.
    mutating func latest(_ head: Checkpoint, _ lines: [[UInt8]]) -> Checkpoint {
        var known = published + kept.filter { $0.checkpoint.size <= lines.count }
        if lines.count > head.size { known += carried() }
        let later = known.filter { $0.checkpoint.size > head.size }
            .sorted { ($1.checkpoint.size, $0.source) < ($0.checkpoint.size, $1.source) }
        let same = known.filter { $0.checkpoint.size == head.size && $0.checkpoint != head }
        guard later.first != nil || same.first != nil else { return head }
        if let other = forking(head, later, same, lines) { return other }
        guard let newest = later.first else { return head }
        let more =
            later.count > 1
            ? ", and \(later.count - 1) other\(later.count == 2 ? "" : "s") over more than it counts"
            : ""
        let isThere = newest.checkpoint.size <= lines.count
        // Altered entries can keep what is signed over more from telling what the first of them were.
        let isOfPast =
            MerkleSubtrees(of: lines.map { MerkleTree.leafHash(of: $0) })
            .root(of: 0..<head.size).map { $0 == head.root } ?? true
        find(
            .checkpointOlder, Audit.ledger(LedgerPaths.checkpoint),
            "it counts \(Audit.entries(head.size)), and \(newest.source) is signed over "
                + "\(newest.checkpoint.size)\(more): "
                + (isThere
                    ? "an older one\(isOfPast ? "" : ", or one over another history,") stands in its place, or it "
                        + "was copied before the rest; the entries are read by the later"
                    : "the folder has \(lines.count), so an older ledger stands in its place, or ledger and "
                        + "outbox are of two moments"))
        return later.first { $0.checkpoint.size <= lines.count }?.checkpoint ?? head
    }

    /// What the entries are read by, where `head` and what is signed besides cannot be of one history: both are the
    /// log key's, so there are two, and that is named.
    ///
    /// - Parameters:
    ///   - later: What is signed over more entries, the most first. What the first `head.size` of them were can follow
    ///     from it, be it that entries are altered.
    ///   - same: What is signed over as many, and others.
    private mutating func forking(
        _ head: Checkpoint, _ later: [LedgerTestimony], _ same: [LedgerTestimony],
        _ lines: [[UInt8]]
    ) -> Checkpoint? {
        let leaves = lines.map { MerkleTree.leafHash(of: $0) }
        let plain = MerkleSubtrees(of: leaves)
        func holds(_ checkpoint: Checkpoint) -> Bool {
            plain.root(of: 0..<checkpoint.size) == checkpoint.root
        }
        let path = Audit.ledger(LedgerPaths.checkpoint)
        let there = later.filter { $0.checkpoint.size <= lines.count }
        let holding = there.first { holds($0.checkpoint) }
        if let other = holding ?? there.first,
            let root = LedgerTree(of: leaves, LedgerEvidence(there)).root(of: 0..<head.size),
            root != head.root
        {
            let place = holding == nil ? "there" : "here"
            find(
                .ledgerForked, path,
                "it is signed over \(Audit.entries(head.size)) that are not the first \(head.size) \(place), "
                    + "and \(other.source) is signed over the first \(other.checkpoint.size) \(place): the "
                    + "log's key has signed two histories")
            return there[0].checkpoint
        }
        guard let other = same.first, !holds(head) else { return nil }
        let instead = same.first { holds($0.checkpoint) }?.checkpoint
        find(
            .ledgerForked, path,
            "it and \(other.source) are signed over \(Audit.entries(head.size)), each over others: the log's key "
                + "has signed two histories"
                + (instead == nil ? ", and the entries are of neither" : ""))
        return there.first?.checkpoint ?? instead ?? head
    }
}
