import Foundation
import Logging
import SeuilCore
import Synchronization
import Testing

@testable import SeuilService

@Suite("What becomes due")
struct TickTests {
    @Test("A period without any visit is opened, closed and released too")
    func empty() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        await room.tick()
        #expect(await room.countedIDs == ["2026-01"])
        try instance.clock.set("2026-02-03T22:59:00Z")
        await room.tick()
        #expect(await room.periods().map(\.state) == [.open, .open])
        try instance.clock.set("2026-02-03T23:04:00Z")
        await room.tick()
        #expect(await room.periods().map(\.state) == [.closed, .open])
        #expect(await room.periods()[0].publishAt == (try date("2026-02-03T23:15:00Z")))
        #expect(try instance.outboxNames() == [])
        try instance.clock.set("2026-02-03T23:15:00Z")
        await room.tick()
        #expect(try instance.outboxNames() == ["2026-01.elus.p7m"])
        let tables = try instance.figures(of: "2026-01")
        let people = String(decoding: try #require(tables["tables/people.csv"]), as: UTF8.self)
        #expect(people.contains("_T,0,0,"), "\(people)")
    }

    @Test("Files appear at the interval after the grace, or at its next multiple")
    func publicationTime() throws {
        let closing = try date("2026-02-04T00:00:00Z")
        for (now, expected) in [
            ("2026-02-04T00:00:00Z", "2026-02-04T00:15:00Z"),
            ("2026-02-04T00:15:00Z", "2026-02-04T00:15:00Z"),
            ("2026-02-04T00:15:01Z", "2026-02-04T00:30:00Z"),
            ("2026-02-05T07:01:00Z", "2026-02-05T07:15:00Z"),
        ] {
            let time = PublicationTime.next(
                afterClosing: closing, every: .seconds(900), now: try date(now))
            #expect(time == (try date(expected)))
        }
    }

    @Test("A backfilled period is closed at the latest when its policy ends")
    func backfilled() async throws {
        let instance = try TestInstance(at: "2026-12-20T12:00:00Z")
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit(at: "2025-06-10T11:00:00Z"))
        await room.tick()
        #expect(await room.periods()[0].state == .open)
        try instance.clock.set("2026-12-31T22:59:00Z")
        await room.tick()
        #expect(await room.periods()[0].state == .open)
        try instance.clock.set("2026-12-31T23:01:00Z")
        await room.tick()
        #expect(await room.periods()[0].state == .closed)
        #expect(await room.periods()[0].publishAt == (try date("2026-12-31T23:15:00Z")))
    }

    @Test("Deltas are folded when the interval has passed, and at shutdown")
    func folding() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        instance.clock.advance(.seconds(299))
        await room.tick()
        #expect(await room.needsFold("2026-01") == true)
        instance.clock.advance(.seconds(1))
        await room.tick()
        #expect(await room.needsFold("2026-01") == false)
        _ = await room.record(TestVisit())
        await room.shutdown()
        #expect(await room.record(TestVisit()) == .refused(Refusal(.storageFailed)))
        let again = try instance.open()
        #expect(await again.needsFold("2026-01") == false)
        #expect(await again.total(of: "2026-01")?.visits == 2)
    }

    @Test("After a long stop, a period that has ended meanwhile waits for visits still on the way")
    func heldAfterStop() async throws {
        let instance = try TestInstance()
        await (try instance.openAdopting()).tick()
        let stopped = try instance.picture()
        try instance.clock.set("2026-02-10T12:00:00Z")
        let room = try stopped.open()
        await room.tick()
        #expect(await room.periods()[0].state == .open)
        #expect(await room.record(TestVisit(at: "2026-01-31T12:00:00Z")) == .counted)
        try instance.clock.set("2026-02-11T12:00:00Z")
        await room.tick()
        #expect(await room.periods()[0].state == .closed)
    }

    @Test("A period that a command is closing is no error of the schedule")
    func closedOnCommand() async throws {
        let lines = LineList()
        let instance = try TestInstance()
        let room = try instance.open(
            logger: Logger(label: "test") { label in
                LogLines(
                    label: label, level: .info, format: .logfmt, clock: { .distantPast },
                    write: { lines.append($0) })
            })
        try await room.adopt(TestPolicy().files())
        await room.tick()
        try instance.clock.set("2026-02-03T23:04:00Z")
        await room.setUnderWay("2026-01", true)
        await room.tick()
        #expect(await room.periods()[0].state == .open, "the schedule leaves it to the command")
        #expect(!lines.all.contains { $0.contains("level=error") }, "\(lines.all)")
        await room.setUnderWay("2026-01", false)
        await room.tick()
        #expect(await room.periods()[0].state == .closed)
    }
}

extension CountingRoom {
    /// As if a command were closing the period, or no longer.
    fileprivate func setUnderWay(_ id: String, _ isUnderWay: Bool) {
        if isUnderWay { underWay.insert(id) } else { underWay.remove(id) }
    }
}

/// What was logged.
private final class LineList: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
}
