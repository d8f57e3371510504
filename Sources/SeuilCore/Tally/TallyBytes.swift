/// What is wrong with bytes that should be a tally, a delta or a set of events.
///
/// Such bytes come out of a sealed row, so this means a fault of the program or of its version, never a sender's.
public enum TallyFormatError: Error, Sendable, Equatable {
    /// Not this kind of content, or of a version that this program does not read.
    case unknownFormat
    /// The bytes end before their content does, or go on after it.
    case wrongLength
    /// Made for other tables than this period's.
    case otherShape
    /// A number beyond what it can be, or not in the one form or order that is written.
    case notCanonical
}

/// Writes numbers: variable length (LEB128) for what is mostly small, fixed for tokens.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Seven bits a byte, the lowest first. Source: DWARF 5, section 7.6 (unsigned LEB128).
    mutating func appendVariable(_ number: Int) {
        var rest = UInt64(number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func appendFixed(_ number: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

/// Reads what `ByteWriter` writes, and nothing that it would write otherwise.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var remaining: Int { bytes.count - position }

    mutating func byte() throws(TallyFormatError) -> UInt8 {
        guard position < bytes.count else { throw .wrongLength }
        position += 1
        return bytes[position - 1]
    }

    mutating func take(_ count: Int) throws(TallyFormatError) -> [UInt8] {
        guard count <= remaining else { throw .wrongLength }
        position += count
        return Array(bytes[position - count..<position])
    }

    /// A number of variable length, at most `limit`, in its shortest form.
    mutating func variable(atMost limit: Int) throws(TallyFormatError) -> Int {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            let next = try byte()
            let part = UInt64(next & 0x7F)
            // The tenth byte has one bit of room.
            guard shift < 63 || part <= 1 else { throw .notCanonical }
            number |= part << shift
            if next & 0x80 == 0 {
                guard next != 0 || shift == 0, number <= UInt64(limit) else { throw .notCanonical }
                return Int(number)
            }
        }
        throw .notCanonical
    }

    /// How many items of `byteCount` bytes or more follow: never more than the bytes that are left can hold, so
    /// that a wrong number cannot make the reader reserve memory.
    mutating func itemCount(ofBytes byteCount: Int) throws(TallyFormatError) -> Int {
        let count = try variable(atMost: Int.max)
        guard count <= remaining / byteCount else { throw .wrongLength }
        return count
    }

    mutating func fixed() throws(TallyFormatError) -> UInt64 {
        guard remaining >= 8 else { throw .wrongLength }
        var number: UInt64 = 0
        for _ in 0..<8 {
            number = number << 8 | UInt64(bytes[position])
            position += 1
        }
        return number
    }

    func finish() throws(TallyFormatError) {
        guard remaining == 0 else { throw .wrongLength }
    }
}
