/// The grammar of JSON over one buffer: it moves forward only, and says `malformed` or which limit was passed.
///
/// Every byte is read through `byte(_:)`, which gives NUL behind the end; no rule of the grammar takes a NUL, so
/// no read can leave the buffer. Source: RFC 8259.
@safe
struct JSONReader {
    let source: UnsafeRawBufferPointer
    let limits: VisitLimits
    private(set) var position = 0
    /// The unescaped form of the strings that hold escapes; made when the first is met.
    private(set) var unescaped: WipedBuffer?

    /// - Parameter source: Stays in place, unchanged, for the reader's lifetime.
    @unsafe init(_ source: UnsafeRawBufferPointer, limits: VisitLimits) {
        unsafe self.source = source
        self.limits = limits
    }

    /// The byte at `index`, NUL behind the end.
    private func byte(_ index: Int) -> UInt8 {
        // Safe: never read outside the buffer; indices only grow from 0.
        unsafe index < source.count ? source[index] : 0
    }

    /// The first byte of what comes next.
    var next: UInt8 { byte(position) }

    mutating func skipSpace() {
        while true {
            switch byte(position) {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Passes `character`, and white space behind it.
    private mutating func pass(_ character: Unicode.Scalar) throws(Refusal) {
        guard next == UInt8(ascii: character) else { throw Refusal(.malformed) }
        position += 1
        skipSpace()
    }

    /// Makes sure that nothing but white space is left.
    mutating func finish() throws(Refusal) {
        skipSpace()
        // Safe: only the count is read.
        guard unsafe position == source.count else { throw Refusal(.malformed) }
    }

    // MARK: Objects and arrays

    /// Enters an object (`{`) or an array (`[`) that stands in `depth - 1` others.
    mutating func open(_ bracket: Unicode.Scalar, depth: Int) throws(Refusal) {
        guard depth <= limits.depth else { throw Refusal(.tooDeep) }
        try pass(bracket)
    }

    /// Moves to the next member's name and counts it in `position`, or leaves the object and gives `false`.
    mutating func nextMember(_ count: inout Int) throws(Refusal) -> Bool {
        guard try nextItem(&count, closing: "}") else { return false }
        guard count <= limits.memberCount else { throw Refusal(.tooManyMembers) }
        guard next == UInt8(ascii: "\"") else { throw Refusal(.malformed) }
        return true
    }

    /// Moves to the next element and counts it, or leaves the array and gives `false`.
    mutating func nextElement(_ count: inout Int) throws(Refusal) -> Bool {
        try nextItem(&count, closing: "]")
    }

    private mutating func nextItem(
        _ count: inout Int, closing: Unicode.Scalar
    ) throws(Refusal) -> Bool {
        skipSpace()
        if next == UInt8(ascii: closing) {
            position += 1
            return false
        }
        if count > 0 { try pass(",") }
        count += 1
        return true
    }

    /// Passes the colon behind a name.
    mutating func colon() throws(Refusal) {
        skipSpace()
        try pass(":")
    }

    /// Reads over any value.
    mutating func skipValue(depth: Int) throws(Refusal) {
        switch next {
        case UInt8(ascii: "\""): _ = try string(keeping: false)
        case UInt8(ascii: "-"), 0x30...0x39: _ = try number()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "{"):
            try open("{", depth: depth)
            var count = 0
            while try nextMember(&count) {
                _ = try string(keeping: false)
                try colon()
                try skipValue(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try open("[", depth: depth)
            var count = 0
            while try nextElement(&count) { try skipValue(depth: depth + 1) }
        default: throw Refusal(.malformed)
        }
    }

    /// Passes a literal name.
    mutating func literal(_ name: StaticString) throws(Refusal) {
        for index in 0..<name.utf8CodeUnitCount {
            // Safe: within the literal's own length.
            guard unsafe byte(position + index) == name.utf8Start[index] else {
                throw Refusal(.malformed)
            }
        }
        position += name.utf8CodeUnitCount
    }

    // MARK: Numbers

    /// Passes a number. Source: RFC 8259 section 6.
    mutating func number() throws(Refusal) -> RawVisit.Value {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return value(.number, from: start, to: position)
    }

    private mutating func digits() throws(Refusal) {
        guard next.decimalDigit != nil else { throw Refusal(.malformed) }
        while next.decimalDigit != nil { position += 1 }
    }

    private func value(
        _ kind: RawVisit.Value.Kind, from start: Int, to end: Int, isUnescaped: Bool = false
    ) -> RawVisit.Value {
        RawVisit.Value(
            kind: kind, isUnescaped: isUnescaped, start: Int32(truncatingIfNeeded: start),
            count: Int32(truncatingIfNeeded: end - start))
    }

    // MARK: Strings

    /// Passes a string and says where its content stands. Source: RFC 8259 section 7.
    ///
    /// - Parameter keeping: Whether the content is wanted; else escapes are checked only.
    mutating func string(keeping: Bool = true) throws(Refusal) -> RawVisit.Value {
        let start = position + 1
        position = start
        while true {
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                return value(.string, from: start, to: position - 1)
            case UInt8(ascii: "\\"):
                return try stringWithEscapes(from: start, keeping: keeping)
            case 0..<0x20: throw Refusal(.malformed)
            case 0x20..<0x80: position += 1
            default: position += try sequenceLength()
            }
        }
    }

    /// Goes on with a string from `start` whose first escape has been met.
    private mutating func stringWithEscapes(
        from start: Int, keeping: Bool
    ) throws(Refusal) -> RawVisit.Value {
        let buffer = keeping ? unescaped ?? WipedBuffer(byteCount: 256) : nil
        if keeping { unescaped = buffer }
        let unescapedStart = buffer?.count ?? 0
        var runStart = start
        while true {
            switch next {
            case UInt8(ascii: "\""):
                copy(from: runStart, to: buffer)
                position += 1
                return value(
                    .string, from: unescapedStart, to: buffer?.count ?? 0, isUnescaped: true)
            case UInt8(ascii: "\\"):
                copy(from: runStart, to: buffer)
                let scalar = try escape()
                if let buffer {
                    for unit in UTF8.encode(scalar) ?? UTF8.EncodedScalar() { buffer.append(unit) }
                }
                runStart = position
            case 0..<0x20: throw Refusal(.malformed)
            case 0x20..<0x80: position += 1
            default: position += try sequenceLength()
            }
        }
    }

    private func copy(from start: Int, to buffer: WipedBuffer?) {
        // Safe: `start` and `position` were both reached by reading.
        unsafe buffer?.append(UnsafeRawBufferPointer(rebasing: source[start..<position]))
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

    /// The length of the UTF-8 sequence that stands here, of two to four bytes, in shortest form and no surrogate.
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

    /// The content of `value`; valid until the next string with escapes is read.
    func bytes(of value: RawVisit.Value) -> UnsafeRawBufferPointer {
        unsafe RawVisit.bytes(of: value, source: source, unescaped: unescaped)
    }
}
