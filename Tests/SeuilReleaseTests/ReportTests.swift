import Foundation
import SeuilCore
import Testing

@testable import SeuilDisclosure
@testable import SeuilRelease

@Suite("The report")
struct ReportTests {
    private func page(
        _ policy: Policy, visitCount: Int = 1234, history: [ReleasedFigures] = []
    ) throws -> String {
        let tables = SampleFigures.counted(
            SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1),
            visitCount: visitCount, seed: 9)
        return try Summary.sample(tables, history: history).render().text("report.html")
    }

    @Test("The page says whose figures these are, what for, and the totals of the period")
    func head() throws {
        let page = try page(SamplePolicy.policy())
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"fr\">"))
        for words in [
            "Tableau de bord d’accueil", "PIMMS de Grenoble", "janvier 2026",
            "Mesurer l’accueil sans connaître les personnes accueillies.",
            "<dt>Visites</dt><dd><b>1\u{202F}234</b>", "dpo@pimms.example",
            "au moins 11\u{A0}personnes",
        ] { #expect(page.contains(words), "\(words)") }
    }

    @Test("Words of a policy, written on a plain keyboard, are set as printers do")
    func typography() throws {
        var policy = SamplePolicy.policy()
        policy.title = LocalizedText(fr: "L'accueil : janvier", en: "The desk")
        policy.tables[0].label = LocalizedText(fr: "Motifs d'une visite", en: "Reasons")
        policy.dimensions[0].label = LocalizedText(fr: "Motif de l'appel", en: "Reason")
        policy.controller.name = "L'Étape"
        let page = try page(policy)
        for words in [
            "<h1>L’accueil\u{A0}: janvier</h1>", "<h2>Motifs d’une visite</h2>", "Motif de l’appel",
            "L’Étape, ",
        ] { #expect(page.contains(words), "\(words)") }
        #expect(!page.contains("&#39;"))
    }

    @Test("An audience reads its own language")
    func english() throws {
        let page = try page(SamplePolicy.policy(language: .en))
        #expect(page.contains("<html lang=\"en\">") && page.contains("Front-desk dashboard"))
        #expect(page.contains("<b>1,234</b>") && page.contains("people do not add up"))
        for french in ["Personnes", "Demandes", "Quartier", "masqué"] {
            #expect(!page.contains(french), "\(french)")
        }
    }

    @Test("What empty cells say, and where they are protected, is told and stands in release.json")
    func zeros() throws {
        var policy = SamplePolicy.policy(language: .en)
        policy.dimensions[SamplePolicy.sex].specialCategory = SpecialCategory(
            category: .health, because: LocalizedText(fr: "Oui.", en: "Yes."))
        for (zeros, told, header) in [
            (
                DisclosureRule.Zeros?.none, "sensitive data are concerned (Sex)",
                [DisclosureRule.Zeros.publish, .protect, .publish]
            ),
            (.publish, "Zero is published", [.publish, .publish, .publish]),
            (.protect, "Cells without any visit are protected", [.protect, .protect, .protect]),
        ] {
            policy.disclosure.zeros = zeros
            let page = try page(policy)
            #expect(page.contains(told))
            #expect(page.contains("sensitive data") == (zeros == nil))
            let tables = SampleFigures.counted(
                SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1),
                visitCount: 100, seed: 9)
            let found = try Summary.sample(tables).header
            let dimensions = ["sex", "age"].map { name in
                found.dimensions.first { $0.name == name }?.zeros
            }
            #expect([found.zeros] + dimensions == header)
        }
    }

    @Test("A page says that whole rows in one category are not told, unless the policy tells them")
    func group() throws {
        var policy = SamplePolicy.policy(language: .en)
        // It counts nobody's identity, so it speaks of visits.
        #expect(try page(policy).contains("all the visits of a row"))
        policy.disclosure.group = .publish
        #expect(try !page(policy).contains("of a row, or all but one"))
    }

    @Test("Nothing is loaded and nothing runs")
    func selfContained() throws {
        let page = try page(SamplePolicy.policy()).lowercased()
        for forbidden in [
            "<script", "javascript:", "http:", "https:", "//", "src=", "url(", "@import", "<link",
            "<iframe", "<img", "<form", " onload", " onclick",
        ] { #expect(!page.contains(forbidden), "\(forbidden)") }
        #expect(page.contains("default-src 'none'"))
    }

    @Test("Words of a policy cannot become markup")
    func escaping() throws {
        var policy = SamplePolicy.policy()
        let hostile = "<script>alert('x')</script> & \"<\u{301}b>\""
        policy.title = LocalizedText(fr: hostile, en: hostile)
        policy.tables[0].label = policy.title
        policy.controller.contact = hostile
        let page = try page(policy)
        #expect(!page.contains("<script"))
        #expect(!page.unicodeScalars.contains("\u{301}") || !page.contains("<\u{301}"))
        let escaped =
            "&lt;script&gt;alert(’x’)&lt;/script&gt; &amp; &quot;&lt;\u{301}b&gt;&quot;"
        #expect(page.contains(escaped))
    }

    @Test("A withheld figure, a zero and a missing comparison look different")
    func threeStates() throws {
        let policy = SamplePolicy.policy()
        let before = try Summary.sample(
            SampleFigures.counted(
                SamplePolicy.verified(policy), period: SamplePolicy.month(2025, 12),
                visitCount: 600, seed: 3)
        ).figures
        let page = try page(policy, history: [before])
        for cell in ["<td class=\"c\">•</td>", "<td>0</td>", "<td class=\"p\">–</td>"] {
            #expect(page.contains(cell), "\(cell)")
        }
        #expect(page.contains("masqué, pour protéger les petits groupes"))
        #expect(page.contains("décembre 2025\u{A0}: 600 <i>(+106\u{202F}%)</i>"))
    }

    @Test("A withheld total is marked, and compared with nothing")
    func withheldTotal() throws {
        let page = try page(SamplePolicy.policy(), visitCount: 8)
        #expect(page.contains("<dt>Visites</dt><dd><b class=\"c\">•</b></dd>"))
    }

    @Test("A release without a figure above zero says so in one sentence, and no other one does")
    func silent() throws {
        let told = "Cette publication ne contient aucun chiffre au-dessus de zéro"
        for (visitCount, isTold) in [(0, true), (3, true), (1234, false)] {
            for zeros in [DisclosureRule.Zeros.publish, .protect] {
                var policy = SamplePolicy.policy()
                policy.disclosure.zeros = zeros
                let page = try page(policy, visitCount: visitCount)
                #expect(page.contains(told) == isTold, "\(visitCount) visits, zeros \(zeros)")
            }
        }
        #expect(
            try page(SamplePolicy.policy(language: .en), visitCount: 3).contains(
                "no figure above zero"))
    }

    @Test("Every table has a caption, and every heading says what it heads")
    func accessible() throws {
        let page = try page(SamplePolicy.policy())
        func count(_ text: String) -> Int { page.components(separatedBy: text).count - 1 }
        #expect(count("<table>") > 4)
        #expect(count("<table>") == count("<caption>") && count("<table>") == count("</table>"))
        #expect(count("<th") - count("<thead") == count("<th scope="))
        #expect(count("class=\"d2\"><th scope=\"row\">Chèque énergie") == 3)
    }

    @Test("Each row of a three-dimensional table has as many cells as its head")
    func threeDimensions() throws {
        let page = try page(SamplePolicy.policy())
        #expect(page.contains("<caption>Visites – Quartier × Âge – Sexe\u{A0}: Femmes</caption>"))
        for table in page.components(separatedBy: "<table>").dropFirst() {
            let columns = table.components(separatedBy: "<th scope=\"col\"").count - 1
            for row in table.components(separatedBy: "<tr class=").dropFirst() {
                let line = row.prefix { $0 != "\n" }
                #expect(line.components(separatedBy: "<td").count == columns)
            }
        }
    }

    @Test("A wide table is parted into grids that fit a page, and loses no column")
    func wideTable() throws {
        var policy = SamplePolicy.policy()
        let codes = (1...30).map { number in
            Codelist.Entry(
                code: "d\(number)", label: LocalizedText(fr: "Zone \(number)", en: "Area"),
                parent: 0)
        }
        policy.dimensions[SamplePolicy.district].codelist = Codelist(
            entries: [.init(code: "_T", label: .init(fr: "Total", en: "Total"), parent: nil)]
                + codes)
        policy.dimensions[SamplePolicy.reason].codelist = Codelist(
            entries: [.init(code: "_T", label: .init(fr: "Total", en: "Total"), parent: nil)]
                + codes)
        let tables = SampleFigures.random(
            SamplePolicy.verified(policy), period: SamplePolicy.month(2026, 1), seed: 1,
            withheldShare: 0.3)
        let summary = try Summary.sample(tables)
        let grids = GridBuilder(summary.content, table: summary.content.tables[0]).grids
        #expect(grids.allSatisfy { $0.columns.count <= GridBuilder.columnLimit })
        #expect(grids.map(\.columns.count).reduce(0, +) == 2 * 31)
        #expect(grids.first?.caption == "Demandes – Motif × Quartier (1/4)")
        #expect(
            grids.allSatisfy { grid in grid.rows.allSatisfy { $0.cells.count == grid.columns.count }
            })
    }

    @Test("A site without identities states its weaker guarantee")
    func weakerGuarantee() throws {
        let weaker = try page(SamplePolicy.policy(threshold: .visits(11)))
        #expect(
            weaker.contains("garantie plus faible") && !weaker.contains("au moins 11 personnes"))
        #expect(try page(SamplePolicy.policy()).contains("garantie plus faible") == false)
    }
}
