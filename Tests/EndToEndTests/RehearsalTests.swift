import Foundation
import Testing

/// `seuil rehearse`, which starts daemons of its own.
@Suite("Rehearsals", .serialized)
struct RehearsalTests {
    @Test(
        "One seed gives the same opened files byte for byte, another seed or another visit others")
    func sameBytes() throws {
        let folder = try newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        // Other runs of the tests may have theirs.
        let before = try RehearsalTests.instances()
        let first = try rehearse(visits(40), seed: 7, into: folder.appendingPathComponent("first"))
        let again = try rehearse(visits(40), seed: 7, into: folder.appendingPathComponent("again"))
        #expect(first == again)
        #expect(first.count == 22, "\(first.keys.sorted())")
        #expect(first["elus/REHEARSAL.txt"] != nil && first["research/REHEARSAL.txt"] != nil)
        let french = String(decoding: first["elus/report.html"] ?? [], as: UTF8.self)
        #expect(french.contains("<p class=\"site\">RÉPÉTITION</p>"))
        #expect(!french.contains("REHEARSAL") && !french.contains("&#39;"))
        let header = String(decoding: first["elus/release.json"] ?? [], as: UTF8.self)
        #expect(header.contains("REHEARSAL"))
        let other = try rehearse(visits(40), seed: 8, into: folder.appendingPathComponent("other"))
        #expect(first["elus/release.json"] != other["elus/release.json"])
        #expect(first["elus/report.html"] != other["elus/report.html"])
        let more = try rehearse(visits(41), seed: 7, into: folder.appendingPathComponent("more"))
        #expect(first["elus/tables/sex-work.csv"] != more["elus/tables/sex-work.csv"])
        #expect(first["elus/codelists/sex.csv"] == more["elus/codelists/sex.csv"])
        // Nothing of the instances is left.
        #expect(try RehearsalTests.instances().subtracting(before) == [])
    }

    /// The throw-away instances that are there.
    private static func instances() throws -> Set<String> {
        let names = try FileManager.default.contentsOfDirectory(
            atPath: FileManager.default.temporaryDirectory.path)
        return Set(names.filter { $0.hasPrefix("seuil-rehearsal-") })
    }

    @Test(
        "What a rehearsal made is refused by open and audit unless asked for, and remembered apart")
    func refused() throws {
        let folder = try newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let made = folder.appendingPathComponent("made").path
        _ = try rehearse(visits(20), seed: 7, into: URL(fileURLWithPath: made))
        let tool = Command.products.appendingPathComponent("seuil").path
        let open = [
            "open", "\(made)/outbox/1985.elus.p7m", "--key", "\(made)/keys/elus.key", "--trust",
            "\(made)/keys/site.pem", "--output", folder.appendingPathComponent("opened").path,
        ]
        let refused = try Command.run(tool, open)
        #expect(refused.status == 65, "\(refused.errorText)")
        #expect(refused.errorText.contains("this is of a rehearsal"))
        let opened = try Command.run(tool, open + ["--rehearsal", "--ledger", made])
        #expect(opened.status == 0, "\(opened.errorText)")
        #expect(opened.text.hasPrefix("REHEARSAL: "), "\(opened.text)")
        let audit = ["audit", made, "--log-key", "\(made)/ledger/log.vkey"]
        let alone = try Command.run(tool, audit)
        #expect(alone.status == 1 && alone.text.contains("error: entry 0: rehearsal"))
        let meant = try Command.run(
            tool,
            audit + [
                "--rehearsal", "--key", "\(made)/keys/elus.key", "--trust", "\(made)/keys/site.pem",
            ])
        #expect(meant.status == 0, "\(meant.text)")
        for options in [[], ["--json"]] {
            let attacked = try Command.run(tool, ["attack", "\(made)/opened"] + options)
            #expect(attacked.status == 0, "\(attacked.errorText)")
            #expect(
                options.isEmpty
                    ? attacked.text.hasPrefix("REHEARSAL: invented visits, nobody was counted\n")
                    : attacked.text.contains(#""rehearsals" : 2"#), "\(attacked.text)")
        }
        let again = try Command.run(
            tool, ["rehearse", "--seed", "7", "-", "--output", made], input: [UInt8]())
        #expect(again.status == 73, "\(again.errorText)")
    }

    /// How far a rehearsal has come when it is stopped.
    enum Moment: CaseIterable {
        case making, counting, closing
    }

    @Test(
        "A rehearsal that a signal ends leaves neither instance nor daemon nor output",
        arguments: Moment.allCases, [SIGTERM, SIGINT])
    func stopped(_ moment: Moment, _ signal: Int32) throws {
        let folder = try newFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let temporary = folder.appendingPathComponent("t")
        try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false)
        try Data(visits(300)).write(to: folder.appendingPathComponent("visits"))
        let process = Process()
        process.executableURL = Command.products.appendingPathComponent("seuil")
        process.arguments = [
            "rehearse", "--seed", "7", folder.appendingPathComponent("visits").path, "--policy",
            Command.top.appendingPathComponent("policies/health-registry").path, "--output",
            folder.appendingPathComponent("made").path,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "TMPDIR": temporary.path
        ]) { $1 }
        let errors = folder.appendingPathComponent("errors")
        try Data().write(to: errors)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        _ = waits { !process.isRunning || hasCome(to: moment, in: temporary) }
        #expect(process.isRunning)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == 128 + signal)
        #expect(
            try String(contentsOf: errors, encoding: .utf8)
                .contains("seuil: hint: nothing of the rehearsal is left"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
        #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("made").path))
        #expect(RehearsalTests.processes(naming: temporary.path) == [])
    }

