import Foundation
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilDisclosure
@testable import SeuilRelease

@Suite("A summary")
struct SummaryTests {
    private let policy = SamplePolicy.verified(SamplePolicy.policy())

    private func tables(_ year: Int, _ month: Int, seed: UInt64) -> ProtectedTables {
        SampleFigures.counted(
            policy, period: SamplePolicy.month(year, month), visitCount: 600, seed: seed)
    }

    @Test("The same summary renders and packs to the same bytes")
    func repeatable() throws {
        let history = try [Summary.sample(tables(2025, 12, seed: 1)).figures]
        let summary = try Summary.sample(tables(2026, 1, seed: 2), history: history)
        let (first, second) = try (summary.render(), summary.render())
        #expect(first == second)
        #expect(try first.archive(paddedTo: 262_144) == second.archive(paddedTo: 262_144))
        #expect(first.files.map(\.path) == first.files.map(\.path).sorted())
    }

    @Test("Released figures hold the published cells only, and survive being stored")
    func figures() throws {
        let summary = try Summary.sample(tables(2026, 1, seed: 4))
        let figures = summary.figures
        #expect(ReleasedFigures(decoding: try figures.encoded()) == figures)
        #expect(ReleasedFigures(decoding: [1, 2, 3]) == nil)
        let published = summary.content.tables.map { table in
            table.shownCells.filter { table.figures[$0] != nil }.count
        }
        #expect(figures.tables.map(\.cells.count) == published)
        let shown = summary.content.tables.map(\.shownCells.count)
        #expect(published.reduce(0, +) < shown.reduce(0, +), "nothing was withheld: a poor sample")
    }

    @Test(
        "The period before and the year before are found; other audiences, policies, periods are not"
    )
    func history() throws {
        let before = try Summary.sample(tables(2025, 12, seed: 1)).figures
        let year = try Summary.sample(tables(2025, 1, seed: 2)).figures
        let older = try Summary.sample(tables(2025, 11, seed: 3)).figures
        let other = try Summary.sample(tables(2025, 12, seed: 5), audience: SamplePolicy.caf)
            .figures
        let summary = try Summary.sample(
            tables(2026, 1, seed: 4), history: [other, older, year, before])
        #expect(summary.content.comparisons.map(\.period.id) == ["2025-12", "2025-01"])
        let caf = try Summary.sample(
            tables(2026, 1, seed: 4), audience: SamplePolicy.caf, history: [older, year, before])
        #expect(caf.content.comparisons.isEmpty)

        var renamed = SamplePolicy.policy()
        renamed.name = "another"
        let foreign = try Summary.sample(
            SampleFigures.counted(
                SamplePolicy.verified(renamed), period: SamplePolicy.month(2025, 12),
                visitCount: 100, seed: 6)
        ).figures
        let alone = try Summary.sample(tables(2026, 1, seed: 4), history: [foreign])
        #expect(alone.content.comparisons.isEmpty)
    }

    @Test("A table that counted something else before is not compared")
    func changedTable() throws {
        var old = SamplePolicy.policy()
        old.tables[1].axes = [.init(dimension: SamplePolicy.sex)]
        old.version = 3
        let before = try Summary.sample(
            SampleFigures.counted(
                SamplePolicy.verified(old), period: SamplePolicy.month(2025, 12), visitCount: 600,
                seed: 1)
        ).figures
        let summary = try Summary.sample(tables(2026, 1, seed: 2), history: [before])
        let comparison = try #require(summary.content.comparisons.first)
        let declared = summary.header.tables
        #expect(declared.map(comparison.has) == [true, false, true, true])
        #expect(comparison.figure(in: declared[1], codes: ["_T"]) == nil)
        #expect(comparison.figure(in: declared[0], codes: ["_T", "_T"])?.count == 600)
        #expect(try summary.render().text("report.html").contains("version 3\u{A0}des règles"))
    }

