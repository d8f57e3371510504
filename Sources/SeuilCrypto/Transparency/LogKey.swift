import COpenSSL

/// The key that signs a log's checkpoints: Ed25519, under the log's name.
///
/// Source: RFC 8032; C2SP signed-note, signature type 1.
@safe
public struct LogKey: ~Copyable, Sendable {
    /// Bytes of the secret seed.
    static let seedByteCount = 32

    private let seed: SecretBytes
    /// What checks its signatures.
    public let verifier: LogVerifier

    /// The key of `seed`, 32 secret bytes, for the log `name`.
    ///
    /// - Throws: ``CryptoError/keyLength(byteCount:expected:)``; ``CryptoError/malformed(_:)`` for a name that
    ///   a signature line cannot carry.
    public init(seed: consuming SecretBytes, name: String) throws(CryptoError) {
        guard seed.byteCount == LogKey.seedByteCount else {
            throw .keyLength(byteCount: seed.byteCount, expected: LogKey.seedByteCount)
        }
        let key = try unsafe LogKey.privateKey(of: seed)
        // Safe: made by the line before, freed here only.
        defer { unsafe EVP_PKEY_free(key) }
        var publicKey = [UInt8](repeating: 0, count: LogVerifier.keyByteCount)
        var byteCount = publicKey.count
        // Safe: the buffer is passed with its length.
        guard unsafe EVP_PKEY_get_raw_public_key(key, &publicKey, &byteCount) == 1,
            byteCount == publicKey.count
        else { throw .library(.keyGeneration) }
        verifier = try LogVerifier(name: name, publicKey: publicKey)
        self.seed = seed
    }

    private static func privateKey(
        of seed: borrowing SecretBytes
    ) throws(CryptoError) -> OpaquePointer {
        // Safe: the seed's bytes are copied during the call; the caller frees the key.
        let key = unsafe seed.withUnsafeBytes { bytes in
            unsafe EVP_PKEY_new_raw_private_key(
                EVP_PKEY_ED25519, nil, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                bytes.count)
        }
        guard let key = unsafe key else { throw .library(.keyGeneration) }
        return unsafe key
    }

    /// The signature of `text`, 64 bytes.
    ///
    /// - Throws: ``CryptoError/library(operation:reason:)`` when OpenSSL cannot sign.
    borrowing func signature(of text: [UInt8]) throws(CryptoError) -> [UInt8] {
        let key = try unsafe LogKey.privateKey(of: seed)
        let context = unsafe EVP_MD_CTX_new()
        // Safe: both are made here and freed here only.
        defer {
            unsafe EVP_MD_CTX_free(context)
            unsafe EVP_PKEY_free(key)
        }
        var signature = [UInt8](repeating: 0, count: LogVerifier.signatureByteCount)
        var byteCount = signature.count
        // Safe: both buffers are passed with their lengths.
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &signature, &byteCount, text, text.count) == 1,
            byteCount == signature.count
        else { throw .library(.signing) }
        return signature
    }
}
