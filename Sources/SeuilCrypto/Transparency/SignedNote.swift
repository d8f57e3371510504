internal import Foundation

/// A text with signature lines of logs.
///
/// Source: C2SP signed-note.
public struct SignedNote: Sendable, Equatable {
    /// One signature line.
    struct Signature: Sendable, Equatable {
        let name: String
        let keyID: [UInt8]
        let bytes: [UInt8]
    }

    /// The longest note that is read, in bytes.
    static let byteLimit = 1 << 16
    /// The most signature lines that are read.
    static let signatureLimit = 16

    /// The text, which ends with a newline.
    public let text: String
    let signatures: [Signature]

    /// `text`, which ends with a newline, signed by `key`.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` for a text that no note can have;
    ///   ``CryptoError/library(operation:reason:)`` when OpenSSL cannot sign.
    public init(signing text: String, with key: borrowing LogKey) throws(CryptoError) {
        guard SignedNote.isText(text) else { throw .malformed(.note) }
        self.text = text
        signatures = [
            Signature(
                name: key.verifier.name, keyID: key.verifier.keyID,
                bytes: try key.signature(of: Array(text.utf8)))
        ]
    }

    /// Reads a note; its signatures are still to be verified.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` unless `bytes` are a note of at most 64 KiB with at most 16
    ///   signature lines.
    public init(bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count <= SignedNote.byteLimit,
            let note = String(validating: bytes, as: UTF8.self)
        else { throw .malformed(.note) }
        // The last empty line parts the text from the signatures.
        guard let gap = note.range(of: "\n\n", options: .backwards) else { throw .malformed(.note) }
        text = String(note[..<gap.lowerBound]) + "\n"
        let lines = note[gap.upperBound...].split(
            separator: "\n", omittingEmptySubsequences: false)
        guard SignedNote.isText(text), lines.last?.isEmpty == true,
            (1...SignedNote.signatureLimit).contains(lines.count - 1)
        else { throw .malformed(.note) }
        var signatures: [Signature] = []
        for line in lines.dropLast() {
            guard let signature = SignedNote.signature(line: line) else { throw .malformed(.note) }
            signatures.append(signature)
        }
        self.signatures = signatures
    }

    /// The note as it is written.
    public var bytes: [UInt8] {
        let lines = signatures.map { signature in
            let blob = Data(signature.keyID + signature.bytes).base64EncodedString()
            return "— \(signature.name) \(blob)\n"
        }
        return Array((text + "\n" + lines.joined()).utf8)
    }

    /// Whether `key` signed the text. A line under its name and ID that does not verify spoils the note.
    public func isSigned(by key: LogVerifier) -> Bool {
        let own = signatures.filter {
            Array($0.name.utf8) == Array(key.name.utf8) && $0.keyID == key.keyID
        }
        return !own.isEmpty && own.allSatisfy { key.verifies($0.bytes, of: Array(text.utf8)) }
    }

    /// Whether a signature line names `key`, be it that the signature does not hold.
    public func isClaimed(by key: LogVerifier) -> Bool {
        signatures.contains {
            Array($0.name.utf8) == Array(key.name.utf8) && $0.keyID == key.keyID
        }
    }

    private static func isText(_ text: String) -> Bool {
        text.hasSuffix("\n") && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
    }

    private static func signature(line: Substring) -> Signature? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "—", LogVerifier.isName(parts[1]),
            let blob = Data(base64Encoded: String(parts[2])), blob.count > 4,
            blob.base64EncodedString() == parts[2]
        else { return nil }
        return Signature(
            name: String(parts[1]), keyID: Array(blob.prefix(4)), bytes: Array(blob.dropFirst(4)))
    }
}
