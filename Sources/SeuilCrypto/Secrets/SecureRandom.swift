import COpenSSL

/// Random values that are no secrets: salts, nonces, identifiers.
///
/// Keys come from ``SecretBytes/init(random:)``.
public enum SecureRandom {
    /// `count` random bytes.
    ///
    /// The process stops when the system has no randomness: nothing it would do then could be trusted.
    public static func bytes(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // Safe: the buffer has room for `count` bytes.
            let status = unsafe RAND_bytes(buffer.baseAddress, Int32(count))
            precondition(status == 1 || count == 0, "the system gives no random bytes")
            filled = count
        }
    }

    /// A random UUID, version 4, in lower case.
    ///
    /// Source: RFC 9562, section 5.4.
    public static func uuid() -> String {
        var bytes = bytes(16)
        bytes[6] = bytes[6] & 0x0f | 0x40
        bytes[8] = bytes[8] & 0x3f | 0x80
        let digits = hex(bytes)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}
