/// Lines of comma-separated values, ended by CR LF.
///
/// Source: RFC 4180, section 2.
struct CSVText {
    private(set) var bytes: [UInt8] = []

    /// Adds one line of `fields`, quoting those that need it.
    mutating func add(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            add(field)
        }
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func add(_ field: String) {
        let quote = UInt8(ascii: "\"")
        let isPlain = field.utf8.allSatisfy { ![quote, 0x2c, 0x0d, 0x0a].contains($0) }
        guard !isPlain else {
            bytes.append(contentsOf: field.utf8)
            return
        }
        bytes.append(quote)
        for byte in field.utf8 {
            if byte == quote { bytes.append(quote) }
            bytes.append(byte)
        }
        bytes.append(quote)
    }
}
