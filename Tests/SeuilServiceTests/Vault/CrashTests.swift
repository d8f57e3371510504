import Foundation
import SeuilCore
import SeuilRelease
import Testing

@testable import SeuilService

/// A daemon killed at each boundary, and started again over what it left.
@Suite("Crashes")
struct CrashTests {
    @Test("Killed while recording and folding, every visit sent again counts exactly once")
    func recordingAndFolding() async throws {
        let instance = try TestInstance()
        let pictures = CrashPictures(of: instance)
        let room = try await instance.openAdopting { pictures.take(at: $0) }
        let batches = (0..<3).map { _ in TestVisit.several(11) }
        for batch in batches {
            _ = await room.record(batch)
            await room.fold()
        }
        let expected: Set<CrashPoint> = [
            .openingRecorded, .keyFileWritten, .periodFileWritten, .openRecorded, .deltaCommitted,
            .foldKeyWritten, .snapshotCommitted, .logTruncated, .foldKeyErased,
        ]
        #expect(Set(pictures.all.map(\.point)) == expected)
        for (point, killed) in pictures.all {
            let again = try killed.open()
            #expect(await again.status().problems == [], "\(point)")
            for batch in batches {
                let outcomes = await again.record(batch)
                #expect(outcomes.allSatisfy { $0 == .counted || $0 == .duplicate }, "\(point)")
            }
            #expect(
                await again.total(of: "2026-01") == .init(visits: 33, people: 7), "\(point)")
            await again.fold()
            #expect(
                await again.total(of: "2026-01") == .init(visits: 33, people: 7), "\(point)")
        }
    }

    @Test("Acknowledged visits are there after a kill, without being sent again")
    func acknowledged() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        for count in 1...6 {
            _ = await room.record(TestVisit.several(4))
            if count.isMultiple(of: 2) { await room.fold() }
            let again = try instance.picture().open()
            #expect(await again.total(of: "2026-01")?.visits == 4 * count)
        }
    }

    @Test("Killed while closing, a period is released exactly once, with the same figures")
    func closing() async throws {
        let instance = try TestInstance(at: "2026-01-10T11:00:00Z")
        let pictures = CrashPictures(of: instance)
        let room = try await instance.openAdopting { point in
            if !CrashTests.early.contains(point) { pictures.take(at: point) }
        }
        _ = await room.record(TestVisit.several(40, at: "2025-06-10T11:00:00Z"))
        try await room.closePeriod("2025-06")
        let expected = try instance.figures(of: "2025-06")
        #expect(
            Set(pictures.all.map(\.point))
                == Set(CrashPoint.allCases).subtracting(CrashTests.early))
        for (point, killed) in pictures.all {
            let again = try killed.open()
            #expect(await again.status().problems == [], "\(point)")
            await again.tick()
            let status = await again.periods().first { $0.id == "2025-06" }
            #expect(status?.state == .closed, "\(point)")
            #expect(try killed.outboxNames() == ["2025-06.elus.p7m"], "\(point)")
            #expect(try killed.figures(of: "2025-06") == expected, "\(point)")
            #expect(try killed.leftovers(of: "2025-06") == [], "\(point)")
            let kinds = try await again.site.ledger().map(\.event).filter {
                $0.period == "2025-06"
            }.map(\.kind)
            #expect(kinds == ["opened", "released", "keys-destroyed"], "\(point)")
            await #expect(throws: ClosingError.alreadyClosed, "\(point)") {
                try await again.closePeriod("2025-06")
            }
        }
    }

    @Test("A closing that crashed the daemon three times waits for a command")
    func crashLoop() async throws {
        let instance = try TestInstance()
        let pictures = CrashPictures(of: instance)
        var room = try await instance.openAdopting { point in
            if point == .closingRecorded { pictures.take(at: point) }
        }
        _ = await room.record(TestVisit.several(3, at: "2025-06-10T11:00:00Z"))
        try? await room.closePeriod("2025-06")
        for _ in 0..<2 {
            let killed = try #require(pictures.all.last?.instance)
            let next = CrashPictures(of: killed)
            room = try killed.open { point in
                if point == .closingRecorded {
                    next.take(at: point)
                    pictures.adopt(next)
                }
            }
            await room.tick()
        }
        let killed = try #require(pictures.all.last?.instance)
        room = try killed.open()
        await room.tick()
        #expect(await room.periods().first?.state == .closing)
        #expect(await room.status().problems.count == 1)
        try await room.closePeriod("2025-06")
        #expect(await room.periods().first?.state == .closed)
    }

    /// The boundaries before a closing.
    static let early: Set<CrashPoint> = [
        .openingRecorded, .keyFileWritten, .periodFileWritten, .openRecorded, .deltaCommitted,
        .foldKeyWritten, .snapshotCommitted, .logTruncated, .foldKeyErased,
    ]
}
