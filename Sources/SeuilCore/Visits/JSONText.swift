/// A JSON value to be written, its members in the order given.
///
/// A form shows its fields in the policy's order, which an encoder of dictionaries would lose.
indirect enum JSONText {
    case string(String)
    case number(Int)
    case bool(Bool)
    case array([JSONText])
    case object([(String, JSONText)])

    /// The value as text. Source: RFC 8259.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .string(let text): JSONText.write(text, to: &output)
        case .number(let number): output += String(number).utf8
        case .bool(let isTrue): output += (isTrue ? "true" : "false").utf8
        case .array(let items):
            JSONText.write(items, between: "[", "]", to: &output) { $0.write(to: &$1) }
        case .object(let members):
            JSONText.write(members, between: "{", "}", to: &output) { member, output in
                JSONText.write(member.0, to: &output)
                output.append(UInt8(ascii: ":"))
                member.1.write(to: &output)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item], between start: Unicode.Scalar, _ end: Unicode.Scalar,
        to output: inout [UInt8], _ writeItem: (Item, inout [UInt8]) -> Void
    ) {
        output.append(UInt8(ascii: start))
        for (index, item) in items.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            writeItem(item, &output)
        }
        output.append(UInt8(ascii: end))
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for unit in text.utf8 {
            switch unit {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output += [UInt8(ascii: "\\"), unit]
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                output += Array("\\u00".utf8) + [digits[Int(unit >> 4)], digits[Int(unit & 15)]]
            default: output.append(unit)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
