internal import SeuilCrypto

/// The ids of one run's visits: random to everyone, and the same again for whoever has the run's token.
///
/// A visit that is sent twice under one id is counted once. An id derived from the visit itself would tell
/// whether a person was here before; these derive from a random token and a serial number only. The token lets
/// a run that was broken off be finished by a later one without counting anything twice.
///
/// Source: RFC 9562, section 5.4 for the form.
public struct EventIDs {
    /// The number of bytes of an id in text.
    static let byteCount = 36
    private static let tokenByteCount = 16

    /// Names the run: 32 hexadecimal digits.
    public let token: String
    private let hash: KeyedHash

    /// The ids of a new run.
    public init() { self.init(tokenBytes: SecureRandom.bytes(EventIDs.tokenByteCount)) }

    /// The ids of the run that `token` names; `nil` when it is no token.
    public init?(token: String) {
        let digits = Array(token.utf8)
        guard digits.count == 2 * EventIDs.tokenByteCount else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard
                let byte = UInt8(
                    String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16),
                digits[place] != UInt8(ascii: "+"), digits[place] != UInt8(ascii: "-")
            else { return nil }
            bytes.append(byte)
        }
        self.init(tokenBytes: bytes)
    }

    private init(tokenBytes: [UInt8]) {
        token = EventIDs.hex(tokenBytes[...])
        hash = KeyedHash(key: SecretBytes(copying: Array("seuil/1/emit".utf8) + tokenBytes))
    }

    /// The id of visit number `number`: a UUID, version 4.
    public func id(_ number: Int) -> String {
        var text: [UInt8] = []
        append(number, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the id of visit number `number` to `text`.
    func append(_ number: Int, to text: inout [UInt8]) {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * (7 - $0))) }
        var bytes = Array(hash.code(for: message).bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        for (place, byte) in bytes.enumerated() {
            if place == 4 || place == 6 || place == 8 || place == 10 {
                text.append(UInt8(ascii: "-"))
            }
            text.append(EventIDs.digits[Int(byte >> 4)])
            text.append(EventIDs.digits[Int(byte & 0x0F)])
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
        String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0x0F)]] },
            as: UTF8.self)
    }
}
