public import ServiceLifecycle

/// The service that lets a room do what becomes due.
///
/// Give it to the service group before the servers: it is then stopped after them, and folds what they recorded.
public struct CountingSchedule: Service {
    private let room: CountingRoom
    private let interval: Duration

    public init(room: CountingRoom, every interval: Duration = .seconds(5)) {
        self.room = room
        self.interval = interval
    }

    /// Runs until the service group shuts down gracefully.
    ///
    /// Folding does not wait for closing, which may take as long as a solver takes.
    ///
    /// - Throws: The room's fault: a write is in doubt, and only a restart tells what is on disk.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await repeating { await room.tick() } }
            group.addTask {
                try await repeating { await room.foldIfDue() }
                await room.shutdown()
            }
            try await group.waitForAll()
        }
    }

    private func repeating(_ body: @escaping @Sendable () async -> Void) async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await body()
                if await room.faultSeen != nil { return }
                try? await Task.sleep(for: interval)
            }
        }
        if let fault = await room.faultSeen { throw fault }
    }
}
