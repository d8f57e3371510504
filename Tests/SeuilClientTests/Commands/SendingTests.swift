import Foundation
import SeuilClient
import Testing

/// `seuil emit` as a person runs it, to a daemon that stops taking visits.
@Suite struct SendingTests {
    /// What the tool says on standard error, and its code, for `files` against a server of `script`.
    private func emit(
        _ files: [String], _ script: [CountingServer.Conduct], _ options: String...
    ) async throws -> (errors: String, status: Int32, counted: Int) {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await CountingServer(at: folder["events.sock"].path, script)
        var names: [String] = []
        for (index, text) in files.enumerated() {
            names.append(folder["\(index).ndjson"].path)
            try Data(text.utf8).write(to: folder["\(index).ndjson"])
        }
        try Data().write(to: folder["errors"])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: TranscriptTests.products)
            .appendingPathComponent("seuil")
        process.arguments =
            ["emit", "--socket", server.path, "--wait", "0"] + options + names
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: folder["errors"])
        try process.run()
        process.waitUntilExit()
        let errors = try String(contentsOf: folder["errors"], encoding: .utf8)
        let counted = server.ledger.lines.count
        try await server.stop()
        return (errors, process.terminationStatus, counted)
    }

    private static let bare = String(repeating: "{}\n", count: 4)
    private static let named = (0..<4)
        .map { "{\"id\":\"7b1d5c0e-4a33-4e9b-9a57-3f6a0c9e11d\($0)\"}\n" }.joined()

    @Test("A run that a 503 breaks off says how many visits were counted, and how it is finished")
    func brokenOff() async throws {
        let (errors, status, counted) = try await emit([Self.bare], [.unavailableAfterHalf])
        #expect(status == 69)
        #expect(counted == 2)
        #expect(
            errors.contains(
                "seuil: error: the daemon takes no visits for now: they cannot be stored; "
                    + "2 visits had been acknowledged"), "\(errors)")
        let token = try #require(errors.firstMatch(of: /--resume ([0-9a-f]{32}),/), "\(errors)").1
        // Every visit of the second run would be answered honestly, under the first one's ids.
        #expect(EventIDs(token: String(token)) != nil)
    }

    @Test("Visits with ids of their own are sent again without a token, which is said")
    func withoutToken() async throws {
        let (errors, status, _) = try await emit([Self.named], [.unavailableAfterHalf])
        #expect(status == 69)
        #expect(errors.contains("2 visits had been acknowledged"), "\(errors)")
        #expect(
            errors.contains("send the same input again: its visits have ids"), "\(errors)")
        #expect(!errors.contains("--resume"))
    }

    @Test("A token is needed for what an earlier file's visits were given, too")
    func severalFiles() async throws {
        let (errors, status, counted) = try await emit(
            [Self.bare, Self.named], [.honest, .unavailable(retryAfter: 0)])
        #expect(status == 69)
        #expect(counted == 4)
        #expect(errors.contains("4 visits had been acknowledged"), "\(errors)")
        #expect(errors.contains("--resume "), "\(errors)")
    }

    @Test("No visit is sent when one of the files cannot be read")
    func missingFile() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (errors, status, counted) = try await emit(
            [Self.bare], [], folder["none.ndjson"].path)
        #expect(status == 66)
        #expect(counted == 0)
        #expect(errors.contains("none.ndjson cannot be read: there is no such file"), "\(errors)")
    }
}
