import Dispatch
import Foundation

/// What a rehearsal leaves nothing of: its instance's folder, and the daemon that works in it.
///
/// Both go once, however the run ends. Whoever comes second, the run's own end or a signal, waits for ever: the first
/// ends the process.
final class ThrowAway: Sendable {
    let folder: URL
    let daemon = RunningDaemon()
    private let turn = DispatchSemaphore(value: 0)

    init(_ folder: URL) {
        self.folder = folder
        turn.signal()
    }

    /// Stops the daemon in good order, and removes the folder.
    func remove() {
        turn.wait()
        daemon.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Ends the daemon where it stands, and removes the folder.
    func abandon() {
        turn.wait()
        daemon.kill()
        // Whoever was filling the folder may have made a file since its list was read.
        for _ in 0..<20 where FileManager.default.fileExists(atPath: folder.path) {
            try? FileManager.default.removeItem(at: folder)
        }
    }
}
