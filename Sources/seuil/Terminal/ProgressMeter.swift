import SeuilClient
import Synchronization

/// Shows how many visits have been acknowledged, and how fast, on a terminal that somebody watches.
final class ProgressMeter: Sendable {
    private static let interval = Duration.milliseconds(200)

    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let lastShown: Mutex<ContinuousClock.Instant?>

    init() {
        start = clock.now
        lastShown = Mutex(nil)
    }

    /// Shows `report`, unless it has just been shown.
    func show(_ report: EmitReport, _ isWaiting: Bool) {
        guard Terminal.isWatched else { return }
        let now = clock.now
        let isDue = lastShown.withLock { last in
            if let last, now - last < ProgressMeter.interval, !isWaiting { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let (seconds, attoseconds) = (now - start).components
        let elapsed = max(0.001, Double(seconds) + Double(attoseconds) / 1e18)
        let rate = Int(Double(report.answered) / elapsed)
        Terminal.progress(
            isWaiting
                ? "\(report.answered.counted("visit")); waiting for the daemon…"
                : "\(report.answered.counted("visit")), \(rate.grouped) a second")
    }

    /// Leaves the line empty.
    func clear() { Terminal.progress("") }
}
