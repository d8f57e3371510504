import Foundation
import Synchronization

/// A daemon that this process has started, and ends.
final class RunningDaemon: Sendable {
    private let process = Mutex<Process?>(nil)
    /// For who cannot wait until somebody has waited for its end.
    private enum State {
        case idle
        case running(pid_t)
        /// None is started any more.
        case over
    }
    private let state = Mutex(State.idle)

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
            try state.withLock { state in
                if case .over = state { throw CancellationError() }
                try daemon.run()
                state = .running(daemon.processIdentifier)
            }
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
            state.withLock { if case .running = $0 { $0 = .idle } }
            process = nil
            return daemon.terminationStatus == 0
        }
    }

    /// Ends it where it stands, for good, and returns once it has ended or a second has gone.
    func kill() {
        let running = state.withLock { state -> pid_t? in
            defer { state = .over }
            return if case .running(let identifier) = state { identifier } else { nil }
        }
        guard let identifier = running else { return }
        Foundation.kill(identifier, SIGKILL)
        for _ in 0..<100 where Foundation.kill(identifier, 0) == 0 {
            Thread.sleep(forTimeInterval: 0.01)
        }
    }
}
