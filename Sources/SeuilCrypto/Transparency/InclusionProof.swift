internal import Foundation

/// Proof, readable without the log, that an entry is in it: where it stands, the hashes up to the root, and
/// a checkpoint; and what its maker adds, here the entry itself.
///
/// Source: C2SP tlog-proof, version 1.
public struct InclusionProof: Sendable, Equatable {
    private static let firstLine = "c2sp.org/tlog-proof@v1"
    /// The longest proof that is read, in bytes.
    private static let byteLimit = 1 << 18
    /// A tree of as many entries as a count can name is no higher.
    private static let hashLimit = 63

    /// The entry's number, from 0.
    public let index: Int
    /// From the entry's sibling to the root's child.
    public let hashes: [Digest]
    /// The checkpoint, signed.
    public let checkpoint: SignedNote
    /// Bytes that the proof carries beside; nothing proves them by themselves.
    public let extra: [UInt8]

    public init(index: Int, hashes: [Digest], checkpoint: SignedNote, extra: [UInt8] = []) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
        self.extra = extra
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
            [InclusionProof.firstLine]
            + (extra.isEmpty ? [] : ["extra \(Data(extra).base64EncodedString())"])
            + ["index \(index)"]
            + hashes.map { hash in
                Data(hash.bytes).base64EncodedString()
            }
        return Array(lines.map { $0 + "\n" }.joined().utf8) + [0x0A] + checkpoint.bytes
    }

    /// Reads a `.tlog-proof` file.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` for any other.
    public init(bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count <= InclusionProof.byteLimit,
            let text = String(validating: bytes, as: UTF8.self),
            let gap = text.range(of: "\n\n")
        else { throw .malformed(.proof) }
        var lines = text[..<gap.lowerBound].split(
            separator: "\n", omittingEmptySubsequences: false)
        var extra: [UInt8] = []
        if lines.count > 1, lines[1].hasPrefix("extra ") {
            guard let data = Data(base64Encoded: String(lines.remove(at: 1).dropFirst(6))) else {
                throw .malformed(.proof)
            }
            extra = Array(data)
        }
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
            checkpoint: try SignedNote(bytes: Array(text[gap.upperBound...].utf8)), extra: extra)
        guard self.bytes == bytes else { throw .malformed(.proof) }
    }
}
