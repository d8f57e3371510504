import Foundation
import Synchronization

/// A daemon that this process has started, and ends.
final class RunningDaemon: Sendable {
    private let process = Mutex<Process?>(nil)

    var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    /// Starts `executable` in the instance at `folder`.
    func start(_ executable: String, instance folder: URL, log: URL) throws {
        let manager = FileManager.default
        if !manager.fileExists(atPath: log.path) {
            _ = manager.createFile(atPath: log.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: log)
        try handle.seekToEnd()
        try process.withLock { process in
            let daemon = Process()
            daemon.executableURL = URL(fileURLWithPath: executable)
            daemon.arguments = ["--instance", folder.path]
            daemon.standardInput = FileHandle.nullDevice
            daemon.standardOutput = handle
            daemon.standardError = handle
            try daemon.run()
            process = daemon
        }
    }

    /// Asks it to stop and waits for its end; whether it ended in good order.
    @discardableResult
    func stop() -> Bool {
        process.withLock { process in
            guard let daemon = process else { return true }
            daemon.terminate()
            daemon.waitUntilExit()
            process = nil
            return daemon.terminationStatus == 0
        }
    }
}
