public import ServiceLifecycle

/// Lets the counting room do what has become due, at a coarse interval.
public struct Scheduler: Service {
    private let room: CountingRoom
    private let interval: Duration

    public init(room: CountingRoom, interval: Duration) {
        self.room = room
        self.interval = interval
    }

    /// - Throws: The vault's fault, after which the daemon must start anew.
    public func run() async throws {
        while true {
            await room.tick()
            // A write in doubt: only reading everything again tells what is on disk.
            if let fault = await room.faultSeen { throw fault }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                // The daemon is stopping.
                return
            }
        }
    }
}
