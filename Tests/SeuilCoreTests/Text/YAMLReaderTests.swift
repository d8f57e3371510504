import Testing

@testable import SeuilCore

@Suite("Reading a YAML document value by value")
struct YAMLReaderTests {
    private func reader(_ text: String) throws -> YAMLReader {
        YAMLReader(try YAMLDocument(bytes: Array(text.utf8), file: "f.yaml"))
    }

    @Test("Values are read as their kind asks")
    func values() throws {
        let reader = try reader(
            "n: 12\nd: 2.50\nday: 2024-02-29\nt: 3d\nsize: 64 KiB\nyes: true\nl: [a, b]\n")
        let map = reader.mapping(reader.root, "the file")
        #expect(reader.integer(map?["n"], "n", in: 0...20) == 12)
        #expect(reader.decimal(map?["d"], "d")?.millionths == 2_500_000)
        #expect(reader.date(map?["day"], "day") == CalendarDate(year: 2024, month: 2, day: 29))
        #expect(reader.duration(map?["t"], "t") == .seconds(259_200))
        #expect(reader.byteCount(map?["size"], "size", in: 1...(1 << 20)) == 65_536)
        #expect(reader.boolean(map?["yes"], "yes") == true)
        #expect(reader.strings(map?["l"], "l") == ["a", "b"])
        #expect(reader.string(map?["absent"], "absent") == nil)
        #expect(reader.diagnostics.isEmpty)
        try reader.check()
    }

    @Test(
        "Near misses are refused",
        arguments: ["012", "1.0", "-1", "21", "0x1", "１", "", "1 ", "99999999999999999999"])
    func integers(text: String) throws {
        let reader = try reader("n: \"\(text)\"\n")
        #expect(reader.integer(reader.mapping(reader.root, "f")?["n"], "n", in: 0...20) == nil)
        #expect(reader.diagnostics.count == 1)
    }

    @Test(
        "Decimals have one spelling",
        arguments: ["1.", ".5", "01", "1e3", "+1", "1.0000001", "--1", "1.2.3", "1234567890123"])
    func decimals(text: String) { #expect(Decimal6(text) == nil) }

    @Test("Decimals are written in the fewest digits")
    func decimalText() {
        let texts = [
            "0": "0", "2.50": "2.5", "-0.000001": "-0.000001", "18": "18", "1.010": "1.01",
        ]
        for (text, expected) in texts { #expect(Decimal6(text)?.description == expected) }
    }

    @Test("Lengths of time without a unit, or in other words, are refused")
    func durations() {
        for text in ["3", "3 d", "d", "-3d", "3.5h", "03d", "3w"] {
            #expect(YAMLReader.plainDuration(text) == nil)
        }
    }

    @Test("All faults of a file come in one run, in the order of their places")
    func together() throws {
        let reader = try reader("b: x\nzoen: 1\na: [1]\n")
        let map = reader.mapping(
            reader.root, "the file", allowed: ["a", "b", "zone"], required: ["c"])
        _ = reader.string(map?["a"], "a")
        _ = reader.integer(map?["b"], "b", in: 0...9)
        let diagnostics = #expect(throws: Diagnostics.self) { try reader.check() }
        #expect(
            diagnostics?.rendered == """
                f.yaml:1:1: error: the file must say 'c'
                  b: x
                  ^

                f.yaml:1:4: error: b must be a whole number
                  b: x
                     ^

                f.yaml:2:1: error: unknown key 'zoen' in the file
                  zoen: 1
                  ^^^^
                hint: did you mean 'zone'?

                f.yaml:3:4: error: a must be a single value, not a list
                  a: [1]
                     ^

                """)
    }

    @Test("The likely word is the nearest one, and none is named when all are far")
    func likely() {
        let words = ["district", "reason", "french", "non_take_up"]
        #expect(LikelyWord.suggestion(for: "distict", among: words) == "district")
        #expect(LikelyWord.suggestion(for: "reaosn", among: words) == "reason")
        #expect(LikelyWord.suggestion(for: "French", among: words) == "french")
        #expect(LikelyWord.suggestion(for: "non-take-up", among: words) == "non_take_up")
        #expect(LikelyWord.suggestion(for: "postcode", among: words) == nil)
    }

    @Test("Tabs and long margins keep the underline under its words")
    func underline() {
        let diagnostic = Diagnostic(
            file: "f", span: SourceSpan(line: 1, column: 7, length: 99), message: "m",
            excerpt: "    a\tbc")
        #expect(diagnostic.rendered == "f:1:7: error: m\n  a\tbc\n   \t^^\n")
    }
}
