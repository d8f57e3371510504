import Foundation
import SeuilCore
import SeuilRelease
import SeuilCrypto
import Testing

@testable import SeuilService

@Suite("Adopting policies")
struct AdoptionTests {
    @Test("A refused policy leaves the last good one in force, and the status says why")
    func refused() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let good = await room.status().policy
        var altered = try TestPolicy().files()
        altered[PolicyFiles.policy]?.append(UInt8(ascii: "\n"))
        await #expect(throws: AdoptionError.self) { try await room.adopt(altered) }
        #expect(await room.status().policy == good)
        #expect(
            await room.status().refused?.reason == "policy.yaml was changed after it was signed")
        #expect(await room.record(TestVisit()) == .counted)
        // It stays in force over a restart, from the bytes that were stored.
        let again = try instance.picture().open()
        #expect(await again.status().policy == good)
        try await room.adopt(TestPolicy().files())
        #expect(await room.status().refused == nil)
    }

    @Test("A lower version, and the same version with other content, are refused")
    func downgrade() async throws {
        let instance = try TestInstance()
        var second = TestPolicy()
        second.version = 2
        let room = try await instance.openAdopting(second)
        await #expect(throws: AdoptionError.refused(.lowerVersion(1, inForce: 2))) {
            try await room.adopt(TestPolicy().files())
        }
        second.until = "2026-11-30"
        let other = try second.files()
        await #expect(throws: AdoptionError.refused(.sameVersionOtherContent(2))) {
            try await room.adopt(other)
        }
    }

    @Test("A new version applies to periods that are not open yet")
    func nextPeriod() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        var second = TestPolicy()
        second.version = 2
        try await room.adopt(second.files())
        _ = await room.record(TestVisit())
        try instance.clock.set("2026-02-01T12:00:00Z")
        _ = await room.record(TestVisit())
        let digests = await room.periods().map(\.policyDigest)
        #expect(await room.periods().map(\.id) == ["2026-01", "2026-02"])
        #expect(digests[0] != digests[1])
        #expect(await room.total(of: "2026-01")?.visits == 2)
        // Both are read again, each under its own.
        let again = try instance.picture().open()
        #expect(await again.countedIDs == ["2026-01", "2026-02"])
        #expect(await again.periods().map(\.policyDigest) == digests)
    }

    @Test("A policy whose periods would cut through an open one is refused until both begin")
    func overlap() async throws {
        let instance = try TestInstance(at: "2026-02-10T12:00:00Z")
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        var quarters = TestPolicy()
        quarters.version = 2
        quarters.each = "quarter"
        let files = try quarters.files()
        await #expect(throws: AdoptionError.overlapsPeriod(id: "2026-02")) {
            try await room.adopt(files)
        }
        try instance.clock.set("2026-03-10T12:00:00Z")
        _ = await room.record(TestVisit())
        try await room.adopt(files)
        try instance.clock.set("2026-04-01T12:00:00Z")
        _ = await room.record(TestVisit())
        #expect(await room.periods().map(\.id) == ["2026-02", "2026-03", "2026-Q2"])
    }

    @Test("The ledger tells the founding, each adoption and each opening, in order")
    func ledger() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        try await room.adopt(TestPolicy().files())
        _ = await room.record(TestVisit())
        let entries = try await room.site.ledger()
        #expect(entries.map(\.event.kind) == ["founded", "started", "policy-adopted", "opened"])
        let signer = LedgerEvent.Signer(try TestKeys.shared.get().signer.certificate)
        guard case .founded(let founding) = entries[0].event,
            case .policyAdopted(let adoption) = entries[2].event,
            case .opened(let period, let policy, let isBackfilled) = entries[3].event
        else {
            Issue.record("other entries")
            return
        }
        #expect(founding.quorum.members.map(\.key) == [signer.key])
        #expect(founding.quorum.members.map(\.certificate) == [signer.certificate])
        #expect(founding.quorum.total == 1)
        #expect(adoption.version == 1)
        #expect(adoption.signers == [signer])
        #expect(period == "2026-01" && !isBackfilled)
        #expect(policy == adoption.policy)
    }
}
