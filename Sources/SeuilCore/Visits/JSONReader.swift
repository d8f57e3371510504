/// The grammar of JSON over one buffer: it moves forward only, and says `malformed` or which limit was passed.
///
/// Every byte is read through `byte(_:)`, which gives NUL behind the end; no rule of the grammar takes one, so
/// no read can leave the buffer. It holds plain numbers only, and copies nothing: strings with escapes are resolved into
/// memory of the caller's. Source: RFC 8259.
@safe
struct JSONReader {
    let source: UnsafeRawBufferPointer
    let limits: VisitLimits
    var position = 0

    /// - Parameter source: Stays in place, unchanged, for the reader's lifetime.
    @unsafe init(_ source: UnsafeRawBufferPointer, limits: VisitLimits) {
        unsafe self.source = source
        self.limits = limits
    }

    /// The byte at `index`, NUL behind the end.
    func byte(_ index: Int) -> UInt8 {
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
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "-"), 0x30...0x39: _ = try number()
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        case UInt8(ascii: "{"):
            try open("{", depth: depth)
            var count = 0
            while try nextMember(&count) {
                try skipString()
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

    func value(
        _ kind: RawVisit.Value.Kind, from start: Int, to end: Int, isUnescaped: Bool = false
    ) -> RawVisit.Value {
        RawVisit.Value(
            kind: kind, isUnescaped: isUnescaped, start: Int32(truncatingIfNeeded: start),
            count: Int32(truncatingIfNeeded: end - start))
    }
}
