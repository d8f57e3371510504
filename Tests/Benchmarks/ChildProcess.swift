import Foundation

/// One case in a process of its own, so that the peak of its memory is its own.
enum ChildProcess {
    /// - Returns: the case without a result when it took longer than `limit` seconds or failed.
    static func run(_ wanted: DisclosureCase, limit: Int) throws -> DisclosureRun {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0])
        process.arguments = ["disclosure-case", wanted.shape.name, "\(wanted.size)"]
        let output = Pipe()
        process.standardOutput = output
        let clock = ContinuousClock()
        let end = clock.now + .seconds(limit)
        try process.run()
        while process.isRunning, clock.now < end { Thread.sleep(forTimeInterval: 0.02) }
        let isLate = process.isRunning
        if isLate { process.terminate() }
        process.waitUntilExit()
        // What a case prints is shorter than a pipe's buffer, so that it may be read at the end.
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let result =
            process.terminationStatus == 0
            ? try JSONDecoder().decode(DisclosureResult.self, from: data) : nil
        return DisclosureRun(
            shape: wanted.shape.name, size: wanted.size, givenUpAfter: isLate ? limit : nil,
            result: result)
    }
}
