public import ServiceLifecycle

/// Lets the counting room do what has become due, at a coarse interval.
public struct Scheduler: Service {
    private let room: CountingRoom
    private let interval: Duration

    public init(room: CountingRoom, interval: Duration) {
        self.room = room
        self.interval = interval
    }

    public func run() async throws {
        while true {
            await room.tick()
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                // The daemon is stopping.
                return
            }
        }
    }
}
