import Foundation
import SeuilCore
import Testing

@testable import SeuilPages

@Suite("Pages about a policy")
struct PageTests {
    static let names = ["pimms-accueil", "pimms-accueil-people", "health-registry"]
    static let day = Date(timeIntervalSince1970: 1_772_366_400)

    static func policy(_ name: String) throws -> Policy {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let files = try PolicyFolder.read(root.appending(path: "policies").appending(path: name))
        return try PolicyParser.parse(files, certificates: .omitted).policy
    }

    static func pages(_ policy: Policy, _ language: Language) -> [Page] {
        Notice.allCases.map { $0.page(of: policy, language: language, at: day) }
            + [ExplanationPage.page(of: policy, language: language)]
    }

    @Test(
        "Each page is rendered as text and HTML, never says 'anonymous', and says 'pseudonym'",
        arguments: names)
    func words(name: String) throws {
        let policy = try Self.policy(name)
        for language in Language.allCases {
            for page in Self.pages(policy, language) {
                let html = try #require(PageHTML.render(page))
                let text = PageText.render(page)
                for rendering in [html.lowercased(), text.lowercased()] {
                    #expect(!rendering.contains("anonym"))
                    #expect(rendering.contains("pseudonym"))
                }
                #expect(html.contains("<html lang=\"\(language.rawValue)\">"))
                #expect(!html.contains("{{"))
                #expect(html.contains(policy.controller.contact))
                #expect(html.components(separatedBy: "<section").count - 1 == page.sections.count)
            }
        }
    }

    @Test("French text has its spaces before colons, and semicolons between names with commas")
    func frenchColons() throws {
        let page = ExplanationPage.page(of: try Self.policy("pimms-accueil"), language: .fr)
        let lines = PageText.render(page).split(separator: "\n")
        #expect(lines.contains("    Décrit\u{A0}: la visite"))
        #expect(!lines.contains { $0.contains(#/\p{L}: /#) })
        let codelist = try #require(lines.first { $0.contains("Non-connaissance") })
        #expect(codelist.hasSuffix("pas connu ;"))
    }

