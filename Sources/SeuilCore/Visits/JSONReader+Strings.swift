/// Strings. Source: RFC 8259 section 7; RFC 3629 for UTF-8.
extension JSONReader {
    /// Passes a string and says where its content stands: in the source, or, if it holds escapes, in `buffer`.
    ///
    /// - Parameter buffer: Made when the first escape of all is met.
    mutating func string(keepingIn buffer: inout WipedBuffer?) throws(Refusal) -> RawVisit.Value {
        let start = position + 1
        position = start
        guard try passPlain() else { return value(.string, from: start, to: position - 1) }
        let unescaped = buffer ?? WipedBuffer(byteCount: 256)
        buffer = unescaped
        let unescapedStart = unescaped.count
        var runStart = start
        repeat {
            copy(from: runStart, to: unescaped)
            unescaped.append(try escape())
            runStart = position
        } while try passPlain()
        // The closing quote has been passed.
        position -= 1
        copy(from: runStart, to: unescaped)
        position += 1
        return value(.string, from: unescapedStart, to: unescaped.count, isUnescaped: true)
    }

    /// Passes a string without keeping anything of it.
    mutating func skipString() throws(Refusal) {
        position += 1
        while try passPlain() { _ = try escape() }
    }

    /// Passes what stands for itself: up to the next escape (`true`) or past the closing quote (`false`).
    private mutating func passPlain() throws(Refusal) -> Bool {
        while true {
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                return false
            case UInt8(ascii: "\\"): return true
            case 0..<0x20: throw Refusal(.malformed)
            case 0x20..<0x80: position += 1
            default: position += try sequenceLength()
            }
        }
    }

    private func copy(from start: Int, to buffer: WipedBuffer) {
        // Safe: `start` and `position` were both reached by reading.
        unsafe buffer.append(UnsafeRawBufferPointer(rebasing: source[start..<position]))
    }

    /// Passes an escape, a surrogate pair as one, and gives what it stands for.
    private mutating func escape() throws(Refusal) -> Unicode.Scalar {
        position += 2
        switch byte(position - 1) {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw Refusal(.malformed)
        }
        let unit = try hexUnit()
        if let scalar = Unicode.Scalar(unit) {
            // U+0000 ends strings in many a reader behind us; no visit needs it.
            guard scalar.value != 0 else { throw Refusal(.malformed) }
            return scalar
        }
        // What is no scalar is a surrogate; only a leading one followed by a trailing one has a meaning.
        guard unit < 0xDC00, byte(position) == UInt8(ascii: "\\"),
            byte(position + 1) == UInt8(ascii: "u")
        else { throw Refusal(.malformed) }
        position += 2
        let trailing = try hexUnit()
        guard (0xDC00...0xDFFF).contains(trailing),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(trailing) - 0xDC00))
        else { throw Refusal(.malformed) }
        return scalar
    }

    /// Passes four hexadecimal digits.
    private mutating func hexUnit() throws(Refusal) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next.hexDigit else { throw Refusal(.malformed) }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    /// The length of the UTF-8 sequence that stands here: two to four bytes, shortest form, no surrogate.
    ///
    /// Source: RFC 3629 section 4.
    private func sequenceLength() throws(Refusal) -> Int {
        let second = byte(position + 1)
        let isSecondRight: Bool
        let length: Int
        switch next {
        case 0xC2...0xDF: (length, isSecondRight) = (2, true)
        case 0xE0: (length, isSecondRight) = (3, second >= 0xA0)
        case 0xED: (length, isSecondRight) = (3, second <= 0x9F)
        case 0xE1...0xEF: (length, isSecondRight) = (3, true)
        case 0xF0: (length, isSecondRight) = (4, second >= 0x90)
        case 0xF1...0xF3: (length, isSecondRight) = (4, true)
        case 0xF4: (length, isSecondRight) = (4, second <= 0x8F)
        default: throw Refusal(.malformed)
        }
        guard isSecondRight else { throw Refusal(.malformed) }
        for index in 1..<length {
            guard byte(position + index) & 0xC0 == 0x80 else { throw Refusal(.malformed) }
        }
        return length
    }
}
