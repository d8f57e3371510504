import Foundation
import SeuilCore
import Testing

@testable import SeuilDisclosure
@testable import SeuilRelease

@Suite("Sums in a release")
struct SumColumnTests {
    private let policy = SamplePolicy.policy()

    /// The table `caf`: the total and the first code published, the others withheld, with or without sums.
    private func summary(
        _ month: Period = SamplePolicy.month(2026, 1), isSumPublished: Bool = true,
        policy: Policy = SamplePolicy.policy(), history: [ReleasedFigures] = [], scale: Int = 1
    ) throws -> Summary {
        let tables = policy.tables.indices.map { index -> ProtectedTable in
            let layout = TableLayout(table: index, of: policy)
            var published = 0
            var sums = [Int?](repeating: nil, count: layout.cellCount)
            let cells = (0..<layout.cellCount).map { cell -> ProtectedTable.Cell in
                guard layout.isShown(cell) else { return .notShown }
                published += 1
                guard published < 3 else { return .withheld }
                sums[cell] = [1_234_500_000, 1_000_000_000][published - 1] * scale
                return .published(count: 100 / published, visitors: 60 / published)
            }
            let isCAF = policy.tables[index].name == "caf"
            return ProtectedTable(
                layout: layout, cells: cells, sums: isCAF && isSumPublished ? [0: sums] : [:])
        }
        return try Summary.sample(
            SampleFigures.protected(SamplePolicy.verified(policy), period: month, tables: tables),
            history: history)
    }

    @Test(
        "A published sum stands in its column as a decimal number in its unit, a withheld one is empty"
    )
    func column() throws {
        let lines = try summary().render().text("tables/caf.csv").components(separatedBy: "\r\n")
        #expect(
            lines.prefix(4) == [
                "reason,requests,visitors,sum_recovered,CONF_STATUS", "_T,100,60,1234.5,F",
                "social,50,30,1000,F", "rsa,,,,C",
            ])
        let empty = try summary(isSumPublished: false).render().text("tables/caf.csv")
        #expect(empty.components(separatedBy: "\r\n")[1] == "_T,100,60,,F")
    }

    @Test(
        "release.json states unit, cap and rule of each sum, and the columns that are withheld whole"
    )
    func statement() throws {
        let header = try summary().header
        #expect(
            header.measures == [
                .init(name: "recovered", unit: "EUR", cap: 5000),
                .init(name: "minutes", unit: "min", cap: 240),
            ])
        #expect(header.protection.sums?.withheld == [.init(table: "profile", sum: "minutes")])
        #expect(header.protection.sums?.percent == 10)
        #expect(try summary(isSumPublished: false).header.protection.sums?.withheld.count == 2)
        let package = try summary().render().text("datapackage.json")
        #expect(package.contains("\"type\" : \"number\""))
        #expect(package.contains("chaque demande compte pour 5\u{202F}000 EUR au plus"))
    }

    @Test("The page shows sums in the reader's language, and says it when they are withheld")
    func page() throws {
        let page = try summary().render().text("report.html")
        #expect(page.contains("<td>1\u{202F}234,5</td>"))
        #expect(page.contains("Montant récupéré (EUR)\u{A0}: somme, où"))
        #expect(page.contains("<b>1\u{202F}234,5</b>"))
        #expect(page.contains("Temps d’entretien (min)\u{A0}: masqué dans tout ce tableau"))
        let english = try summary(policy: SamplePolicy.policy(language: .en)).render()
            .text("report.html")
        #expect(english.contains("<td>1,234.5</td>") && english.contains("at most"))
        let without = try summary(isSumPublished: false).render().text("report.html")
        #expect(!without.contains("1\u{202F}234,5"))
        #expect(without.contains("Montant récupéré (EUR)\u{A0}: masqué dans tout ce tableau"))
    }

    @Test("Earlier sums stand beside those of the same unit and cap, and survive their store")
    func comparison() throws {
        let before = try summary(SamplePolicy.month(2025, 12), scale: 2).figures
        let stored = try #require(ReleasedFigures(decoding: try before.encoded()))
        #expect(stored == before)
        let now = try summary(history: [stored])
        #expect(try now.render().text("report.html").contains("2\u{202F}469 <i>(−50\u{202F}%)</i>"))
        var other = policy
        other.sums[0].cap = 100
        let otherCap = try summary(policy: other, history: [stored]).render().text("report.html")
        #expect(!otherCap.contains("2\u{202F}469"))
    }

    @Test("Figures stored by the version before, without sums, are read")
    func olderFigures() throws {
        let text = try String(decoding: summary().figures.encoded(), as: UTF8.self)
        let older = text.replacing(/,?"s":\[[^\]]*\]/, with: "")
            .replacing(/,?"sums":\[[^\]]*\]/, with: "").replacing("{,", with: "{")
        let figures = try #require(ReleasedFigures(decoding: Array(older.utf8)))
        #expect(figures.tables.flatMap(\.cells).allSatisfy { $0.sums == nil })
        #expect(try !summary(history: [figures]).render().text("report.html").isEmpty)
    }

    @Test("A sum of more digits than the padded size has room for is refused")
    func tooManyDigits() {
        #expect(throws: SummaryError.tooManyDigits(limit: Figure.digitLimit)) {
            try summary(scale: 1_000_000_000)
        }
    }
}
