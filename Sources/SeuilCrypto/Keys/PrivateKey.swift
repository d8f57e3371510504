import COpenSSL

/// A private key that signs, or opens what was sealed to its certificate.
@safe
public final class PrivateKey: @unchecked Sendable {
    // Sendable: the key never changes after init, and OpenSSL guards what it caches inside by a lock.

    /// The `EVP_PKEY`, which lives as long as this object: use it inside `withExtendedLifetime`.
    let pointer: OpaquePointer
    /// The kind of the key and its strength.
    public let kind: KeyKind
    /// SHA-256 of the public half's SubjectPublicKeyInfo in DER.
    public let publicKeyFingerprint: Digest

    /// Takes over an `EVP_PKEY`; frees it when it cannot be used.
    private init(owning pointer: OpaquePointer) throws(CryptoError) {
        guard let encoded = unsafe canonicalKeyInfo(of: pointer) else {
            unsafe EVP_PKEY_free(pointer)
            throw .malformed(.privateKey)
        }
        unsafe self.pointer = pointer
        self.kind = unsafe KeyKind(of: pointer)
        self.publicKeyFingerprint = .sha256(encoded)
    }

    deinit {
        // Safe: owned since init, freed here only; OpenSSL wipes the private numbers.
        unsafe EVP_PKEY_free(pointer)
    }

    /// A fresh key.
    ///
    /// - Throws: ``CryptoError/unsupportedKey(_:)`` for a kind that Seuil neither signs with nor
    ///   encrypts to; ``CryptoError/library(operation:reason:)`` when OpenSSL gives none.
    public static func generate(_ kind: KeyKind) throws(CryptoError) -> PrivateKey {
        guard kind.isAccepted else { throw .unsupportedKey(kind) }
        return try generate(unchecked: kind)
    }

    /// The same for weak kinds too, which the tests of refusals need.
    static func generate(unchecked kind: KeyKind) throws(CryptoError) -> PrivateKey {
        let isRSA = if case .rsa = kind { true } else { false }
        let context = unsafe EVP_PKEY_CTX_new_id(isRSA ? EVP_PKEY_RSA : EVP_PKEY_EC, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        // Safe: the context is fresh, and the key is owned by what is returned.
        guard unsafe EVP_PKEY_keygen_init(context) == 1 else { throw .library(.keyGeneration) }
        let isSet =
            switch kind {
            case .rsa(let bits): unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1
            case .ec(let name): unsafe EVP_PKEY_CTX_set_group_name(context, name) == 1
            case .other: false
            }
        guard isSet, unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key else {
            throw .library(.keyGeneration)
        }
        return try unsafe PrivateKey(owning: key)
    }

    /// The first private key in a PEM file: PKCS#8, or the older forms for EC and RSA.
    ///
    /// - Throws: ``CryptoError/encryptedPrivateKey`` when it is under a passphrase;
    ///   ``CryptoError/malformed(_:)`` when there is none.
    public convenience init(pem: borrowing SecretBytes) throws(CryptoError) {
        let result = unsafe pem.withUnsafeBytes { unsafe PrivateKey.read($0) }
        try unsafe self.init(owning: result.get())
    }

    /// The same; wiping `pem` is the caller's part.
    public convenience init(pem: [UInt8]) throws(CryptoError) {
        let result = unsafe pem.withUnsafeBytes { unsafe PrivateKey.read($0) }
        try unsafe self.init(owning: result.get())
    }

    private static func read(
        _ pem: UnsafeRawBufferPointer
    ) -> Result<OpaquePointer, CryptoError> {
        var isEncrypted = false
        // Safe: the flag outlives the call. Without a callback OpenSSL would ask at the terminal.
        let key = unsafe withUnsafeMutablePointer(to: &isEncrypted) { flag in
            unsafe withReader(of: pem) { bio in
                unsafe PEM_read_bio_PrivateKey(
                    bio, nil,
                    { _, _, _, flag in
                        unsafe flag?.assumingMemoryBound(to: Bool.self).pointee = true
                        return -1
                    }, flag)
            }
        }
        guard let key = unsafe key else {
            ERR_clear_error()
            return unsafe .failure(isEncrypted ? .encryptedPrivateKey : .malformed(.privateKey))
        }
        return unsafe .success(key)
    }

    /// The key as PEM, PKCS#8 and unencrypted: for a file that only its owner may read.
    ///
    /// - Throws: ``CryptoError/library(operation:reason:)`` when OpenSSL cannot write it.
    public func pem() throws(CryptoError) -> SecretBytes {
        let pem = unsafe withWritten(isSecret: true) { bio in
            unsafe PEM_write_bio_PKCS8PrivateKey(bio, pointer, nil, nil, 0, nil, nil) == 1
        } _: {
            unsafe SecretBytes(copying: $0)
        }
        guard let pem else { throw .library(.writing) }
        return pem
    }
}
