import Foundation

/// When the files of a scheduled closing appear.
///
/// At a fixed time after the grace, not when the solver happens to finish: how long protecting took tells
/// something of the figures.
enum PublicationTime {
    /// The first multiple of `interval` after `closing` that is not before `now`.
    static func next(afterClosing closing: Date, every interval: Duration, now: Date) -> Date {
        let step = max(1, TimeInterval(interval.components.seconds))
        let passed = now.timeIntervalSince(closing) / step
        return closing.addingTimeInterval(step * max(1, passed.rounded(.up)))
    }
}