    @Test("A number stays on the line of what it counts, and the thousands of one together")
    func numbers() throws {
        for (language, words) in [
            (
                Language.fr,
                ["moins de 18\u{A0}ans", "5\u{202F}000\u{A0}EUR", "31\u{A0}décembre 2026"]
            ),
            (.en, ["11\u{A0}different people", "5,000\u{A0}EUR", "31\u{A0}December 2026"]),
        ] {
            let page = ExplanationPage.page(
                of: try Self.policy("pimms-accueil-people"), language: language)
            let html = try #require(PageHTML.render(page))
            for words in words { #expect(html.contains(words), "\(words)") }
        }
    }

    @Test(
        "A coarser level is told by how many groups it has, and not by the name that the policy gives it"
    )
    func levels() throws {
        let policy = try Self.policy("pimms-accueil")
        let french = PageText.render(ExplanationPage.page(of: policy, language: .fr))
        #expect(french.contains("Quartier (7 groupes)") && french.contains("Motif (12 groupes)"))
        #expect(!french.contains("sector") && !french.contains("theme"))
        let english = PageText.render(ExplanationPage.page(of: policy, language: .en))
        #expect(english.contains("District (7 groups)"))
    }

    @Test("A page asks for nothing from outside, and no text of a policy becomes its markup")
    func escaping() throws {
        var policy = try Self.policy("pimms-accueil-people")
        policy.controller = Controller(name: "<script>alert(1)</script>", contact: "\"&'<")
        policy.purpose.fr = "<b>x</b>"
        policy.members[0].label.fr = "<i>\u{301}"
        policy.audiences[0].label.fr = "<u>"
        for page in Self.pages(policy, .fr) {
            let html = try #require(PageHTML.render(page))
            for tag in ["<script", "<b>", "<i>", "<u>", "http://", "https://", " src="] {
                #expect(!html.contains(tag))
            }
            #expect(html.contains("default-src 'none'"))
        }
    }

    @Test("The visitors' notice tells what articles 13 and 14 ask for, and how to refuse")
    func visitors() throws {
        let policy = try Self.policy("pimms-accueil-people")
        let text = PageText.render(Notice.visitors.page(of: policy, language: .en, at: Self.day))
            .replacingOccurrences(of: "\n", with: " ")
        for part in [
            "Association PIMMS de Grenoble", "dpo@pimms.example", "Legal basis", "complain",
            "corrected or erased", "You may refuse", "“Name” and “Date of birth”", "11\u{A0}people",
            "3\u{A0}days after the end of the month", "No decision is taken by a machine",
            "Family benefits office (CAF)", "Only “Reason” is needed",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        let without = PageText.render(
            Notice.visitors.page(of: try Self.policy("pimms-accueil"), language: .fr, at: Self.day))
        #expect(without.contains("Nous ne demandons pas qui vous êtes"))
        #expect(!without.contains("Date de naissance"))
    }

    @Test("Record and assessment mark every place where the controller must write")
    func blanks() throws {
        let policy = try Self.policy("pimms-accueil-people")
        for (notice, least) in [(Notice.record, 9), (.dpia, 20)] {
            let html = try #require(
                PageHTML.render(notice.page(of: policy, language: .fr, at: Self.day)))
            let count = html.components(separatedBy: "class=\"blank\" contenteditable").count - 1
            #expect(count >= least)
        }
    }

    @Test("A visit that would be refused says so, and where")
    func refused() throws {
        let policy = try Self.policy("pimms-accueil-people")
        let visit = VisitExplanation(
            Array(
                "{\"sex\":\"Q\",\"birth_date\":\"1987-04-02\",\"requests\":[{\"reason\":\"ENERGIE-EAU\"}]}"
                    .utf8),
            policy: policy, receivedAt: Self.day)
        let page = ExplanationPage.page(of: policy, language: .fr, visit: visit)
        let text = PageText.render(page)
        #expect(text.contains("Refusée\u{A0}: code inconnu (sex)."))
        #expect(text.contains("Q → refusé : code inconnu"))
        #expect(text.contains("1987-04-02 → haché"))
        #expect(text.contains("36 à 50 ans"))
        #expect(try #require(PageHTML.render(page)).contains("<tr class=\"alarm\">"))
    }

    @Test("Typography sets French spaces and curved apostrophes, and leaves English spaces")
    func typography() {
        #expect(
            Typography.set("l'accueil : oui ; non ?", "fr")
                == "l’accueil\u{A0}: oui\u{202F}; non\u{202F}?")
        #expect(Typography.set("26 à 35 ans", "fr") == "26\u{A0}à\u{A0}35\u{A0}ans")
        #expect(Typography.set("(article 9)", "fr") == "(article\u{A0}9)")
        #expect(Typography.set("« a »", "fr") == "«\u{A0}a\u{A0}»")
        #expect(Typography.set("it's: so", "en") == "it’s: so")
        #expect(Typography.set("o'brien@seuil.example", "fr") == "o'brien@seuil.example")
    }

    @Test("What stands in backticks is code, untouched; a lone backtick is a backtick")
    func code() {
        #expect(
            Markup.html("l'essai (`per: '<b>'`) ; fin", "fr")
                == "l’essai (<code>per: &#39;&lt;b&gt;&#39;</code>)\u{202F}; fin")
        #expect(Markup.html("a ` <b>", "fr") == "a ` &lt;b&gt;")
    }

    @Test("The assessment says in French what the policy lacks, its own words as code")
    func frenchFindings() throws {
        var policy = try Self.policy("health-registry")
        for index in policy.dimensions.indices { policy.dimensions[index].specialCategory = nil }
        let html = try #require(
            PageHTML.render(Notice.dpia.page(of: policy, language: .fr, at: Self.day)))
        for part in [
            "<th scope=\"row\"><code>tables.age-education-sex.by</code></th>",
            "Âge × Niveau d’études × Sexe\u{A0}: ce croisement désigne presque une personne.",
            "En faire deux tableaux, ou prendre des niveaux plus larges.",
            "(dans la politique\u{A0}: <code>per: person</code>)",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        #expect(!html.contains("{ category, because }"))
        #expect(!html.contains("n’est pas per: person"))
    }
}
