import Foundation
import SeuilCore
import SeuilDisclosure
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
        let (instance, weeks) = try await released(visits)
        defer { withExtendedLifetime(instance) {} }
        for (others, isPublished) in [(0, true), (2, false)] {
            // Neither the room nor the ledger lets the month open beside the week, so another site counts it.
            let other = try TestInstance()
            let months = try await other.openAdopting()
            let repeated = TestVisit.several(35, at: "2025-06-04T11:00:00Z")
            _ = await months.record(
                repeated + TestVisit.several(others, at: "2025-06-20T11:00:00Z"))
            let period = try #require(await months.span(of: SharedDaysTests.month))
            let sealed = try await months.release(
                of: SharedDaysTests.month, after: weeks.earlierFigures(around: period))
            let table = try #require(try TestInstance.tables(in: sealed)["tables/people.csv"])
            let text = String(decoding: table, as: UTF8.self)
            #expect(text.contains("_T,\(35 + others),7,") == isPublished, "\(text)")
            await months.shutdown()
            withExtendedLifetime(other) {}
        }
        await weeks.shutdown()
    }
}

extension CountingRoom {
    fileprivate func span(of id: String) -> Period? { counted[id]?.period }

    /// The sealed release of an open period, beside what was told of the same days before.
    fileprivate func release(
        of id: String, after earlier: [EarlierFigures]
    ) async throws -> [UInt8] {
        let period = try #require(counted[id])
        let summaries = try await releaseMaker.make(
            of: period.closedTally(),
            seed: SecretBox(period.disclosureSeed(site: site.identifier)),
            precedents: [.init(number: 1, history: [], comparable: [])], earlier: earlier,
            ledger: site.ledgerPlace(), at: settings.clock())
        return try #require(summaries.first).bytes
    }
}
