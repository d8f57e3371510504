import COpenSSL

// The steps of AES-256-GCM, for sealing and opening alike.

/// Gives `body` a fresh cipher context and frees it, with the key in it, afterwards.
func withCipher(_ body: (OpaquePointer) -> Bool) -> Bool {
    guard let context = unsafe EVP_CIPHER_CTX_new() else { return false }
    defer { unsafe EVP_CIPHER_CTX_free(context) }
    return unsafe body(context)
}

/// Sets key and nonce, which are copied during the call.
func start(
    _ context: OpaquePointer, isSealing: Bool, _ key: borrowing SecretBytes, _ nonce: [UInt8]
) -> Bool {
    // Safe: the caller has checked that the key has 32 bytes; the nonce has GCM's usual 12.
    unsafe key.withUnsafeBytes { bytes in
        unsafe EVP_CipherInit_ex2(
            context, Algorithms.aes256GCM, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            nonce, isSealing ? 1 : 0, nil) == 1
    }
}

/// Passes `bytes` through the cipher into `out`, which has room for them; nil for associated data.
func feed(
    _ context: OpaquePointer, _ bytes: UnsafeRawBufferPointer,
    into out: UnsafeMutableRawPointer?
) -> Bool {
    var offset = 0
    while offset < bytes.count {
        // OpenSSL counts in 32 bits.
        let step = min(bytes.count - offset, 1 << 30)
        var written: Int32 = 0
        // Safe: `offset + step` stays within both buffers.
        let status = unsafe EVP_CipherUpdate(
            context, out?.advanced(by: offset).assumingMemoryBound(to: UInt8.self), &written,
            bytes.baseAddress?.advanced(by: offset).assumingMemoryBound(to: UInt8.self),
            Int32(step))
        guard status == 1 else { return false }
        offset += step
    }
    return true
}

/// The same for an array.
func feed(
    _ context: OpaquePointer, _ bytes: [UInt8], into out: UnsafeMutableRawPointer?
) -> Bool {
    unsafe bytes.withUnsafeBytes { unsafe feed(context, $0, into: out) }
}

/// Ends the message: computes the tag, or compares it.
func finish(_ context: OpaquePointer) -> Bool {
    var rest = [UInt8](repeating: 0, count: 16)
    var written: Int32 = 0
    // Safe: GCM leaves nothing for the end, and a block would fit.
    return unsafe EVP_CipherFinal_ex(context, &rest, &written) == 1
}
