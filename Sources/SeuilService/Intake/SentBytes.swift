import NIOCore
import SeuilCrypto

/// A piece of what a sender sent, wiped when the last who holds it lets go.
///
/// NIO's own buffer is wiped as soon as the bytes are taken out of it: it is reused for the next reading, and
/// what it still holds then would stay in memory for as long as nobody sends as much again.
@safe
final class SentBytes: @unchecked Sendable {
    // Sendable: written once, before anyone else sees it, and wiped when nobody can see it any more.
    private let memory: UnsafeMutableRawBufferPointer

    /// How many bytes.
    var count: Int { unsafe memory.count }

    /// Takes the readable bytes of `buffer` and wipes them there.
    ///
    /// Other views of the same storage see the wiped bytes too, so this is for a body's bytes only, which the
    /// HTTP decoder never reads again once it has handed them on.
    init(takingFrom buffer: ByteBuffer) {
        unsafe memory = buffer.withUnsafeReadableBytes { bytes in
            let memory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: bytes.count, alignment: 8)
            // Safe: as many bytes are allocated as are copied, and NIO allocates its storage as mutable memory.
            unsafe memory.copyMemory(from: bytes)
            unsafe wipe(UnsafeMutableRawBufferPointer(mutating: bytes))
            return unsafe memory
        }
    }

    deinit {
        // Safe: ours alone, freed here only.
        unsafe wipe(memory)
        unsafe memory.deallocate()
    }

    /// Gives `body` the bytes, which must not be kept.
    func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Safe: the memory lives as long as this object, which the call holds.
        try unsafe body(UnsafeRawBufferPointer(memory))
    }
}