    @Test("What has no place in a release is refused")
    func refusals() throws {
        let tables = tables(2026, 1, seed: 1)
        let site = try SiteIdentity(name: "Site", key: .sha256([]))
        let salt = [UInt8](repeating: 0, count: Summary.saltByteCount)
        #expect(throws: SummaryError.noSuchAudience(2)) {
            try Summary(
                tables: tables, audience: 2, number: 1, site: site, ledger: .sample(), salt: salt,
                history: [])
        }
        #expect(throws: SummaryError.saltLength(byteCount: 3)) {
            try Summary(
                tables: tables, audience: 0, number: 1, site: site, ledger: .sample(),
                salt: [1, 2, 3],
                history: [])
        }
        #expect(throws: SummaryError.tooManyDigits(limit: 12)) {
            try Summary(
                tables: tables, audience: 0, number: Figure.greatest + 1, site: site,
                ledger: .sample(),
                salt: salt, history: [])
        }
        #expect(throws: SummaryError.siteName(byteCount: 0)) {
            try SiteIdentity(name: "", key: .sha256([]))
        }
        #expect(throws: SummaryError.siteName(byteCount: 121)) {
            try SiteIdentity(name: String(repeating: "a", count: 121), key: .sha256([]))
        }
        #expect(throws: SummaryError.siteName(byteCount: 3)) {
            try SiteIdentity(name: "a\nb", key: .sha256([]))
        }
    }
}

@Suite("Names and numbers")
struct NamingTests {
    @Test(
        "The neighbours of a period are these",
        arguments: [
            ("2026-01", PeriodLength.month, "2026-01-01", "2025-12-01", "2025-01"),
            ("2026-03", .month, "2026-03-01", "2026-02-01", "2025-03"),
            ("2026-Q1", .quarter, "2026-01-01", "2025-10-01", "2025-Q1"),
            ("2026", .year, "2026-01-01", "2025-01-01", "2025"),
            ("2026-W01", .week, "2025-12-29", "2025-12-22", "2025-W01"),
            ("2024-W10", .week, "2024-03-04", "2024-02-26", "2023-W10"),
            ("2026-03-01", .day, "2026-03-01", "2026-02-28", "2025-03-01"),
            ("2024-03-01", .day, "2024-03-01", "2024-02-29", "2023-03-01"),
            ("2026-01-01", .day, "2026-01-01", "2025-12-31", "2025-01-01"),
        ])
    func neighbours(
        id: String, length: PeriodLength, firstDay: String, previous: String, yearBefore: String
    ) throws {
        let day = try #require(CalendarDate(isoText: firstDay))
        let period = ReleasePeriod(id: id, length: length, firstDay: day)
        #expect(period.previousFirstDay?.isoText == previous)
        #expect(period.yearBeforeID == yearBefore)
    }

    @Test("Periods are written out in both languages")
    func labels() throws {
        func label(_ id: String, _ length: PeriodLength, _ firstDay: String) throws -> LocalizedText
        {
            let day = try #require(CalendarDate(isoText: firstDay))
            return PeriodLabel.long(ReleasePeriod(id: id, length: length, firstDay: day))
        }
        #expect(try label("2026-08", .month, "2026-08-01").fr == "août 2026")
        #expect(try label("2026-Q1", .quarter, "2026-01-01").fr == "1er trimestre 2026")
        #expect(try label("2026-Q2", .quarter, "2026-04-01").en == "quarter 2 of 2026")
        #expect(try label("2026-02-01", .day, "2026-02-01").fr == "1er février 2026")
        let week = try label("2026-W05", .week, "2026-01-26")
        #expect(week.fr == "semaine 5 de 2026, du 26 janvier 2026 au 1er février 2026")
        #expect(week.en == "week 5 of 2026, 26 January 2026 to 1 February 2026")
    }

    @Test("Numbers and changes are written as readers expect")
    func numbers() {
        #expect(NumberText.whole(0, .fr) == "0")
        #expect(NumberText.whole(999, .fr) == "999")
        #expect(NumberText.whole(1_234_567, .fr) == "1\u{202F}234\u{202F}567")
        #expect(NumberText.whole(12_345, .en) == "12,345")
        #expect(NumberText.change(from: 200, to: 211, .en) == "+6%")
        #expect(NumberText.change(from: 200, to: 150, .fr) == "−25\u{202F}%")
        #expect(NumberText.change(from: 1000, to: 1004, .en) == "±0%")
        #expect(NumberText.change(from: 0, to: 5, .en) == nil)
        #expect(NumberText.change(from: 1, to: 11, .en) == nil)
    }

    @Test("A release's file name says period and audience, and nothing else is one")
    func fileNames() {
        let name = ReleaseName(period: "2026-W05", audience: "city-council")
        #expect(name.fileName == "2026-W05.city-council.p7m")
        #expect(ReleaseName(fileName: name.fileName) == name)
        for other in [
            "2026.p7m", ".elus.p7m", "2026-01.elus", "2026-01..p7m", "a/2026.b.p7m", "",
            "2026-01.elus.erratum-1.p7m", "2026-01.city.council.p7m",
        ] {
            #expect(ReleaseName(fileName: other) == nil, "\(other)")
        }
    }
}
