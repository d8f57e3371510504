import COpenSSL

/// Bytes encrypted and authenticated under a secret key: `nonce || ciphertext || tag`.
///
/// AES-256-GCM with a fresh random nonce of 96 bits in front and the tag of 128 bits behind. Random,
/// not counted: a counter that is used again after a failed commit repeats a nonce, which gives away
/// everything. One key may seal 2³² boxes, then chance makes a repetition likely enough to matter.
/// The associated data is not in the box; opening needs the same, so a box holds only where it stands.
///
/// Source: NIST SP 800-38D.
public enum SealedBox {
    /// The number of bytes of a key.
    public static let keyByteCount = 32
    /// By how many bytes a box is longer than what it holds.
    public static let overheadByteCount = nonceByteCount + tagByteCount

    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// Seals `plaintext` under `key`, bound to `associatedData`.
    ///
    /// - Throws: ``CryptoError/keyLength(byteCount:expected:)`` unless the key has 32 bytes.
    public static func seal(
        _ plaintext: [UInt8], under key: borrowing SecretBytes, binding associatedData: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        try seal(
            plaintext, under: key, binding: associatedData,
            nonce: SecureRandom.bytes(nonceByteCount))
    }

    /// Opens what ``seal(_:under:binding:)`` made with the same key and associated data.
    ///
    /// - Throws: ``CryptoError/tampered`` when the box, the key or the associated data is another;
    ///   ``CryptoError/malformed(_:)`` when it is too short to be a box;
    ///   ``CryptoError/keyLength(byteCount:expected:)`` unless the key has 32 bytes.
    public static func open(
        _ box: [UInt8], under key: borrowing SecretBytes, binding associatedData: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        var plaintext = [UInt8](repeating: 0, count: try plaintextByteCount(of: box))
        let outcome = unsafe plaintext.withUnsafeMutableBytes { out in
            unsafe decrypt(box, key, associatedData, into: out)
        }
        guard outcome == nil else {
            wipe(&plaintext)
            throw outcome ?? .tampered
        }
        return plaintext
    }

    /// Seals a secret, such as another key, under `key`.
    ///
    /// - Throws: As ``seal(_:under:binding:)``.
    public static func sealSecret(
        _ secret: borrowing SecretBytes, under key: borrowing SecretBytes,
        binding associatedData: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        var plaintext = unsafe secret.withUnsafeBytes { unsafe Array($0) }
        defer { wipe(&plaintext) }
        return try seal(plaintext, under: key, binding: associatedData)
    }

    /// Opens what ``sealSecret(_:under:binding:)`` made; the secret never leaves locked memory.
    ///
    /// - Throws: As ``open(_:under:binding:)``.
    public static func openSecret(
        _ box: [UInt8], under key: borrowing SecretBytes, binding associatedData: [UInt8]
    ) throws(CryptoError) -> SecretBytes {
        var outcome: CryptoError?
        let secret = unsafe SecretBytes(uninitializedByteCount: try plaintextByteCount(of: box)) {
            unsafe outcome = decrypt(box, key, associatedData, into: $0)
        }
        if let outcome { throw outcome }
        return secret
    }

    /// Sealing under a given nonce, which known-answer tests need and nobody else may use.
    static func seal(
        _ plaintext: [UInt8], under key: borrowing SecretBytes, binding associatedData: [UInt8],
        nonce: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        try checkLength(of: key)
        let tagStart = nonceByteCount + plaintext.count
        var isSealed = false
        let box = unsafe [UInt8](unsafeUninitializedCapacity: tagStart + tagByteCount) {
            out, count in
            // Safe: the three parts lie one behind the other within the capacity, and the box is
            // returned only if all of them were written.
            let place = UnsafeMutableRawPointer(out.baseAddress)
            unsafe place?.copyMemory(from: nonce, byteCount: nonceByteCount)
            unsafe isSealed = withCipher { context in
                unsafe start(context, isSealing: true, key, nonce)
                    && feed(context, associatedData, into: nil)
                    && feed(context, plaintext, into: place?.advanced(by: nonceByteCount))
                    && finish(context)
                    && EVP_CIPHER_CTX_ctrl(
                        context, EVP_CTRL_AEAD_GET_TAG, Int32(tagByteCount),
                        place?.advanced(by: tagStart)) == 1
            }
            count = isSealed ? tagStart + tagByteCount : 0
        }
        guard isSealed else { throw .library(.sealing) }
        return box
    }

    private static func decrypt(
        _ box: [UInt8], _ key: borrowing SecretBytes, _ associatedData: [UInt8],
        into out: UnsafeMutableRawBufferPointer
    ) -> CryptoError? {
        do throws(CryptoError) { try checkLength(of: key) } catch { return error }
        let nonce = Array(box.prefix(nonceByteCount))
        var tag = Array(box.suffix(tagByteCount))
        let isOpened = unsafe withCipher { context in
            // Safe: every buffer is passed with its own length; `out` has room for the ciphertext.
            unsafe start(context, isSealing: false, key, nonce)
                && feed(context, associatedData, into: nil)
                && box.withUnsafeBytes { bytes in
                    let ciphertext = unsafe bytes.dropFirst(nonceByteCount).dropLast(tagByteCount)
                    return unsafe feed(
                        context, UnsafeRawBufferPointer(rebasing: ciphertext),
                        into: out.baseAddress)
                }
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_SET_TAG, Int32(tagByteCount), &tag) == 1
                && finish(context)
        }
        if isOpened { return nil }
        ERR_clear_error()
        unsafe wipe(out)
        return .tampered
    }

    private static func plaintextByteCount(of box: [UInt8]) throws(CryptoError) -> Int {
        guard box.count >= overheadByteCount else { throw .malformed(.sealedBox) }
        return box.count - overheadByteCount
    }

    private static func checkLength(of key: borrowing SecretBytes) throws(CryptoError) {
        guard key.byteCount == keyByteCount else {
            throw .keyLength(byteCount: key.byteCount, expected: keyByteCount)
        }
    }
}
