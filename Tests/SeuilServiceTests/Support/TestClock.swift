import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let moment: Mutex<Date>
    /// How far the wall has been set, which the machine's uptime does not follow.
    private let leap = Mutex<TimeInterval>(0)

    init(_ text: String) throws { moment = Mutex(try date(text)) }

    var now: Date { moment.withLock { $0 } }

    var uptime: Duration {
        .seconds(now.timeIntervalSince1970 - leap.withLock { $0 })
    }

    /// Sets the wall's clock as an operator does, while no time passes.
    func leap(to text: String) throws {
        let date = try date(text)
        let passed = date.timeIntervalSince(now)
        leap.withLock { $0 += passed }
        moment.withLock { $0 = date }
    }

    func set(_ text: String) throws {
        let date = try date(text)
        moment.withLock { $0 = date }
    }

    func advance(_ duration: Duration) {
        moment.withLock { $0.addTimeInterval(TimeInterval(duration.components.seconds)) }
    }
}

/// The instant that `text` writes as in RFC 3339.
func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
