import COpenSSL

/// A SHA-256 digest: 32 bytes.
///
/// Source: FIPS 180-4. Ordered as its bytes are.
public struct Digest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number of bytes of every digest.
    public static let byteCount = 32

    // Four big-endian words: no allocation a digest, and the order of words is the order of bytes.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The digest that `bytes` are, or nil unless there are 32 of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Digest.byteCount else { return nil }
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    /// The digest that 64 hexadecimal digits spell, in either case, or nil.
    public init?(hex text: String) {
        guard let bytes = unhex(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// The SHA-256 digest of `bytes`.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> Digest {
        let digest = bytes.withContiguousStorageIfAvailable { buffer in
            unsafe sha256(UnsafeRawBufferPointer(buffer))
        }
        return digest ?? sha256(Array(bytes))
    }

    /// The SHA-256 digest of the memory that `bytes` span.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> Digest {
        // Safe: reads the buffer's own bytes, writes 32 bytes into a tuple of 32 bytes.
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let status = unsafe withUnsafeMutableBytes(of: &words) { out in
            unsafe EVP_Digest(
                bytes.baseAddress, bytes.count,
                out.baseAddress?.assumingMemoryBound(to: UInt8.self), nil, Algorithms.sha256, nil)
        }
        precondition(status == 1, "SHA-256 is always there")
        return Digest(bigEndianWords: words)
    }

    /// The digest whose memory `words` are.
    init(bigEndianWords words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = (
            UInt64(bigEndian: words.0), UInt64(bigEndian: words.1),
            UInt64(bigEndian: words.2), UInt64(bigEndian: words.3)
        )
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }

    /// 64 hexadecimal digits in lower case.
    public var hex: String { SeuilCrypto.hex(bytes) }

    /// The same as ``hex``.
    public var description: String { hex }

    /// Whether both are the same digest.
    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    /// Whether `left` comes first in the order of bytes.
    public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }

    /// Feeds the digest into a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
