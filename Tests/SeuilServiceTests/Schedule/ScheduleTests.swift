import Foundation
import Logging
import SeuilCore
import ServiceLifecycle
import Testing

@testable import SeuilService

@Suite("The schedule")
struct ScheduleTests {
    @Test("Runs what is due until it is stopped, and folds at the end", .timeLimit(.minutes(20)))
    func runs() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let group = ServiceGroup(
            services: [CountingSchedule(room: room, every: .milliseconds(10))],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        async let run: Void = group.run()
        while await room.countedIDs.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        #expect(await room.record(TestVisit()) == .counted)
        await group.triggerGracefulShutdown()
        try await run
        let again = try instance.open()
        #expect(await again.total(of: "2026-01")?.visits == 1)
        #expect(await again.needsFold("2026-01") == false)
    }

    @Test(
        "Ends with an error when a write is in doubt, so that a restart can read again",
        .timeLimit(.minutes(20)))
    func fault() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        let fault = VaultError.storage(instance.layout.state, reason: "Input/output error")
        await room.note(fault)
        #expect(await room.record(TestVisit()) == .refused(Refusal(.storageFailed)))
        await #expect(throws: fault) {
            try await CountingSchedule(room: room, every: .milliseconds(10)).run()
        }
        #expect(await room.status().problems.count == 1)
    }
}
