import Foundation
import Synchronization

/// What a finished process said.
struct CommandResult {
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]

    var text: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: errors, as: UTF8.self) }
}

/// Runs real programs: the project's own from the build folder, others by name.
enum Command {
    /// The folder of the executables that were built beside this test bundle.
    static let products: URL = {
        let bundle =
            CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }()

    /// The top of the source tree.
    static let top: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Where the commands of this run remember what they have seen.
    static let state = FileManager.default.temporaryDirectory
        .appendingPathComponent("seuil-state-\(UUID().uuidString)")

    /// Runs `seuil` with `arguments` to its end.
    static func seuil(_ arguments: String..., input: [UInt8] = []) throws -> CommandResult {
        try run(products.appendingPathComponent("seuil").path, arguments, input: input)
    }

    /// Runs the program `name`, found on the path unless it is one, to its end.
    static func run(_ name: String, _ arguments: [String], input: [UInt8] = []) throws
        -> CommandResult
    {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let inputFile = folder.appendingPathComponent("in")
        let outputFile = folder.appendingPathComponent("out")
        let errorFile = folder.appendingPathComponent("err")
        try Data(input).write(to: inputFile)
        for file in [outputFile, errorFile] { try Data().write(to: file) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: name.hasPrefix("/") ? name : "/usr/bin/env")
        process.arguments = name.hasPrefix("/") ? arguments : [name] + arguments
        // What 'seuil open' remembers is this run's own.
        process.environment = ProcessInfo.processInfo.environment.merging([
            "XDG_STATE_HOME": Command.state.path
        ]) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        process.waitUntilExit()
        return CommandResult(
            status: process.terminationStatus,
            output: [UInt8](try Data(contentsOf: outputFile)),
            errors: [UInt8](try Data(contentsOf: errorFile)))
    }
}