    /// Whether the instance in `folder` is there, counts, or closes its period.
    private func hasCome(to moment: Moment, in folder: URL) -> Bool {
        guard let name = try? FileManager.default.contentsOfDirectory(atPath: folder.path).first
        else { return false }
        let log = try? String(
            contentsOf: folder.appendingPathComponent("\(name)/daemon.log"), encoding: .utf8)
        let starts = (log ?? "").components(separatedBy: "message=started").count - 1
        switch moment {
        case .making: return true
        case .counting: return starts > 0
        case .closing: return starts > 1
        }
    }

    /// The running processes whose command line holds `text`.
    private static func processes(naming text: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { name in
            guard Int(name) != nil else { return false }
            let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
            return String(decoding: line, as: UTF8.self).contains(text)
        }
    }

    @Test("An instance that has counted as a site does not start with a seed")
    func seedForASite() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.stop()
        let now = Date().formatted(.iso8601)
        try instance.configure("rehearsal: { seed: 7, now: \"\(now)\" }")
        let started = try Command.run(
            Command.products.appendingPathComponent("seuild").path,
            ["--instance", instance.home.path])
        #expect(started.status == 78, "\(started.errorText)")
        #expect(started.errorText.contains("a real site takes no seed"))
    }

    // MARK: Samples

    private func newFolder() throws -> URL {
        let folder = URL(fileURLWithPath: "/tmp/seuil-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Invented visits, the last of them without a time.
    private func visits(_ count: Int) -> [UInt8] {
        let lines = (0..<count).map { index in
            let time = index == count - 1 ? "" : #""at":"1985-05-05T05:05:05Z","#
            return #"{\#(time)"person":"p\#(index % 17)","age":30,"sex":"male","#
                + #""education":"\#(index % 2 + 1)","out_of_work":"no","income":2,"#
                + #""requests":[{"reason":"doctor"}]}"#
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// The opened files of a rehearsal, by audience and path.
    private func rehearse(
        _ visits: [UInt8], seed: Int, into folder: URL
    ) throws -> [String: [UInt8]] {
        let result = try Command.run(
            Command.products.appendingPathComponent("seuil").path,
            [
                "rehearse", "--seed", "\(seed)", "-", "--policy",
                Command.top.appendingPathComponent("policies/health-registry").path, "--output",
                folder.path, "--json",
            ], input: visits)
        try #require(result.status == 0, "\(result.errorText)")
        let answer = try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any]
        #expect((answer?["visits"] as? [String: Any])?["rejected"] as? Int == 0)
        let opened = folder.appendingPathComponent("opened")
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: opened.path) {
            let file = opened.appendingPathComponent(path)
            guard !file.hasDirectoryPath, let data = FileManager.default.contents(atPath: file.path)
            else { continue }
            files[path] = Array(data)
        }
        return files
    }
}
