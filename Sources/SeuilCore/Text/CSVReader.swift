/// Reads RFC 4180 records one by one from chunks of bytes, in memory for one record and one chunk.
///
/// Lines end in CRLF or LF. A field may be quoted, and then contain separators, line ends and doubled quotes; a
/// quote anywhere else is an error, as is a record with another number of fields than the first, a NUL, a lone
/// CR and what is not UTF-8. The reader keeps the fields of the current record only, and its errors name places,
/// never contents: imports hold what people said.
///
/// Source: RFC 4180, section 2.
public struct CSVReader {
    /// The field separator, a comma unless chosen otherwise.
    private let separator: UInt8
    private let maximumRecordByteCount: Int
    private let read: () throws -> [UInt8]
    private var chunk: [UInt8] = []
    private var place = 0
    private var isAtEnd = false
    private var hasStarted = false
    private var position = CSVPosition(line: 1, column: 1)
    private var fieldCount: Int?

    /// The record that `next` read last.
    public private(set) var record = CSVRecord()

    /// - Parameter read: returns the next bytes, none at the end.
    public init(
        separator: UInt8 = UInt8(ascii: ","), maximumRecordByteCount: Int = 1 << 20,
        read: @escaping () throws -> [UInt8]
    ) {
        self.separator = separator
        self.maximumRecordByteCount = maximumRecordByteCount
        self.read = read
    }

    /// Reads `bytes`.
    public init(bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) {
        var rest: [UInt8]? = bytes
        self.init(separator: separator) {
            defer { rest = nil }
            return rest ?? []
        }
    }

    /// Reads the next record into `record`; false when there is none.
    ///
    /// - Throws: `CSVError` when the text breaks a rule, after which the reader must not be used further, or what
    ///   `read` throws.
    public mutating func next() throws -> Bool {
        if !hasStarted { try skipByteOrderMark() }
        guard try peek() != nil else { return false }
        record.begin(line: position.line)
        while true {
            try readField()
            guard let byte = try peek(), byte == separator else { break }
            advance(over: byte)
        }
        try readLineEnd()
        try record.checkUTF8()
        if let fieldCount, record.count != fieldCount {
            throw CSVError(
                .fieldCount(found: record.count, expected: fieldCount),
                at: CSVPosition(line: record.line, column: 1))
        }
        fieldCount = record.count
        return true
    }

    private mutating func readField() throws {
        record.beginField(at: position)
        if try peek() == UInt8(ascii: "\"") {
            try readQuoted()
        } else {
            while let byte = try peek(), byte != separator, byte != 0x0A, byte != 0x0D {
                guard byte != UInt8(ascii: "\"") else { throw CSVError(.strayQuote, at: position) }
                try append(byte)
            }
        }
        record.endField()
    }

    private mutating func readQuoted() throws {
        let start = position
        advance(over: UInt8(ascii: "\""))
        while let byte = try peek() {
            guard byte == UInt8(ascii: "\"") else {
                try append(byte)
                continue
            }
            advance(over: byte)
            guard try peek() == byte else {
                if let after = try peek(), after != separator, after != 0x0A, after != 0x0D {
                    throw CSVError(.textAfterQuote, at: position)
                }
                return
            }
            try append(byte)
        }
        throw CSVError(.unclosedQuote, at: start)
    }

    private mutating func readLineEnd() throws {
        guard let byte = try peek() else { return }
        let start = position
        advance(over: byte)
        if byte == 0x0D {
            guard try peek() == 0x0A else { throw CSVError(.loneCarriageReturn, at: start) }
            advance(over: 0x0A)
        }
    }

    private mutating func append(_ byte: UInt8) throws {
        guard byte != 0 else { throw CSVError(.nul, at: position) }
        guard record.byteCount < maximumRecordByteCount else {
            throw CSVError(.tooLong, at: CSVPosition(line: record.line, column: 1))
        }
        record.append(byte)
        advance(over: byte)
    }

    private mutating func skipByteOrderMark() throws {
        hasStarted = true
        for byte: UInt8 in [0xEF, 0xBB, 0xBF] {
            guard try peek() == byte else { break }
            place += 1
        }
    }

    /// The byte at hand, reading on when the chunk is used up.
    private mutating func peek() throws -> UInt8? {
        if place < chunk.count { return chunk[place] }
        guard !isAtEnd else { return nil }
        chunk = try read()
        place = 0
        isAtEnd = chunk.isEmpty
        return chunk.first
    }

    /// Leaves `byte` behind. Continuation bytes of UTF-8 take no column.
    private mutating func advance(over byte: UInt8) {
        place += 1
        if byte == 0x0A {
            position = CSVPosition(line: position.line + 1, column: 1)
        } else if byte & 0xC0 != 0x80 {
            position.column += 1
        }
    }
}

/// A place in a CSV text: line and column from 1, columns counted in Unicode scalars.
public struct CSVPosition: Sendable, Equatable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
