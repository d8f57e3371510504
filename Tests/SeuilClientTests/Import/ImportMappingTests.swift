import Foundation
import SeuilClient
import SeuilCore
import Testing

@Suite struct ImportMappingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let title: String
        let mapping: String
        let message: String
        var testDescription: String { title }
    }

    static let columns = ["name", "age", "reason", "times"]

    /// The cases of `Vectors/import-errors.txt`.
    static let cases: [Case] = {
        let file = SourceTree["Tests/SeuilClientTests/Vectors/import-errors.txt"]
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.components(separatedBy: "\n=== ").dropFirst().compactMap { text in
            let parts = text.components(separatedBy: "\n---\n")
            guard parts.count == 2, let end = parts[0].firstIndex(of: "\n") else { return nil }
            return Case(
                title: String(parts[0][..<end]),
                mapping: String(parts[0][parts[0].index(after: end)...]) + "\n",
                message: parts[1].trimmingCharacters(in: .newlines))
        }
    }()

    @Test("The vectors are there")
    func vectors() { #expect(Self.cases.count == 11) }

    @Test("A mapping's faults are shown where they stand", arguments: cases)
    func faults(_ one: Case) {
        #expect {
            try ImportMapping.parse(
                Array(one.mapping.utf8), file: "mapping.yaml", columns: Self.columns)
        } throws: { error in
            let shown = (error as? Diagnostics)?.list.map(\.rendered).joined() ?? ""
            #expect(shown.trimmingCharacters(in: .newlines) == one.message)
            return true
        }
    }
}
