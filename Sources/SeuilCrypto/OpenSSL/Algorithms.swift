import COpenSSL

/// The algorithms of short operations, looked up once: looking one up takes longer than a short message.
enum Algorithms {
    // Safe: never freed, and OpenSSL's algorithm objects do not change. A null one makes each use fail.
    nonisolated(unsafe) static let sha256: OpaquePointer? = unsafe EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) static let aes256GCM: OpaquePointer? =
        unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
}
