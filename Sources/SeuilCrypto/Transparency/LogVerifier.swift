import COpenSSL
internal import Foundation

/// The public half of a log's key, under the log's name: what an auditor keeps of a site.
///
/// Source: C2SP signed-note, Ed25519 (signature type 1).
public struct LogVerifier: Sendable, Hashable {
    static let keyByteCount = 32
    static let signatureByteCount = 64
    private static let ed25519: UInt8 = 0x01

    /// The name in signature lines, which is the log's origin too.
    public let name: String
    private let publicKey: [UInt8]

    /// - Throws: ``CryptoError/malformed(_:)`` for a name that a signature line cannot carry, or a key of
    ///   another length.
    init(name: String, publicKey: [UInt8]) throws(CryptoError) {
        // ASCII only: letters that look alike, or that Unicode takes for the same, are other names.
        guard LogVerifier.isName(name), name.utf8.allSatisfy({ $0 < 0x7F }),
            publicKey.count == LogVerifier.keyByteCount
        else {
            throw .malformed(.logKey)
        }
        self.name = name
        self.publicKey = publicKey
    }

    /// Whether a signature line can carry `name`: neither empty nor with a plus, a space or a line end, be it one
    /// that hides in a composed character.
    static func isName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace
            }
    }

    /// The first four bytes of SHA-256 of the name, a newline, the signature type and the key.
    var keyID: [UInt8] {
        Array(
            Digest.sha256(Array(name.utf8) + [0x0A, LogVerifier.ed25519] + publicKey)
                .bytes.prefix(4))
    }

    /// The key as one word: `NAME+ID+KEY`, the ID in hexadecimal, type and key in Base64.
    public var text: String {
        let key = Data([LogVerifier.ed25519] + publicKey).base64EncodedString()
        return "\(name)+\(hex(keyID))+\(key)"
    }

    /// Reads what ``text`` writes.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` for anything else.
    public init(text: String) throws(CryptoError) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let key = Data(base64Encoded: String(parts[2])),
            key.first == LogVerifier.ed25519
        else { throw .malformed(.logKey) }
        try self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard Array(self.text.utf8) == Array(text.utf8) else { throw .malformed(.logKey) }
    }

    /// Whether `signature` is this key's over `text`.
    func verifies(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        // Safe: the key's bytes are copied during the call; key and context are freed here only.
        let key = unsafe EVP_PKEY_new_raw_public_key(
            EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        let context = unsafe EVP_MD_CTX_new()
        defer {
            unsafe EVP_MD_CTX_free(context)
            unsafe EVP_PKEY_free(key)
            ERR_clear_error()
        }
        return unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
            && EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
    }
}
