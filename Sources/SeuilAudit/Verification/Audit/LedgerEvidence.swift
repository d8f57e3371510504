internal import SeuilCrypto

/// What one file holds that a log's key has signed: a checkpoint, and a proof under it perhaps.
struct LedgerTestimony {
    /// The file.
    let source: String
    let checkpoint: Checkpoint
    let proof: InclusionProof?

    /// - Parameter proof: One that proves what it carries; `nil` otherwise.
    init?(_ source: String, _ proof: InclusionProof, signedBy key: LogVerifier) {
        guard proof.proves(proof.extra, in: key),
            let checkpoint = try? Checkpoint(of: proof.checkpoint, signedBy: key)
        else { return nil }
        self.source = source
        self.checkpoint = checkpoint
        self.proof = proof
    }

    init(_ source: String, _ checkpoint: Checkpoint) {
        self.source = source
        self.checkpoint = checkpoint
        proof = nil
    }
}

/// What a log's key has signed of its entries: the root over some of them, and single ones whole.
///
/// A checkpoint says what all entries up to its size are together. A proof says more: each of its hashes is over a
/// part of the tree, and it carries its entry. Together they show where entries are not those that were signed.
struct LedgerEvidence {
    /// That the entries of a range have a root.
    struct Part: Hashable {
        let range: Range<Int>
        let root: Digest
    }

    /// An entry, and the file that proves it.
    struct Carried {
        let leaf: Digest
        let bytes: [UInt8]
        let source: String
    }

    private(set) var parts: Set<Part> = []
    private(set) var entries: [Int: Carried] = [:]

    init(_ testimonies: [LedgerTestimony] = []) {
        for testimony in testimonies { add(testimony) }
    }

    mutating func add(_ checkpoint: Checkpoint) {
        guard checkpoint.size > 0 else { return }
        add(Part(range: 0..<checkpoint.size, root: checkpoint.root))
    }

    mutating func add(_ part: Part) { parts.insert(part) }

    mutating func add(_ testimony: LedgerTestimony) {
        let checkpoint = testimony.checkpoint
        add(checkpoint)
        guard let proof = testimony.proof else { return }
        let leaf = MerkleTree.leafHash(of: proof.extra)
        add(Part(range: proof.index..<(proof.index + 1), root: leaf))
        for (range, root) in zip(
            MerkleTree.siblings(of: proof.index, size: checkpoint.size), proof.hashes)
        {
            add(Part(range: range, root: root))
        }
        entries[proof.index] = Carried(
            leaf: leaf, bytes: proof.extra, source: testimony.source)
    }

    /// What of it is about the first `size` entries.
    func upTo(_ size: Int) -> LedgerEvidence {
        var evidence = LedgerEvidence()
        evidence.parts = parts.filter { $0.range.upperBound <= size }
        evidence.entries = entries.filter { $0.key < size }
        return evidence
    }
}
