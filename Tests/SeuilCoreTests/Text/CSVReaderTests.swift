import Testing

@testable import SeuilCore

@Suite("Reading CSV")
struct CSVReaderTests {
    private func records(_ text: String, separator: Character = ",") throws -> [[String]] {
        var reader = CSVReader(
            bytes: Array(text.utf8), separator: separator.asciiValue ?? UInt8(ascii: ","))
        var records: [[String]] = []
        while try reader.next() { records.append(reader.record.fields) }
        return records
    }

    private func problem(_ bytes: [UInt8]) -> CSVError? {
        #expect(throws: CSVError.self) {
            var reader = CSVReader(bytes: bytes)
            while try reader.next() {}
        }
    }

    @Test("Fields, quotes and line ends are those of RFC 4180")
    func fields() throws {
        #expect(try records("a,b\r\nc,d\r\n") == [["a", "b"], ["c", "d"]])
        #expect(try records("a,b\nc,d") == [["a", "b"], ["c", "d"]])
        #expect(try records("\"a,\"\"b\"\"\",\"x\r\ny\"\n") == [["a,\"b\"", "x\r\ny"]])
        #expect(try records(",\n,\"\"\n") == [["", ""], ["", ""]])
        #expect(try records("\u{FEFF}é;ü\n", separator: ";") == [["é", "ü"]])
        #expect(try records("") == [])
        #expect(try records("a\n\nb\n") == [["a"], [""], ["b"]])
    }

    @Test("Each broken rule is named with its place")
    func faults() {
        let cases: [(String, CSVError.Problem, Int, Int)] = [
            ("a,b\nc,d\"e\n", .strayQuote, 2, 4), ("é,\"x\"y\n", .textAfterQuote, 1, 6),
            ("a\n\"b\nc", .unclosedQuote, 2, 1), ("a\rb\n", .loneCarriageReturn, 1, 2),
            ("a\n\u{0}\n", .nul, 2, 1), ("a,b\nc\n", .fieldCount(found: 1, expected: 2), 2, 1),
            ("a,b\n\n", .fieldCount(found: 1, expected: 2), 2, 1),
        ]
        for (text, expected, line, column) in cases {
            let error = problem(Array(text.utf8))
            #expect(error == CSVError(expected, at: CSVPosition(line: line, column: column)))
        }
        #expect(problem([0x61, 0x2C, 0xFF, 0x0A])?.problem == .notUTF8)
        #expect(problem([0x61, 0xC3, 0x2C, 0xA9, 0x0A])?.problem == .notUTF8)
        #expect(problem([UInt8](repeating: 0x61, count: 2 << 20))?.problem == .tooLong)
    }

    @Test("Where the chunks end makes no difference")
    func chunks() throws {
        let text = Array("code,fr\r\nA,\"dit \"\"é\"\"\r\nà\"\r\nB,ç\r\n".utf8)
        let whole = try records(String(decoding: text, as: UTF8.self))
        for size in 1...text.count {
            var place = 0
            var reader = CSVReader {
                defer { place = min(text.count, place + size) }
                return Array(text[place..<min(text.count, place + size)])
            }
            var read: [[String]] = []
            var lines: [Int] = []
            while try reader.next() {
                read.append(reader.record.fields)
                lines.append(reader.record.line)
            }
            #expect(read == whole)
            #expect(lines == [1, 2, 4])
        }
    }
}
