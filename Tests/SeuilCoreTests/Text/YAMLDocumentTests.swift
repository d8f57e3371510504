import Testing

@testable import SeuilCore

@Suite("Strict YAML")
struct YAMLDocumentTests {
    private func read(_ text: String) -> Result<YAMLDocument, Diagnostics> {
        do throws(Diagnostics) {
            return .success(try YAMLDocument(bytes: Array(text.utf8), file: "f.yaml"))
        } catch {
            return .failure(error)
        }
    }

    private func fault(_ text: String) throws -> Diagnostic {
        guard case .failure(let diagnostics) = read(text) else {
            throw Unexpected(text: text)
        }
        return try #require(diagnostics.list.first)
    }

    private struct Unexpected: Error { var text: String }

    @Test("Scalars are the strings that they look like, with their places")
    func strings() throws {
        let document = try read("a: no\nb: 01\n\"c\": ' x'\nd: [é, \"y\\\"z\", ~]\ne:\n").get()
        guard case .mapping(let entries) = document.root.content else {
            Issue.record("not a mapping")
            return
        }
        let texts = entries.prefix(3).map { entry in
            if case .scalar(let text) = entry.value.content { text } else { "?" }
        }
        #expect(texts == ["no", "01", " x"])
        #expect(entries.map(\.key) == ["a", "b", "c", "d", "e"])
        #expect(entries[2].keySpan == SourceSpan(line: 3, column: 1, length: 3))
        guard case .sequence(let list) = entries[3].value.content else {
            Issue.record("not a list")
            return
        }
        #expect(list.map(\.span.column) == [5, 8, 16])
        #expect(list.map(\.span.length) == [1, 6, 1])
        if case .empty = entries[4].value.content {} else { Issue.record("e is not empty") }
    }

    @Test(
        "Anchors, aliases and tags are refused where they stand",
        arguments: [
            ("a: &x 1\nb: 2\n", 1, 4), ("a: !!str 1\n", 1, 4), ("a: [1, !t {b: c}]\n", 1, 8),
            ("a: *x\n", 1, 4), ("&k a: 1\n", 1, 1), ("a: ! b\n", 1, 4), ("a: !!int \"1\"\n", 1, 4),
            ("a: &x |\n  t\n", 1, 4),
        ])
    func hidden(text: String, line: Int, column: Int) throws {
        let fault = try fault(text)
        #expect(fault.message == "anchors, aliases and tags are not allowed")
        #expect(fault.line == line)
        #expect(fault.column == column)
    }

    @Test("Nested aliases cost nothing", .timeLimit(.minutes(20)))
    func laughs() throws {
        var text = "a0: &a0 [x, x]\n"
        for i in 1...40 { text += "a\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
        _ = try fault(text + "? *a40\n: 1\n")
        var few = "a0: &a0 [x, x]\n"
        for i in 1...7 { few += "a\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
        _ = try fault(few + "? *a7\n: 1\n")
    }

    @Test("A repeated key is refused, quoted or not")
    func repeated() throws {
        #expect(try fault("a: 1\na: 2\n").message == "'a' appears twice in this mapping")
        #expect(try fault("a: 1\n\"a\": 2\n").message == "'a' appears twice in this mapping")
    }

    @Test("A key must be a word")
    func complexKey() throws {
        #expect(try fault("? [a, b]\n: 1\n").message == "a key must be a word")
    }

    @Test("A file of two documents, an empty one and a deep one are refused")
    func shapes() throws {
        #expect(try fault("a: 1\n---\nb: 2\n").message == "only one YAML document is allowed")
        #expect(try fault("").message == "the file is empty")
        #expect(try fault("# only\n").message == "the file is empty")
        let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
        #expect(try fault(deep).message == "this is nested too deep")
        _ = try fault(String(repeating: "[", count: 100_000))
        _ = try fault(String(repeating: "{a: ", count: 100_000))
    }

    @Test("What is not UTF-8, and control characters, are refused where they stand")
    func bytes() throws {
        let notUTF8 = #expect(throws: Diagnostics.self) {
            try YAMLDocument(bytes: Array("a: 1\nb: é".utf8) + [0xFF], file: "f")
        }
        #expect(notUTF8?.list.first?.span == SourceSpan(line: 2, column: 5, length: 1))
        let control = try fault("a: x\u{1}\n")
        #expect(control.span == SourceSpan(line: 1, column: 5, length: 1))
    }

    @Test("A byte order mark and CRLF line ends are accepted")
    func windows() throws {
        let document = try read("\u{FEFF}a: 1\r\nb: 2\r\n").get()
        guard case .mapping(let entries) = document.root.content else {
            Issue.record("not a mapping")
            return
        }
        #expect(entries.map(\.keySpan.line) == [1, 2])
    }

    @Test("Syntax errors name the place and the structure that they break")
    func syntax() throws {
        let fault = try fault("a: 1\nb: [1, 2\nc: 3\n")
        #expect(
            fault.rendered == """
                f.yaml:3:2: error: this is not YAML: did not find expected ',' or ']'
                  c: 3
                   ^
                hint: while parsing a flow sequence that begins at line 2, column 4

                """)
    }

    @Test("Every text of a few bytes is read or refused")
    func short() {
        let alphabet = Array("a:-[]{},'\"|>&*!#%@`? \n\t".utf8)
        for first in alphabet {
            for second in alphabet {
                for third in alphabet {
                    _ = try? YAMLDocument(bytes: [first, second, third], file: "f")
                }
            }
        }
    }
}
