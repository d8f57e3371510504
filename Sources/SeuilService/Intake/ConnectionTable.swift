import NIOCore
import Synchronization

/// The connections of one socket: how many there are, and that they end when the server winds down.
final class ConnectionTable: Sendable {
    /// What a new connection gets.
    enum Admission { case served, refused, dropped }

    private struct State {
        var served: [ObjectIdentifier: any Channel] = [:]
        var refused = 0
        var isWindingDown = false
    }

    /// How many connections above the limit are told so at once; those above are hung up on.
    static let refusalLimit = 64

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    var isWindingDown: Bool { state.withLock { $0.isWindingDown } }

    var isServing: Bool { state.withLock { !$0.served.isEmpty } }

    func enter(_ channel: any Channel) -> Admission {
        state.withLock { state in
            if state.isWindingDown { return .dropped }
            if state.served.count < limit {
                state.served[ObjectIdentifier(channel)] = channel
                return .served
            }
            guard state.refused < ConnectionTable.refusalLimit else { return .dropped }
            state.refused += 1
            return .refused
        }
    }

    func leave(_ channel: any Channel, after admission: Admission) {
        state.withLock { state in
            switch admission {
            case .served: state.served[ObjectIdentifier(channel)] = nil
            case .refused: state.refused -= 1
            case .dropped: break
            }
        }
    }

    /// Closes the idle connections now, and the others after their answer.
    func windDown() {
        let channels = state.withLock { state in
            state.isWindingDown = true
            return Array(state.served.values)
        }
        for channel in channels {
            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }

    /// Closes every connection, whatever is under way.
    func closeAll() {
        for channel in state.withLock({ Array($0.served.values) }) { channel.close(promise: nil) }
    }
}
