/// The little of DER that is written and read outside OpenSSL.
///
/// OpenSSL reads more than DER and hides parts of what it read; the envelope's outer form is therefore
/// compared with the one form that Seuil writes.
///
/// Source: ITU-T X.690, sections 8 and 10.
enum DER {
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// The context-specific tag `number`.
    static func context(_ number: UInt8, isConstructed: Bool) -> UInt8 {
        0x80 | (isConstructed ? 0x20 : 0) | number
    }

    /// One element: tag, length, contents.
    static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        [tag] + length(contents.count) + contents
    }

    /// A SEQUENCE of elements that are already encoded.
    static func sequence(_ contents: [UInt8]) -> [UInt8] {
        element(sequence, contents)
    }

    /// A length in the fewest bytes, as DER demands.
    private static func length(_ count: Int) -> [UInt8] {
        if count < 128 { return [UInt8(count)] }
        var rest = count
        var bytes: [UInt8] = []
        while rest > 0 {
            bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [0x80 | UInt8(bytes.count)] + bytes
    }
}

/// Reads DER elements one after another; anything unexpected is nil.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// The next tag, without reading it.
    var nextTag: UInt8? { rest.first }

    /// The contents of the next element, if it has this tag and its length is in the shortest form.
    mutating func contents(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag, let short = rest.dropFirst().first else { return nil }
        var body = rest.dropFirst(2)
        var count = Int(short)
        if short >= 0x80 {
            let lengthByteCount = Int(short & 0x7f)
            guard (1...7).contains(lengthByteCount), body.count >= lengthByteCount else {
                return nil
            }
            let bytes = body.prefix(lengthByteCount)
            count = bytes.reduce(0) { $0 << 8 | Int($1) }
            guard bytes.first != 0, count >= 128 else { return nil }
            body = body.dropFirst(lengthByteCount)
        }
        guard body.count >= count else { return nil }
        rest = body.dropFirst(count)
        return body.prefix(count)
    }

    /// A reader of the next element's contents, if it has this tag.
    mutating func reader(_ tag: UInt8) -> DERReader? {
        contents(tag).map { DERReader($0) }
    }

    /// The next element as it is encoded, if it has this tag.
    mutating func element(_ tag: UInt8) -> ArraySlice<UInt8>? {
        let before = rest
        guard contents(tag) != nil else { return nil }
        return before.prefix(before.count - rest.count)
    }

    /// Whether exactly these bytes come next; reads them if so.
    mutating func skip(_ expected: [UInt8]) -> Bool {
        guard rest.starts(with: expected) else { return false }
        rest = rest.dropFirst(expected.count)
        return true
    }
}
