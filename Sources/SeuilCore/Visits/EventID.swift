/// The identifier of one event: a random UUID, by which a repeated sending is recognised.
///
/// Only versions 4 and 7 are taken: an identifier derived from a person (versions 3, 5, 8) would let a sender
/// ask whether that person was here. Source: RFC 9562.
public struct EventID: Sendable, Equatable, Hashable {
    let high: UInt64
    let low: UInt64

    /// The identifier that `text` writes: 36 ASCII characters, either case; otherwise `nil`.
    public init?(_ text: some Collection<UInt8>) {
        guard text.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digitCount = 0
        for (place, byte) in text.enumerated() {
            if place == 8 || place == 13 || place == 18 || place == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = byte.hexDigit else { return nil }
            if digitCount < 16 {
                words.0 = words.0 << 4 | UInt64(digit)
            } else {
                words.1 = words.1 << 4 | UInt64(digit)
            }
            digitCount += 1
        }
        let version = words.0 >> 12 & 0xF
        // The variant of RFC 9562 has the two leading bits 10.
        guard version == 4 || version == 7, words.1 >> 62 == 0b10 else { return nil }
        high = words.0
        low = words.1
    }

    /// The identifier that `text` writes, by the same rule.
    public init?(_ text: String) { self.init(text.utf8) }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit, or `nil`.
    var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
