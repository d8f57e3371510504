/// A few changes to bytes that are right, as an input describes them: what a forger would try.
///
/// Four bytes each: what to do, where (two bytes, modulo the length), and a value.
struct Edits {
    private static let limit = 64

    private let script: ArraySlice<UInt8>

    init(_ script: ArraySlice<UInt8>) { self.script = script.prefix(4 * Edits.limit) }

    /// The bytes as changed.
    func applied(to original: [UInt8]) -> [UInt8] {
        var bytes = original
        var rest = script
        while rest.count >= 4, !bytes.isEmpty {
            let step = Array(rest.prefix(4))
            rest = rest.dropFirst(4)
            let place = (Int(step[1]) << 8 | Int(step[2])) % bytes.count
            switch step[0] % 5 {
            case 0: bytes[place] = step[3]
            case 1: bytes[place] ^= 1 << (step[3] & 7)
            case 2: bytes.insert(step[3], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int(step[3] % 16) + 1))
            default:
                // A stretch again, as a repeated element of a structure.
                let end = min(bytes.count, place + Int(step[3]) + 1)
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            }
        }
        return bytes
    }
}
