import Foundation
import Testing

/// What a person types and reads, command by command, as `Vectors/commands.txt` has it.
@Suite struct TranscriptTests {
    /// One command, what it says on both outputs, and its exit code.
    private struct Step {
        let command: String
        let output: String
        let status: Int32
    }

    private static func steps() throws -> [Step] {
        let file = SourceTree["Tests/SeuilClientTests/Vectors/commands.txt"]
        let text = try String(contentsOf: file, encoding: .utf8)
        return try text.components(separatedBy: "\n$ ").dropFirst().map { step in
            var lines = step.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.hasPrefix("#") }
            while lines.last?.isEmpty == true { lines.removeLast() }
            let last = try #require(lines.last)
            lines.removeLast()
            let status = try #require(Int32(last.dropFirst("exit ".count)), "\(last)")
            return Step(
                command: String(lines.removeFirst()),
                output: lines.joined(separator: "\n"), status: status)
        }
    }

    /// The folder of the executables that were built beside this test bundle.
    static let products: String = {
        let bundle =
            CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }()

    /// Runs `command`; digests, tokens and days are written as such.
    func run(_ command: String, in folder: URL) throws -> (output: String, status: Int32) {
        let file = folder.appendingPathComponent("transcript")
        try Data().write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        process.environment = [
            "PATH": Self.products + ":/usr/bin:/bin", "TOP": SourceTree.url.path,
            "HOME": folder.path,
        ]
        process.standardInput = FileHandle.nullDevice
        let handle = try FileHandle(forWritingTo: file)
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        for (path, name) in [(folder.path, "DIR"), (SourceTree.url.path, "TOP")] {
            text = text.replacingOccurrences(of: path, with: name)
        }
        for (pattern, name) in [
            ("[0-9a-f]{64}", "DIGEST"), ("[0-9a-f]{32}", "TOKEN"),
            ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "DAY"),
        ] {
            text = text.replacingOccurrences(of: pattern, with: name, options: .regularExpression)
        }
        return (text.trimmingCharacters(in: .newlines), process.terminationStatus)
    }

    @Test("Every command of the transcript says what it should, with the code it should")
    func transcript() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let steps = try Self.steps()
        #expect(steps.count > 20)
        for step in steps {
            let (output, status) = try run(step.command, in: folder.url)
            #expect(output == step.output, "\(step.command)")
            #expect(status == step.status, "\(step.command)")
            let errors = output.components(separatedBy: "seuil: error: ").count
            let hints = output.components(separatedBy: "seuil: hint: ").count
            #expect(hints >= errors, "\(step.command) leaves its reader without a next step")
        }
    }

    @Test(
        "Every command's help explains it and gives an example",
        arguments: [
            "init", "emit", "import", "status", "period list", "period close", "open", "audit",
            "attack",
            "policy check", "policy explain", "policy notice", "policy diff", "policy try",
            "policy invent", "policy sign", "policy verify", "policy withdraw", "quorum show",
            "quorum change", "quorum sign",
        ])
    func help(_ command: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (output, status) = try run("seuil \(command) --help", in: folder.url)
        #expect(status == 0)
        #expect(output.contains("\nExample"))
        #expect(!output.contains("noverify"), "it would accept anybody's signature")
        #expect(output.contains("\n  seuil \(command) ") || output.contains("| seuil \(command) "))
    }
}
