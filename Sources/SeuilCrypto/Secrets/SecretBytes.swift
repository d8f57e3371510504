import COpenSSL

/// Bytes that must stay secret: locked into memory as far as the system allows, and wiped at the end.
///
/// They live in OpenSSL's secure arena, which is locked against swapping, kept out of core files and
/// fenced by guard pages; private keys that OpenSSL itself holds live there too. Secrets of more than
/// 4 KiB, and all when the arena is half full, live in the ordinary heap and are wiped no less. Not copyable, so that the compiler knows where the one copy ends.
@safe
public struct SecretBytes: ~Copyable, @unchecked Sendable {
    // Sendable: the memory belongs to this value alone and is never written after initialisation.
    private let memory: UnsafeMutableRawBufferPointer

    /// The number of bytes, which is no secret.
    public var byteCount: Int { unsafe memory.count }

    /// Memory that `fill` writes in full before anyone else sees it.
    init(
        uninitializedByteCount byteCount: Int,
        filledBy fill: (UnsafeMutableRawBufferPointer) -> Void
    ) {
        unsafe self.memory = SecretArena.allocate(byteCount)
        // Safe: the memory is ours and has that many bytes.
        unsafe fill(memory)
    }

    /// Fresh random bytes from the generator that OpenSSL keeps for private values.
    public init(random byteCount: Int) throws(CryptoError) {
        var isFilled = byteCount == 0
        self = unsafe SecretBytes(uninitializedByteCount: byteCount) { memory in
            unsafe isFilled =
                RAND_priv_bytes(
                    memory.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(memory.count))
                == 1
        }
        guard isFilled else { throw .randomnessUnavailable }
    }

    /// A copy of `bytes`; wiping the original is the caller's part.
    public init(copying bytes: [UInt8]) {
        unsafe self.memory = SecretArena.allocate(bytes.count)
        // Safe: as many bytes are allocated as are copied.
        unsafe self.memory.copyBytes(from: bytes)
    }

    /// A copy of `bytes`; wiping the original is the caller's part.
    public init(copying bytes: UnsafeRawBufferPointer) {
        // Safe: as many bytes are allocated as are copied.
        unsafe self.memory = SecretArena.allocate(bytes.count)
        unsafe self.memory.copyMemory(from: bytes)
    }

    deinit {
        // Safe: allocated by SecretArena with this length, and freed here only.
        unsafe seuil_secure_free(memory.baseAddress, memory.count)
    }

    /// Gives `body` the bytes, which must not be kept beyond it.
    public borrowing func withUnsafeBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        // Safe: the memory lives as long as this value, which the call borrows.
        try unsafe body(UnsafeRawBufferPointer(memory))
    }

    /// Whether both hold the same bytes, in a time that depends on their lengths only.
    public borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
        // Safe: both buffers have the compared length.
        unsafe memory.count == other.memory.count
            && CRYPTO_memcmp(memory.baseAddress, other.memory.baseAddress, memory.count) == 0
    }

    /// A second copy, wiped on its own.
    public borrowing func copy() -> SecretBytes {
        unsafe SecretBytes(copying: UnsafeRawBufferPointer(memory))
    }
}

/// The process's one locked arena, which OpenSSL's own private keys share.
private enum SecretArena {
    /// Half a MiB: thousands of keys, and within what an unprivileged process may usually lock.
    private static let byteCount = 1 << 19
    /// The longest secret that goes there: a private key in PEM.
    private static let longestSecret = 1 << 12
    private static let isReady = CRYPTO_secure_malloc_init(byteCount, 32) != 0

    static func allocate(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
        precondition(byteCount >= 0, "a secret cannot have fewer than no bytes")
        let room = max(byteCount, 1)
        // Half of it is left to OpenSSL, which fails to make or read a key when the arena is full.
        let fits = isReady && room <= longestSecret && CRYPTO_secure_used() < self.byteCount / 2
        let memory = unsafe (fits ? seuil_secure_malloc(room) : nil) ?? seuil_malloc(room)
        guard let memory = unsafe memory else { fatalError("out of memory") }
        return unsafe UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
    }
}
