/// A value in the text of the ledger's entries and of the statements they name: the part of JSON that can be written
/// in one way only.
///
/// Strings are printable ASCII without quotation marks and backslashes, so that nothing is ever escaped; numbers are
/// whole, without sign or leading zero; there is no `null`. Whoever reads one with any JSON library reads
/// the same.
public enum LedgerValue: Equatable, Sendable {
    case string(String)
    case number(Int)
    case flag(Bool)
    case list([LedgerValue])
    case object([(name: String, value: LedgerValue)])

    /// The greatest number, which every JSON library keeps exactly.
    static let greatest = (1 << 53) - 1
    private static let depthLimit = 4

    /// The value as text.
    public var text: String {
        switch self {
        case .string(let string): "\"\(string)\""
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\"\($0.name)\":\($0.value.text)" }.joined(separator: ",") + "}"
        }
    }

    /// Reads `bytes`, which must be one value and nothing else.
    public init?(bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    public static func == (left: LedgerValue, right: LedgerValue) -> Bool {
        Array(left.text.utf8) == Array(right.text.utf8)
    }

    /// Whether a string may hold `byte`.
    static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }

        mutating func value(depth: Int) -> LedgerValue? {
            guard depth <= LedgerValue.depthLimit, place < bytes.count else { return nil }
            switch bytes[place] {
            case UInt8(ascii: "\""): return string().map { .string($0) }
            case UInt8(ascii: "{"): return object(depth)
            case UInt8(ascii: "["): return list(depth)
            case UInt8(ascii: "t"): return take("true") ? .flag(true) : nil
            case UInt8(ascii: "f"): return take("false") ? .flag(false) : nil
            default: return number()
            }
        }

        private mutating func take(_ text: String) -> Bool {
            guard bytes[place...].starts(with: text.utf8) else { return false }
            place += text.utf8.count
            return true
        }

        private mutating func string() -> String? {
            guard take("\"") else { return nil }
            let end = bytes[place...].firstIndex { !LedgerValue.isPlain($0) } ?? bytes.count
            let text = String(decoding: bytes[place..<end], as: UTF8.self)
            place = end
            return take("\"") ? text : nil
        }

        private mutating func number() -> LedgerValue? {
            let digits = bytes[place...].prefix { (0x30...0x39).contains($0) }
            guard let number = Int(String(decoding: digits, as: UTF8.self)),
                number <= LedgerValue.greatest, digits.count == 1 || digits.first != 0x30
            else { return nil }
            place += digits.count
            return .number(number)
        }

        private mutating func list(_ depth: Int) -> LedgerValue? {
            guard take("[") else { return nil }
            if take("]") { return .list([]) }
            var values: [LedgerValue] = []
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
            } while take(",")
            return take("]") ? .list(values) : nil
        }

        private mutating func object(_ depth: Int) -> LedgerValue? {
            guard take("{") else { return nil }
            var members: [(name: String, value: LedgerValue)] = []
            repeat {
                guard let name = string(), take(":"), let value = value(depth: depth + 1) else {
                    return nil
                }
                members.append((name, value))
            } while take(",")
            return take("}") ? .object(members) : nil
        }
    }
}
