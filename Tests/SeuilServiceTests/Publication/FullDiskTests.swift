import Foundation
import GRDB
import Logging
import SeuilCore
import Synchronization
import SystemPackage
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// Commands whose one transaction finds no room in the site's file.
@Suite("No room for what is released")
struct FullDiskTests {
    @Test("An erratum without room is not recorded, and one line of the log tells it")
    func erratum() async throws {
        let (instance, room, lines) = try await FullDiskTests.released()
        try await room.limitSitePages(beyond: 4)
        let size = try await room.site.ledger().count
        let error = ErratumError.vault(.diskFull(instance.layout.siteFile))
        for _ in 0..<2 {
            lines.clear()
            await #expect(throws: error) {
                try await room.issueErratum(ErratumTests.request(.incomplete))
            }
            #expect(lines.all.count == 1)
            #expect(lines.all[0].contains("an erratum was not recorded"))
            #expect(lines.all[0].contains("there is no room left for"))
        }
        #expect(Problem(error).code == "disk-full")
        #expect(try await room.site.ledger().count == size)
        #expect(await room.status().problems.contains { $0.contains("no room left") })
        #expect(await room.faultSeen == nil)
        try await room.limitSitePages(beyond: 1 << 20)
        _ = try await room.issueErratum(ErratumTests.request(.incomplete))
        #expect(await room.status().problems == [], "what was written found room")
        await room.shutdown()
    }

    @Test("A release without room leaves its period closing, and the same command closes it later")
    func closing() async throws {
        let (instance, room, lines) = try await FullDiskTests.released()
        _ = await room.record(TestVisit.several(42, at: "2025-04-10T11:00:00Z"))
        try await room.limitSitePages(beyond: 4)
        lines.clear()
        let error = ClosingError.vault(.diskFull(instance.layout.siteFile))
        await #expect(throws: error) { try await room.closePeriod("2025-04") }
        #expect(lines.all.count == 1, "\(lines.all)")
        #expect(lines.all.first?.contains("a period was not closed") == true)
        #expect(lines.all.first?.contains("reason=\"there is no room left for ") == true)
        #expect(Problem(error).code == "disk-full")
        #expect(await room.periods().map(\.state) == [.closed, .closing])
        #expect(try instance.outboxNames() == ["2025-03.elus.p7m"])
        try await room.limitSitePages(beyond: 1 << 20)
        try await room.closePeriod("2025-04")
        #expect(await room.status().problems == [])
        #expect(try instance.outboxNames() == ["2025-03.elus.p7m", "2025-04.elus.p7m"])
        await room.shutdown()
    }

    @Test("A tick finds out that there is room again, and leaves nothing where it looked")
    func lookingForRoom() async throws {
        let (instance, room, _) = try await FullDiskTests.released()
        try await room.limitSitePages(beyond: 4)
        _ = try? await room.issueErratum(ErratumTests.request(.incomplete))
        #expect(await !room.status().problems.isEmpty)
        let before = Set(try instance.files().keys)
        #expect(DurableFile.hasRoom(beside: instance.layout.siteFile))
        #expect(Set(try instance.files().keys) == before)
        await room.tick()
        #expect(await room.status().problems == [])
        let nowhere = instance.layout.siteFile.appending("below-a-file")
        #expect(!DurableFile.hasRoom(beside: nowhere))
        await room.shutdown()
    }

    /// The lines that a room has logged.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func clear() { lines.withLock { $0 = [] } }
    }

    /// An instance with March 2025 released, whose log is read.
    private static func released() async throws -> (TestInstance, CountingRoom, Lines) {
        let instance = try TestInstance()
        let lines = Lines()
        let room = try instance.open(
            logger: Logger(label: "test") { label in
                LogLines(label: label, level: .info, format: .logfmt, clock: { .now }) {
                    lines.add($0)
                }
            })
        try await room.adopt(TestPolicy().files())
        _ = await room.record(TestVisit.several(42, at: "2025-03-10T11:00:00Z"))
        try await room.closePeriod("2025-03")
        return (instance, room, lines)
    }
}

extension CountingRoom {
    /// Leaves the site's file no room beyond `count` pages more than it has.
    fileprivate func limitSitePages(beyond count: Int) throws {
        try site.writing { db in
            let present = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(present + count)")
        }
    }
}
