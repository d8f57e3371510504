import COpenSSL

/// HMAC-SHA-256 under one key, made once and used for many messages.
///
/// The context keeps the key's two hashed blocks, so that a short message costs two compressions and
/// not four. A context is one thread's at a time, hence not `Sendable`: make one for each.
///
/// Source: RFC 2104, FIPS 198-1.
@safe
public final class KeyedHash {
    /// The number of bytes of every code.
    public static let byteCount = 32

    private let context: OpaquePointer

    /// A keyed hash under `key`, of any length.
    public init(key: borrowing SecretBytes) {
        // Safe: the key's bytes are read during the call only.
        let context = unsafe key.withUnsafeBytes { bytes in
            unsafe seuil_hmac_sha256(
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
        }
        guard let context = unsafe context else { fatalError("HMAC-SHA-256 is always there") }
        unsafe self.context = context
    }

    deinit {
        // Safe: made in init, freed here only; OpenSSL wipes the key in it.
        unsafe EVP_MAC_CTX_free(context)
    }

    /// Writes the code of `message` into the first 32 bytes of `code`.
    public func code(
        for message: UnsafeRawBufferPointer, into code: UnsafeMutableRawBufferPointer
    ) {
        precondition(code.count >= KeyedHash.byteCount, "a code has 32 bytes")
        // Safe: reads the message's own bytes, writes 32 bytes where the line above found room.
        let done =
            unsafe EVP_MAC_init(context, nil, 0, nil) == 1
            && EVP_MAC_update(
                context, message.baseAddress?.assumingMemoryBound(to: UInt8.self), message.count)
                == 1
            && EVP_MAC_final(
                context, code.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, code.count)
                == 1
        precondition(done, "HMAC-SHA-256 cannot fail")
    }

    /// The code of `message`.
    public func code(for message: UnsafeRawBufferPointer) -> Digest {
        Digest(bigEndianWords: unsafe words(for: message))
    }

    /// The code of `message`.
    public func code(for message: [UInt8]) -> Digest {
        unsafe message.withUnsafeBytes { unsafe code(for: $0) }
    }

    /// The first eight bytes of the code of `message`, as a big-endian number.
    public func truncated64(for message: UnsafeRawBufferPointer) -> UInt64 {
        UInt64(bigEndian: unsafe words(for: message).0)
    }

    /// The first eight bytes of the code of `message`, as a big-endian number.
    public func truncated64(for message: RawSpan) -> UInt64 {
        unsafe message.withUnsafeBytes { unsafe truncated64(for: $0) }
    }

    /// The first eight bytes of the code of `message`, as a big-endian number.
    public func truncated64(for message: [UInt8]) -> UInt64 {
        unsafe message.withUnsafeBytes { unsafe truncated64(for: $0) }
    }

    private func words(for message: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        // Safe: the tuple has 32 bytes, and any bytes are numbers.
        unsafe withUnsafeMutableBytes(of: &words) { unsafe code(for: message, into: $0) }
        return words
    }
}
