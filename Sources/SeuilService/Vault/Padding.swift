/// Bytes behind what is sealed, so that the length of a box tells no count.
///
/// Without it the length of the event tokens is the number of visits, for anyone who reads the folder.
/// Source: ISO/IEC 7816-4 (one byte 0x80, then zeros).
enum Padding {
    /// A snapshot grows by doubling, from 64 KiB.
    static func snapshot(_ bytes: [UInt8]) -> [UInt8] {
        var byteCount = 64 << 10
        while byteCount <= bytes.count { byteCount *= 2 }
        return padded(bytes, to: byteCount)
    }

    /// A delta grows by steps of 1 KiB.
    static func delta(_ bytes: [UInt8]) -> [UInt8] {
        let byteCount = (bytes.count / 1024 + 1) * 1024
        return padded(bytes, to: byteCount)
    }

    /// Takes the padding off; nil when there is none.
    static func removed(from bytes: consuming [UInt8]) -> [UInt8]? {
        guard let end = bytes.lastIndex(where: { $0 != 0 }), bytes[end] == 0x80 else { return nil }
        return Array(bytes[..<end])
    }

    private static func padded(_ bytes: [UInt8], to byteCount: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: byteCount)
        result.replaceSubrange(0..<bytes.count, with: bytes)
        result[bytes.count] = 0x80
        return result
    }
}
