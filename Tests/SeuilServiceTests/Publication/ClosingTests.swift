import Foundation
import SeuilCore
import SeuilRelease
import SeuilCrypto
import SystemPackage
import Testing

@testable import SeuilService

@Suite("Closing")
struct ClosingTests {
    @Test("A live period closes neither in its time nor in its grace, and then on command")
    func tooEarly() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(30))
        for moment in ["2026-01-10T12:00:00Z", "2026-02-02T12:00:00Z", "2026-02-03T22:59:59Z"] {
            try instance.clock.set(moment)
            await #expect(throws: ClosingError.tooEarly) { try await room.closePeriod("2026-01") }
        }
        #expect(await room.total(of: "2026-01")?.visits == 30)
        try instance.clock.set("2026-02-03T23:00:00Z")
        try await room.closePeriod("2026-01")
        #expect(try instance.outboxNames() == ["2026-01.elus.p7m"])
    }

    @Test("A period closes once, and an unknown one not at all")
    func once() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        try await room.closePeriod("2025-06")
        await #expect(throws: ClosingError.alreadyClosed) { try await room.closePeriod("2025-06") }
        await #expect(throws: ClosingError.unknownPeriod) { try await room.closePeriod("2025-07") }
        await #expect(throws: ClosingError.unknownPeriod) { try await room.closePeriod("../x") }
        let again = try instance.picture().open()
        await #expect(throws: ClosingError.alreadyClosed) { try await again.closePeriod("2025-06") }
    }

    @Test("Closings that are asked for together release each period once, numbered in order")
    func together() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let months = (1...4).map { "2025-0\($0)" }
        for month in months {
            _ = await room.record(TestVisit.several(30, at: "\(month)-10T11:00:00Z"))
        }
        let errors = await withTaskGroup(of: ClosingError?.self) { group in
            for month in months + months {
                group.addTask {
                    do throws(ClosingError) {
                        try await room.closePeriod(month)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.count { $0 == nil } == 4)
        #expect(
            errors.allSatisfy { $0 == nil || $0 == .underWay || $0 == .alreadyClosed })
        let numbers = try await room.site.ledger().compactMap { entry -> Int? in
            guard case .released(let publication) = entry.event else { return nil }
            return publication.releases.first?.number
        }
        #expect(numbers == [1, 2, 3, 4])
        #expect(try instance.outboxNames() == months.map { "\($0).elus.p7m" })
    }

    @Test("Visits sent while a period closes are in its release or refused, never lost")
    func whileRecording() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let time = "2025-06-10T11:00:00Z"
        _ = await room.record(TestVisit.several(36, people: 12, at: time))
        async let outcomes = withTaskGroup(of: [RecordOutcome].self) { group in
            for _ in 0..<20 {
                group.addTask { await room.record(TestVisit.several(12, people: 12, at: time)) }
            }
            return await group.reduce(into: [RecordOutcome]()) { $0 += $1 }
        }
        try await room.closePeriod("2025-06")
        let counted = await outcomes.count { $0 == .counted }
        #expect(
            await outcomes.allSatisfy {
                $0 == .counted || $0 == .refused(Refusal(.periodClosed, field: "at"))
            })
        let tables = try instance.figures(of: "2025-06")
        let people = String(decoding: try #require(tables["tables/people.csv"]), as: UTF8.self)
        #expect(people.contains("_T,\(36 + counted),12,"), "\(people)")
    }

    @Test("A lost key ends in a row that says so, on command and not before")
    func lostKey() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(3, at: "2025-06-10T11:00:00Z"))
        await room.shutdown()
        try DurableFile.remove(instance.layout.keyFile("2025-06"))
        try instance.clock.set("2027-02-01T12:00:00Z")
        let again = try instance.open()
        await again.tick()
        #expect(await again.periods().map(\.state) == [.damaged])
        #expect(try instance.leftovers(of: "2025-06") != [])
        await #expect(throws: ClosingError.noRelease) { try await again.closePeriod("2025-06") }
        #expect(await again.periods().map(\.state) == [.noRelease])
        #expect(try instance.leftovers(of: "2025-06") == [])
        await #expect(throws: ClosingError.alreadyClosed) { try await again.closePeriod("2025-06") }
        let kinds = try await again.site.ledger().map(\.event).filter {
            $0.period == "2025-06"
        }.map(\.kind)
        #expect(kinds == ["opened", "no-release", "keys-destroyed"])
        await again.shutdown()
        #expect(await (try instance.open()).periods().map(\.state) == [.noRelease])
    }

    @Test("A release carried away is not put back, unless the outbox is rebuilt")
    func carriedAway() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        try await room.closePeriod("2025-06")
        let file = instance.layout.outbox.appending("2025-06.elus.p7m")
        let bytes = try DurableFile.read(file)
        try DurableFile.remove(file)
        await room.tick()
        #expect(try instance.outboxNames() == [])
        try await room.rebuildOutbox()
        #expect(try DurableFile.read(file) == bytes)
    }

    @Test("State set back behind a release does not release again")
    func setBack() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        let before = try instance.picture()
        try await room.closePeriod("2025-06")
        let name = "2025-06.elus.p7m"
        let released = try #require(
            try DurableFile.read(instance.layout.outbox.appending(name)))
        try DurableFile.replace(before.layout.outbox.appending(name), with: released)
        let again = try before.open()
        _ = await again.record(TestVisit(at: "2025-06-10T11:00:00Z"))
        await #expect(throws: ClosingError.self) { try await again.closePeriod("2025-06") }
        #expect(try DurableFile.read(before.layout.outbox.appending(name)) == released)
        #expect(await again.total(of: "2025-06")?.visits == 31)
        #expect(await again.status().problems.count == 1)
    }

    @Test("A release is compared with those before, which are sealed at rest")
    func history() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        for month in ["2025-05", "2025-06"] {
            _ = await room.record(TestVisit.several(30, at: "\(month)-10T11:00:00Z"))
            try await room.closePeriod(month)
        }
        #expect(try await room.site.figures(for: "elus").count == 2)
        #expect(try await room.site.figures(for: "nobody").isEmpty)
        let sealed = try instance.files().filter { $0.key.hasPrefix("state") }
        #expect(!sealed.values.contains { $0.holds(Array("\"declaration\"".utf8)) })
    }
}
