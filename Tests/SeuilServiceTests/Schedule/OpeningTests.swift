import Foundation
import SeuilCore
import Testing

@testable import SeuilService

/// Which period a visit falls in, and under which policy.
@Suite("Opening periods")
struct OpeningTests {
    @Test("A visit of the past opens its period where the policy says so, and only there")
    func backfill() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let outcomes = await room.record(
            ["2025-12-31T22:59:59Z", "2025-01-01T00:00:00Z", "2024-12-31T22:00:00Z"].map {
                TestVisit(at: $0)
            })
        #expect(
            outcomes == [
                .counted, .counted, .refused(Refusal(.periodNotOpen, field: "at")),
            ])
        #expect(await room.countedIDs == ["2025-01", "2025-12"])
        #expect(await room.periods().allSatisfy(\.isBackfilled))
    }

    @Test("Without backfill a visit of an ended period is refused, in its grace it counts")
    func grace() async throws {
        let instance = try TestInstance(at: "2026-02-03T22:59:59Z")
        var policy = TestPolicy()
        policy.backfill = nil
        let room = try await instance.openAdopting(policy)
        #expect(await room.record(TestVisit(at: "2026-01-31T12:00:00Z")) == .counted)
        #expect(
            await room.record(TestVisit(at: "2025-12-31T12:00:00Z"))
                == .refused(Refusal(.periodClosed, field: "at")))
        #expect(await room.periods().map(\.closesAt) == [try date("2026-02-03T23:00:00Z")])
    }

    @Test("A live period before the policy was in force does not open")
    func beforeForce() async throws {
        let instance = try TestInstance(at: "2026-02-02T12:00:00Z")
        var policy = TestPolicy()
        policy.from = "2026-02-01"
        policy.signedAt = "2026-02-01T12:00:00Z"
        let room = try await instance.openAdopting(policy)
        #expect(
            await room.record(TestVisit(at: "2026-01-31T12:00:00Z"))
                == .refused(Refusal(.periodNotOpen, field: "at")))
    }

    @Test("A visit before the policy's first day is refused for good, and the others go on")
    func beforeTheFirstDay() async throws {
        let instance = try TestInstance(at: "2026-01-10T12:00:00Z")
        var policy = TestPolicy()
        policy.from = "2026-01-05"
        policy.signedAt = "2026-01-05T12:00:00Z"
        let room = try await instance.openAdopting(policy)
        let outcomes = await room.record(
            ["2026-01-09", "2026-01-03", "2026-01-08"].map { TestVisit(at: "\($0)T11:00:00Z") })
        #expect(
            outcomes == [.counted, .refused(Refusal(.periodNotOpen, field: "at")), .counted])
    }

    @Test("With no policy in force new visits wait, and late ones of an open period count")
    func noPolicy() async throws {
        let instance = try TestInstance(at: "2026-12-30T12:00:00Z")
        let empty = try instance.open()
        #expect(await empty.record(TestVisit()) == .refused(Refusal(.noPolicy)))
        try await empty.adopt(TestPolicy().files())
        #expect(await empty.record(TestVisit()) == .counted)
        try instance.clock.set("2027-01-02T12:00:00Z")
        #expect(await empty.policyInForce == nil)
        #expect(await empty.record(TestVisit()) == .refused(Refusal(.noPolicy)))
        #expect(await empty.record(TestVisit(at: "2026-12-31T12:00:00Z")) == .counted)
        // A restart after the policy has ended still reads what was counted under it.
        let again = try instance.picture().open()
        #expect(await again.total(of: "2026-12")?.visits == 2)
        #expect(await again.status().policy == nil)
    }

    @Test("A closed period takes no visit, and one that is closing still knows its events")
    func closed() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let visit = TestVisit(at: "2025-06-10T11:00:00Z")
        _ = await room.record(visit)
        await room.stopTaking("2025-06")
        #expect(await room.record(visit) == .duplicate)
        let closed = RecordOutcome.refused(Refusal(.periodClosed, field: "at"))
        #expect(await room.record(TestVisit(at: "2025-06-10T11:00:00Z")) == closed)
        try await room.closePeriod("2025-06")
        #expect(await room.record(visit) == closed)
        #expect(await room.countedIDs == [])
    }

    @Test("No more periods open at once than the limit")
    func limit() async throws {
        let instance = try TestInstance()
        let room = try instance.open(maximumOpenPeriods: 2)
        try await room.adopt(TestPolicy().files())
        let outcomes = await room.record(
            (1...3).map { TestVisit(at: "2025-0\($0)-10T11:00:00Z") })
        #expect(outcomes == [.counted, .counted, .refused(Refusal(.storageFailed))])
    }

    @Test("Visits of several periods and policies in one batch each fall where they belong")
    func severalPolicies() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        var next = TestPolicy()
        next.version = 2
        try await room.adopt(next.files())
        let first = try #require(await room.status().periods.first?.policyDigest)
        let outcomes = await room.record([
            TestVisit(), TestVisit(at: "2025-03-01T00:00:00Z"), TestVisit(),
        ])
        #expect(outcomes == [.counted, .counted, .counted])
        let digests = await room.periods().map(\.policyDigest)
        #expect(digests.count == 2)
        #expect(digests[1] == first && digests[0] != first)
    }
}

extension CountingRoom {
    /// Leaves a period as it is while its release is being made.
    func stopTaking(_ id: String) { counted[id]?.takesVisits = false }
}
