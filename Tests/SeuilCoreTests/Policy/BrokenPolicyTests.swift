import Foundation
import Testing

@testable import SeuilCore

@Suite("What a person reads of a broken policy")
struct BrokenPolicyTests {
    static let cases = PolicyFixture.vectors.appending(path: "cases")
    static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: cases.path)) ?? []).sorted()

    @Test("Each broken policy gives exactly the expected messages", arguments: names)
    func message(name: String) throws {
        let text = try String(
            contentsOf: BrokenPolicyTests.cases.appending(path: name), encoding: .utf8)
        let parts = text.components(separatedBy: "===\n")
        try #require(parts.count == 2)
        let files = try BrokenPolicyTests.apply(parts[0], to: PolicyFixture.files())
        let error = #expect(throws: Diagnostics.self) { try PolicyParser.parse(files) }
        let rendered = try #require(error).rendered
        #expect(rendered == parts[1], "\(rendered)")
    }

    @Test("The policy that the cases break is sound")
    func base() throws {
        do {
            let parsed = try PolicyParser.parse(PolicyFixture.files())
            #expect(parsed.warnings == [])
            #expect(
                parsed.namedFiles == [
                    "codes/districts.csv", "recipients/caf.pem", "recipients/elus.pem",
                ])
        } catch let error as Diagnostics {
            Issue.record("\(error.rendered)")
        }
    }

    @Test("There are cases")
    func count() { #expect(BrokenPolicyTests.names.count > 100) }

    /// Carries out the edits of a case; see `Vectors/policies/README.md`.
    static func apply(_ edits: String, to base: PolicyFiles) throws -> PolicyFiles {
        var files = base
        var path = PolicyFiles.policy
        var old: [String] = []
        var new: [String] = []
        func finish() throws {
            guard !old.isEmpty else { return }
            files = try PolicyFixture.replacing(
                old.joined(separator: "\n"), by: new.joined(separator: "\n"), in: path, of: files)
            old = []
            new = []
        }
        for line in edits.split(separator: "\n").map(String.init) {
            if line.hasPrefix("-") {
                if !new.isEmpty { try finish() }
                old.append(String(line.dropFirst(2)))
            } else if line.hasPrefix("+") {
                new.append(String(line.dropFirst(2)))
            } else {
                try finish()
                if line.hasPrefix("file ") { path = String(line.dropFirst(5)) }
                if line.hasPrefix("delete ") { files[String(line.dropFirst(7))] = nil }
            }
        }
        try finish()
        return files
    }
}
