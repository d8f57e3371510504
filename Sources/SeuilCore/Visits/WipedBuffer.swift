internal import SeuilCrypto

/// Working memory for values on their way: it grows, and every byte of it is wiped before it is let go.
///
/// An array would leave copies of its content behind each time that it grows.
@safe
final class WipedBuffer {
    private var memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(byteCount: Int) {
        unsafe memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(byteCount, 64), alignment: 8)
        // Safe: all of the new memory, and nothing else.
        unsafe memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { release() }

    /// The bytes written so far; valid until the next change of the buffer.
    var bytes: UnsafeRawBufferPointer {
        // Safe: `count` never exceeds the allocation.
        unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
    }

    /// All of the memory at hand, so that a test can see that nothing is left in it.
    var allocation: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(memory) }

    func append(_ byte: UInt8) {
        if unsafe count == memory.count { grow(by: 1) }
        // Safe: there is room for one more byte.
        unsafe memory[count] = byte
        count += 1
    }

    func append(_ bytes: UnsafeRawBufferPointer) {
        if unsafe count + bytes.count > memory.count { grow(by: bytes.count) }
        // Safe: there is room for all of `bytes`.
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    /// Appends `scalar` in UTF-8.
    func append(_ scalar: Unicode.Scalar) {
        for unit in UTF8.encode(scalar) ?? UTF8.EncodedScalar() { append(unit) }
    }

    /// Appends `number` in four bytes, little-endian.
    func append(_ number: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Overwrites four bytes written before, from `offset` on, with `number`, little-endian.
    func replace(at offset: Int, with number: UInt32) {
        precondition(offset >= 0 && offset + 4 <= count)
        for place in 0..<4 {
            // Safe: the line above keeps all four within what was written.
            unsafe memory[offset + place] = UInt8(truncatingIfNeeded: number >> (8 * UInt32(place)))
        }
    }

    /// Forgets the content: every byte written is overwritten.
    func wipe() {
        // Safe: only the part that was written.
        unsafe SeuilCrypto.wipe(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
        count = 0
    }

    private func grow(by needed: Int) {
        // Safe: the old content is copied into a larger allocation, then wiped and freed.
        let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(memory.count * 2, count + needed), alignment: 8)
        unsafe larger.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe larger.copyMemory(from: bytes)
        release()
        unsafe memory = larger
    }

    private func release() {
        // Safe: wiped and freed by its only owner.
        unsafe SeuilCrypto.wipe(UnsafeMutableRawBufferPointer(rebasing: memory[..<count]))
        unsafe memory.deallocate()
    }
}
