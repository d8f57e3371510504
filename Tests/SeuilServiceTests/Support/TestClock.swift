import Foundation
import Synchronization

/// A clock that stands still until a test moves it.
final class TestClock: Sendable {
    private let moment: Mutex<Date>

    init(_ text: String) throws { moment = Mutex(try date(text)) }

    var now: Date { moment.withLock { $0 } }

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
