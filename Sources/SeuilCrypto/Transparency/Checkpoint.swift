internal import Foundation

/// What a log says of itself: how many entries it has and the root over all of them.
///
/// Source: C2SP tlog-checkpoint.
public struct Checkpoint: Sendable, Hashable {
    /// The log's name.
    public let origin: String
    /// The number of entries.
    public let size: Int
    public let root: Digest

    public init(origin: String, size: Int, root: Digest) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The checkpoint as the text of a note.
    public var text: String {
        "\(origin)\n\(size)\n\(Data(root.bytes).base64EncodedString())\n"
    }

    /// Reads the text of a note; extension lines are refused, as nobody audits them.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` for any other text.
    public init(text: String) throws(CryptoError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 4, let size = Int(lines[1]), size >= 0,
            let root = Data(base64Encoded: lines[2]).flatMap({ Digest(bytes: $0) })
        else { throw .malformed(.checkpoint) }
        self.init(origin: lines[0], size: size, root: root)
        guard !origin.isEmpty, Array(self.text.utf8) == Array(text.utf8) else {
            throw .malformed(.checkpoint)
        }
    }

    /// The checkpoint that a note carries, when `key` signed it and it is of the log of that name.
    ///
    /// - Throws: ``CryptoError/malformed(_:)``; ``CryptoError/tampered`` when the key did not sign it.
    public init(of note: SignedNote, signedBy key: LogVerifier) throws(CryptoError) {
        guard note.isSigned(by: key) else { throw .tampered }
        try self.init(text: note.text)
        guard Array(origin.utf8) == Array(key.name.utf8) else { throw .malformed(.checkpoint) }
    }
}
