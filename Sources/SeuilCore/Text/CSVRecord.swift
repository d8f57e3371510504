/// The fields of one CSV record, unquoted, in buffers that the next record reuses.
public struct CSVRecord: Sendable {
    /// The line on which the record begins.
    public private(set) var line = 0
    private var bytes: [UInt8] = []
    /// Where each field ends in `bytes`.
    private var ends: [Int] = []
    private var positions: [CSVPosition] = []

    /// The number of fields, at least one once a record has been read.
    public var count: Int { ends.count }

    /// The text of field `index`.
    public subscript(_ index: Int) -> String { String(decoding: utf8(index), as: UTF8.self) }

    /// The bytes of field `index`, which are UTF-8.
    public func utf8(_ index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Where field `index` begins.
    public func position(_ index: Int) -> CSVPosition { positions[index] }

    /// All fields.
    public var fields: [String] { (0..<count).map { self[$0] } }

    var byteCount: Int { bytes.count }

    mutating func begin(line: Int) {
        self.line = line
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
    }

    mutating func beginField(at position: CSVPosition) { positions.append(position) }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func endField() { ends.append(bytes.count) }

    func checkUTF8() throws(CSVError) {
        // Each field by itself: a character may not begin in one and end in the next.
        guard bytes.contains(where: { $0 >= 0x80 }) else { return }
        for index in 0..<count where String(validating: utf8(index), as: UTF8.self) == nil {
            throw CSVError(.notUTF8, at: positions[index])
        }
    }
}

/// Why a text is not the CSV of RFC 4180, and where.
public struct CSVError: Error, Sendable, Equatable {
    /// The rule that is broken.
    public enum Problem: Sendable, Equatable {
        case strayQuote, textAfterQuote, unclosedQuote, loneCarriageReturn, nul, notUTF8, tooLong
        case fieldCount(found: Int, expected: Int)
    }

    public let problem: Problem
    public let position: CSVPosition

    public init(_ problem: Problem, at position: CSVPosition) {
        self.problem = problem
        self.position = position
    }

    /// What is wrong, in words, without any content.
    public var message: String {
        switch problem {
        case .strayQuote: "a quote inside a field that does not begin with one"
        case .textAfterQuote: "text between a closing quote and the separator"
        case .unclosedQuote: "the quote that begins here is never closed"
        case .loneCarriageReturn: "a carriage return without a line feed"
        case .nul: "a NUL character"
        case .notUTF8: "this field is not UTF-8 text"
        case .tooLong: "the record is too long"
        case .fieldCount(let found, let expected):
            "\(found) field\(found == 1 ? "" : "s") where the first line has \(expected)"
        }
    }
}
