import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilService

@Suite("Recording")
struct RecordingTests {
    @Test("Visits are counted, and people once")
    func counts() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let outcomes = await room.record(TestVisit.several(20))
        #expect(outcomes == [RecordOutcome](repeating: .counted, count: 20))
        #expect(await room.total(of: "2026-01") == .init(visits: 20, people: 7))
    }

    @Test("An id repeated in one batch counts once")
    func repeatedInBatch() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let visit = TestVisit()
        #expect(await room.record([visit, visit, visit]) == [.counted, .duplicate, .duplicate])
        #expect(await room.total(of: "2026-01") == .init(visits: 1, people: 1))
    }

    @Test("An id repeated in batches that come together counts once")
    func repeatedConcurrently() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let visits = TestVisit.several(50)
        let counted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { await room.record(visits).count { $0 == .counted } }
            }
            return await group.reduce(0, +)
        }
        #expect(counted == 50)
        #expect(await room.total(of: "2026-01") == .init(visits: 50, people: 7))
    }

    @Test("An id is known after a restart, before and after folding", arguments: [false, true])
    func repeatedAfterRestart(folding: Bool) async throws {
        let instance = try TestInstance()
        let visits = TestVisit.several(9)
        let room = try await instance.openAdopting()
        _ = await room.record(visits)
        if folding { await room.fold() }
        let killed = try instance.picture()
        let again = try killed.open()
        #expect(
            await again.record(visits) == [RecordOutcome](repeating: .duplicate, count: 9))
        #expect(await again.total(of: "2026-01") == .init(visits: 9, people: 7))
        await room.shutdown()
        let later = try instance.open()
        #expect(
            await later.record(visits) == [RecordOutcome](repeating: .duplicate, count: 9))
        #expect(await later.total(of: "2026-01") == .init(visits: 9, people: 7))
    }

    @Test("A repeated id without a time is found in the period it was counted in")
    func repeatedInNextPeriod() async throws {
        let instance = try TestInstance(at: "2026-01-31T22:00:00Z")
        let room = try await instance.openAdopting()
        let visit = TestVisit()
        #expect(await room.record(visit) == .counted)
        try instance.clock.set("2026-01-31T23:30:00Z")
        #expect(await room.record(visit) == .duplicate)
        #expect(await room.record(TestVisit()) == .counted)
        #expect(await room.total(of: "2026-01") == .init(visits: 1, people: 1))
        #expect(await room.total(of: "2026-02") == .init(visits: 1, people: 1))
    }

    @Test("A refused visit changes nothing, and its neighbours count")
    func refusal() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        var wrong = TestVisit()
        wrong.reason = "weather"
        let outcomes = await room.record([TestVisit(), wrong, TestVisit()])
        #expect(
            outcomes == [
                .counted, .refused(Refusal(.unknownCode, field: "requests[0].reason")), .counted,
            ])
        let malformed = await room.record(VisitBatch(Array("{".utf8)))
        #expect(malformed == [.refused(Refusal(.malformed))])
        // The id of a refused visit is free again.
        wrong.reason = "work"
        #expect(await room.record(wrong) == .counted)
    }

    @Test("Visits without an id each count")
    func withoutID() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let visit = TestVisit(id: nil)
        #expect(await room.record([visit, visit]) == [.counted, .counted])
        #expect(await room.total(of: "2026-01") == .init(visits: 2, people: 1))
    }

    @Test("A full disk refuses visits, and loses and doubles none")
    func fullDisk() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let first = TestVisit.several(5)
        _ = await room.record(first)
        try await room.limitPages(of: "2026-01", to: 1)
        let visits = TestVisit.several(400)
        let refused = await room.record(visits)
        #expect(
            refused == [RecordOutcome](repeating: .refused(Refusal(.storageFailed)), count: 400))
        #expect(await room.total(of: "2026-01") == .init(visits: 5, people: 5))
        #expect(await room.faultSeen == nil)
        try await room.limitPages(of: "2026-01", to: 1 << 30)
        #expect(await room.record(visits) == [RecordOutcome](repeating: .counted, count: 400))
        let again = try instance.picture().open()
        #expect(await again.total(of: "2026-01") == .init(visits: 405, people: 7))
    }

    @Test("A group of visits large enough is folded at once")
    func foldsEarly() async throws {
        let instance = try TestInstance()
        let room = try instance.open(foldByteCount: 1)
        try await room.adopt(TestPolicy().files())
        _ = await room.record(TestVisit.several(5))
        #expect(await room.needsFold("2026-01") == false)
        #expect(await room.total(of: "2026-01") == .init(visits: 5, people: 5))
    }
}

extension CountingRoom {
    /// Leaves a period's file no room beyond `count` pages, or beyond those it has.
    func limitPages(of id: String, to count: Int) throws {
        try counted[id]?.file.database.inDatabase { db in
            try db.execute(sql: "PRAGMA max_page_count = \(count)")
        }
    }
}
