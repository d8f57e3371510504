import COpenSSL

/// Keys made from a key.
public enum KeyDerivation {
    /// `byteCount` bytes derived from `key` for the use that `info` names.
    ///
    /// Keys under different `info` tell nothing about each other, nor about `key`.
    ///
    /// Source: RFC 5869 (HKDF, extract then expand), with SHA-256.
    /// - Parameters:
    ///   - salt: Need not be secret; may be empty.
    ///   - byteCount: From 1 to 8,160, the most that the standard allows.
    public static func hkdfSHA256(
        _ key: borrowing SecretBytes, salt: [UInt8], info: String, byteCount: Int
    ) -> SecretBytes {
        hkdfSHA256(key, salt: salt, info: Array(info.utf8), byteCount: byteCount)
    }

    /// The same, with an `info` that is not text.
    public static func hkdfSHA256(
        _ key: borrowing SecretBytes, salt: [UInt8], info: [UInt8], byteCount: Int
    ) -> SecretBytes {
        precondition((1...255 * 32).contains(byteCount), "HKDF gives 1 to 8,160 bytes")
        // Safe: a fresh context, freed below; the inputs are copied during each call.
        guard let context = unsafe EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else {
            fatalError("HKDF is always there")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        let isKeyed = unsafe key.withUnsafeBytes { bytes in
            unsafe EVP_PKEY_derive_init(context) == 1
                && EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1
                && EVP_PKEY_CTX_set1_hkdf_key(
                    context, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    Int32(bytes.count)) == 1
        }
        let isReady =
            unsafe isKeyed
            && (salt.isEmpty
                || EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)) == 1)
            && (info.isEmpty
                || EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)) == 1)
        var isDerived = false
        let derived = unsafe SecretBytes(uninitializedByteCount: byteCount) { memory in
            var length = memory.count
            unsafe isDerived =
                isReady
                && EVP_PKEY_derive(
                    context, memory.baseAddress?.assumingMemoryBound(to: UInt8.self), &length) == 1
                && length == memory.count
        }
        precondition(isDerived, "HKDF cannot fail on lengths in range")
        return derived
    }
}
