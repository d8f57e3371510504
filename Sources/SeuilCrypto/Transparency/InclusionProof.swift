internal import Foundation

/// Proof, readable without the log, that an entry is in it: where it stands, the hashes up to the root, and
/// a checkpoint.
///
/// Source: C2SP tlog-proof, version 1.
public struct InclusionProof: Sendable, Equatable {
    private static let firstLine = "c2sp.org/tlog-proof@v1"
    /// A tree of as many entries as a count can name is no higher.
    private static let hashLimit = 63

    /// The entry's number, from 0.
    public let index: Int
    /// From the entry's sibling to the root's child.
    public let hashes: [Digest]
    /// The checkpoint, signed.
    public let checkpoint: SignedNote

    public init(index: Int, hashes: [Digest], checkpoint: SignedNote) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Whether the log of `key` says that `entry` is in it.
    public func proves(_ entry: [UInt8], in key: LogVerifier) -> Bool {
        guard let head = try? Checkpoint(of: checkpoint, signedBy: key) else { return false }
        return MerkleTree.verifyInclusion(
            of: MerkleTree.leafHash(of: entry), at: index, size: head.size, proof: hashes,
            root: head.root)
    }

    /// The proof as a `.tlog-proof` file.
    public var bytes: [UInt8] {
        let lines =
            [InclusionProof.firstLine, "index \(index)"]
            + hashes.map { hash in
                Data(hash.bytes).base64EncodedString()
            }
        return Array(lines.map { $0 + "\n" }.joined().utf8) + [0x0A] + checkpoint.bytes
    }

    /// Reads a `.tlog-proof` file without extra data.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` for any other.
    public init(bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count <= SignedNote.byteLimit,
            let text = String(validating: bytes, as: UTF8.self),
            let gap = text.range(of: "\n\n")
        else { throw .malformed(.proof) }
        let lines = text[..<gap.lowerBound].split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, lines.count - 2 <= InclusionProof.hashLimit,
            lines[0] == InclusionProof.firstLine, lines[1].hasPrefix("index "),
            let index = Int(lines[1].dropFirst(6)), index >= 0
        else { throw .malformed(.proof) }
        let hashes = lines.dropFirst(2).map { line in
            Data(base64Encoded: String(line)).flatMap { Digest(bytes: $0) }
        }
        guard !hashes.contains(nil) else { throw .malformed(.proof) }
        self.init(
            index: index, hashes: hashes.compactMap { $0 },
            checkpoint: try SignedNote(bytes: Array(text[gap.upperBound...].utf8)))
        guard self.bytes == bytes else { throw .malformed(.proof) }
    }
}
