import Foundation
import SeuilClient
import SeuilCore
import Testing

@Suite struct ImportReaderTests {
    /// The visits of `csv`, without their ids.
    private func visits(_ mapping: String, _ csv: String) throws -> [String] {
        var reader = try reader(mapping, csv)
        var lines: [String] = []
        while let batch = try reader.next() {
            lines += String(decoding: batch.bytes, as: UTF8.self).split(separator: "\n").map {
                #"{"# + String($0.dropFirst(#"{"id":""#.count + 36 + #"","#.count))
            }
        }
        return lines
    }

    private func reader(
        _ mapping: String, _ csv: String, ids: EventIDs = EventIDs()
    ) throws -> ImportReader {
        let bytes = Array(mapping.utf8)
        var reader = CSVReader(
            bytes: Array(csv.utf8), separator: try ImportMapping.separator(bytes, file: "m"))
        let columns = try ImportReader.columns(&reader)
        return ImportReader(
            file: "desk.csv",
            mapping: try ImportMapping.parse(bytes, file: "m", columns: columns),
            columns: columns, csv: reader, ids: ids)
    }

    @Test("A row gives as many visits as its columns say")
    func repetition() throws {
        let found = try visits(
            """
            import: x
            visit: { sex: "{sex}", age: { number: "{age}" } }
            each:
              - { repeat: doctor, requests: [{ reason: doctor }] }
              - { repeat: hospital, requests: [{ reason: hospital, days: { number: "1" } }] }
            """, "sex,age,doctor,hospital\nF,36,2,1\nM,40,0,\n")
        let doctor = #"{"sex":"F","age":36,"requests":[{"reason":"doctor"}]}"#
        #expect(
            found == [
                doctor, doctor,
                #"{"sex":"F","age":36,"requests":[{"reason":"hospital","days":1}]}"#,
            ])
    }

    @Test("Without 'each' a row is one visit, and what is empty is left out")
    func emptyCells() throws {
        let mapping = """
            import: x
            separator: ";"
            visit:
              at: "{day}T12:00:00Z"
              note: "{{a}} {note}"
              requests: [{ reason: "{one}" }, { reason: "{two}", partner: "{partner}" }]
            """
        let found = try visits(
            mapping,
            "day;note;one;two;partner\r\n2026-01-02;x;A;B;C\r\n2026-01-02;;A;;\r\n;x;;;C\r\n;x;;;\r\n"
        )
        #expect(
            found == [
                #"{"at":"2026-01-02T12:00:00Z","note":"{a} x","requests":[{"reason":"A"},{"reason":"B","partner":"C"}]}"#,
                #"{"at":"2026-01-02T12:00:00Z","requests":[{"reason":"A"}]}"#,
                #"{"note":"{a} x","requests":[{"partner":"C"}]}"#,
                #"{"note":"{a} x"}"#,
            ])
    }

    @Test("Whatever a cell holds becomes one JSON string")
    func escaping() throws {
        let cell = "a\"b\\c\td\ne\u{1}é😀/"
        let csv = "name\n\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\"\n"
        let line = try #require(try visits("import: x\nvisit: { name: \"{name}\" }\n", csv).first)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(object == ["name": cell])
    }

    @Test(
        "What JSON takes for a number is one, and nothing else is",
        arguments: [
            ("0", true), ("-1.50", true), ("3.1828", true), ("1e3", true), ("12E-2", true),
            ("01", false), ("+1", false), ("1.", false), (".5", false), ("1,5", false),
            ("NaN", false), ("1 ", false), ("--1", false), ("0x10", false), ("1e", false),
        ])
    func numbers(_ cell: String, _ isNumber: Bool) throws {
        var reader = try reader(
            "import: x\nvisit: { n: { number: \"{n}\" } }\n", "n\n\"\(cell)\"\n")
        if isNumber {
            #expect(try reader.check().visits == 1)
        } else {
            #expect(throws: ImportError.self) { try reader.check() }
        }
    }

    @Test("Every bad cell is told by its place and column, never by what it holds")
    func badCells() throws {
        let mapping = """
            import: x
            visit: { age: { number: "{age}" } }
            each: [{ repeat: times }]
            """
        var reader = try reader(mapping, "times,age\n1,secret\n-1,3\n1,4\n99999,also secret\n")
        #expect {
            _ = try reader.check()
        } throws: { error in
            guard case .cells(let cells, 4) = error as? ImportError else { return false }
            let told = cells.map { "\($0.position.line):\($0.position.column) \($0.message)" }
            #expect(
                told == [
                    "2:3 the column 'age' does not hold a number here",
                    "3:1 the column 'times' does not hold a whole number from 0 to 10000 here",
                    "5:1 the column 'times' does not hold a whole number from 0 to 10000 here",
                    "5:7 the column 'age' does not hold a number here",
                ])
            return !"\(error)".contains("secret")
        }
    }

    @Test("A CSV file that breaks a rule is refused at its place")
    func brokenCSV() throws {
        var ragged = try reader("import: x\nvisit: { a: \"{a}\" }\n", "a,b\n1,2\n1\n")
        #expect(
            throws: ImportError.csv(
                CSVError(.fieldCount(found: 1, expected: 2), at: CSVPosition(line: 3, column: 1)))
        ) { try ragged.check() }
        #expect(throws: ImportError.noHeader) {
            var empty = CSVReader(bytes: [])
            _ = try ImportReader.columns(&empty)
        }
        #expect(
            throws: ImportError.repeatedColumn("a", CSVPosition(line: 1, column: 5))
        ) {
            var twice = CSVReader(bytes: Array("a,b,a\n".utf8))
            _ = try ImportReader.columns(&twice)
        }
    }

    @Test("The registry's rows give its known numbers of visits")
    func registry() throws {
        let mapping = try String(
            contentsOf: SourceTree["config/import/health-registry.yaml"], encoding: .utf8)
        let csv = try String(contentsOf: SourceTree["Tests/Fixtures/rwm5yr.csv"], encoding: .utf8)
        var reader = try reader(mapping, csv)
        var years: [Substring: Int] = [:]
        var ids: Set<Substring> = []
        while let batch = try reader.next() {
            for line in String(decoding: batch.bytes, as: UTF8.self).split(separator: "\n") {
                ids.insert(line.dropFirst(#"{"id":""#.count).prefix(36))
                years[line.dropFirst(#"{"id":"","at":""#.count + 36).prefix(4), default: 0] += 1
            }
        }
        #expect(
            years == [
                "1984": 12_723, "1985": 12_274, "1986": 13_796, "1987": 12_655, "1988": 13_543,
            ])
        #expect(ids.count == 64_991)
    }
}
