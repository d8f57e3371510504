import Foundation

/// Notices that the clock on the wall was set, by a clock that nobody sets.
///
/// A live period closes when its grace has ended, and cannot be opened again: a clock that leaps forward by mistake
/// would end it in the middle of the month, and one set on purpose would choose whom to isolate. So after a leap
/// live periods wait, until the leap is undone or a day has passed, in which somebody has had the time to see it.
struct ClockWatch {
    /// Leaps up to this many seconds are how clocks are kept right.
    static let tolerance: TimeInterval = 120
    /// How long a leap is doubted.
    static let doubt = Duration.seconds(86_400)

    private var last: (wall: Date, uptime: Duration)?
    /// How far the wall is ahead of where it would be, in seconds, and since when.
    private var leap: TimeInterval = 0
    private var since = Duration.zero

    /// How far the clock has been set, when it is doubted.
    var doubted: TimeInterval? { abs(leap) > ClockWatch.tolerance ? leap : nil }

    /// Compares both clocks with the last time.
    mutating func look(wall: Date, uptime: Duration) {
        defer { last = (wall, uptime) }
        guard let last else { return }
        let passed = TimeInterval((uptime - last.uptime) / .seconds(1))
        let drift = wall.timeIntervalSince(last.wall) - passed
        if abs(drift) > ClockWatch.tolerance {
            leap += drift
            since = uptime
        } else if doubted != nil, uptime - since >= ClockWatch.doubt {
            leap = 0
        }
    }
}
