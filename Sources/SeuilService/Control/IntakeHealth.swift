public import Foundation
import SeuilCore
import Synchronization

/// Whether visits arrive and are accepted, since the daemon started: health, never counts.
///
/// What is told is a coarse picture taken every five minutes at most, so that not even the moment at which a
/// magnitude changes can be watched.
public final class IntakeHealth: Sendable {
    /// The coarse picture.
    struct Picture: Sendable, Equatable, Encodable {
        /// Accepted visits.
        let accepted: Magnitude
        let lastAccepted: Recency
        /// Refusals by code.
        let refused: [String: Magnitude]
    }

    /// The least number of accepted visits that is told apart from none.
    static let leastTold = 100
    /// For how long a picture is shown before another is taken.
    static let pictureAge: TimeInterval = 300

    private struct State {
        var accepted = 0
        var lastAccepted: Date?
        var refused: [String: Int] = [:]
        var picture: (taken: Date, Picture)?
    }

    private let clock: @Sendable () -> Date
    private let state = Mutex(State())

    public init(clock: @escaping @Sendable () -> Date) { self.clock = clock }

    /// Notes what became of a call's visits.
    func record(_ outcomes: [RecordOutcome]) {
        let now = clock()
        state.withLock { state in
            for outcome in outcomes {
                switch outcome {
                case .counted:
                    state.accepted += 1
                    state.lastAccepted = now
                case .duplicate: break
                case .refused(let refusal):
                    state.refused[refusal.code.rawValue, default: 0] += 1
                }
            }
        }
    }

    /// Notes one refusal.
    func refuse(_ code: String) {
        state.withLock { $0.refused[code, default: 0] += 1 }
    }

    var picture: Picture {
        let now = clock()
        return state.withLock { state in
            if let (taken, picture) = state.picture,
                abs(now.timeIntervalSince(taken)) < IntakeHealth.pictureAge
            {
                return picture
            }
            let picture = Picture(
                accepted: Magnitude(of: state.accepted, telling: IntakeHealth.leastTold),
                lastAccepted: Recency(of: state.lastAccepted, now: now),
                refused: state.refused.mapValues { Magnitude(of: $0, telling: 1) })
            state.picture = (now, picture)
            return picture
        }
    }
}
