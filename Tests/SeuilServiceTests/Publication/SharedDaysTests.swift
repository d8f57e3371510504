import Foundation
import GRDB
import SeuilCore
import SystemPackage
import Testing

@testable import SeuilService

/// Two releases of one site over the same days: refused, and where the site's file knows of one, constrained.
@Suite("Days that were released before")
struct SharedDaysTests {
    private static let week = "2025-W23"
    private static let month = "2025-06"

    /// An instance that has released a week of June 2025, and now counts months.
    private func released(_ visits: [TestVisit]) async throws -> (TestInstance, CountingRoom) {
        let instance = try TestInstance()
        var weeks = TestPolicy()
        weeks.each = "week"
        weeks.backfill = "2024-12-30"
        let room = try await instance.openAdopting(weeks)
        _ = await room.record(visits)
        try await room.closePeriod(SharedDaysTests.week)
        var months = TestPolicy()
        months.version = 2
        try await room.adopt(months.files())
        return (instance, room)
    }

    @Test("A month of which a week was released does not open, on whichever of its days")
    func refused() async throws {
        let (instance, room) = try await released(TestVisit.several(30, at: "2025-06-04T11:00:00Z"))
        let outcomes = await room.record(
            ["2025-06-04T12:00:00Z", "2025-06-20T12:00:00Z", "2025-05-20T12:00:00Z"].map {
                TestVisit(at: $0)
            })
        #expect(
            outcomes == [
                .refused(Refusal(.periodClosed, field: "at")),
                .refused(Refusal(.periodOverlaps, field: "at")), .counted,
            ])
        #expect(await room.periods().map(\.id) == ["2025-05", SharedDaysTests.week])
        #expect(try instance.outboxNames() == ["\(SharedDaysTests.week).elus.p7m"])
    }

    @Test(
        "Were one open in the site's file, it would say nothing that could be taken from the week's figures"
    )
    func constrained() async throws {
        let visits = TestVisit.several(35, at: "2025-06-04T11:00:00Z")
        for (others, isPublished) in [(0, true), (2, false)] {
            let (instance, room) = try await released(visits)
            // The week's row is out of the way while the month opens: as in a file that another program wrote.
            await room.shutdown()
            try await move(SharedDaysTests.week, by: -1e9, in: instance)
            let counting = try instance.open()
            let repeated = TestVisit.several(35, at: "2025-06-04T11:00:00Z")
            _ = await counting.record(
                repeated + TestVisit.several(others, at: "2025-06-20T11:00:00Z"))
            await counting.shutdown()
            try await move(SharedDaysTests.week, by: 1e9, in: instance)
            let closing = try instance.open()
            try await closing.closePeriod(SharedDaysTests.month)
            let table = try #require(
                try instance.figures(of: SharedDaysTests.month)["tables/people.csv"])
            let text = String(decoding: table, as: UTF8.self)
            #expect(text.contains("_T,\(35 + others),7,") == isPublished, "\(text)")
        }
    }

    private func move(_ period: String, by seconds: Double, in instance: TestInstance) async throws
    {
        let database = try DatabaseQueue(path: instance.layout.siteFile.string)
        try await database.write { db in
            try db.execute(
                sql:
                    "UPDATE periods SET starts_at = starts_at + ?, ends_at = ends_at + ? WHERE id = ?",
                arguments: [seconds, seconds, period])
        }
        try database.close()
    }
}
