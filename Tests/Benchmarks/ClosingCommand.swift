import ArgumentParser
import Foundation

/// `seuil-bench closing`: what closing a month takes against how many came, through the real tool and daemon.
struct ClosingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "closing",
        abstract: "Close invented months of 20 to 20,000 visits.",
        discussion: """
            'closed' is a whole rehearsal: a daemon started, the visits sent, protected, attacked, sealed and \
            opened. 'tried' is counting and protecting the same visits alone, which is the least that any \
            closing takes; the ratio carries over to another machine.

            Example:
              scripts/bench closing --visits 20,2000
            """)

    @Option(help: "Visits a month, with commas between the months (20,200,2000,20000).")
    var visits: String?

    @Option(help: "Policies' folders, with commas between them.")
    var policies = "policies/pimms-accueil,policies/pimms-accueil-people"

    func validate() throws { _ = try months() }

    func run() throws {
        Terminal.line("| policy | visits | tried | closed | ratio |\n|---|---|---|---|---|")
        for policy in policies.split(separator: ",").map(String.init) {
            for visits in try months() {
                Terminal.progress("\(policy), \(visits) visits")
                let month = try Tool.run(["policy", "invent", policy, "--visits", "\(visits)"])
                let folder = FileManager.default.temporaryDirectory
                    .appending(path: "seuil-bench-\(UUID().uuidString)")
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: false)
                defer { try? FileManager.default.removeItem(at: folder) }
                let file = folder.appending(path: "month.ndjson")
                try month.output.write(to: file)
                let tried = try Tool.run(["policy", "try", policy, file.path, "--changes", "0"])
                let closed = try Tool.run([
                    "rehearse", file.path, "--seed", "1", "--policy", policy, "--output",
                    folder.appending(path: "rehearsed").path,
                ])
                let ratio = closed.seconds / max(tried.seconds, 1e-3)
                let cells = [
                    URL(filePath: policy).lastPathComponent, "\(visits)",
                    String(format: "%.1f s", tried.seconds),
                    String(format: "%.1f s", closed.seconds), String(format: "%.1f", ratio),
                ]
                Terminal.line("| \(cells.joined(separator: " | ")) |")
            }
        }
    }

    private func months() throws -> [Int] {
        try (visits ?? "20,200,2000,20000").split(separator: ",").map { word in
            guard let count = Int(word), count > 0 else {
                throw ValidationError("'\(word)' is not a number of visits")
            }
            return count
        }
    }
}

/// The tool that stands beside this program.
private enum Tool {
    struct Run {
        let output: Data
        let seconds: Double
    }

    static func run(_ arguments: [String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
            .deletingLastPathComponent().appending(path: "seuil")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        let clock = ContinuousClock()
        let start = clock.now
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let seconds = (clock.now - start).seconds
        guard process.terminationStatus == 0 else {
            throw ValidationError(
                "seuil \(arguments[0]) ended with \(process.terminationStatus)")
        }
        return Run(output: data, seconds: seconds)
    }
}
