import Foundation
import SeuilCrypto

@testable import SeuilCore

/// A front desk's policy with every kind of table: hierarchy, filter, three dimensions, sums.
enum SamplePolicy {
    /// Places in `dimensions`.
    static let reason = 0, district = 1, age = 2, sex = 3, partner = 4
    /// Places in `audiences`.
    static let elus = 0, caf = 1

    static func policy(
        threshold: Threshold = .people(11), zeros: DisclosureRule.Zeros = .publish,
        language: Language = .fr, length: PeriodLength = .month
    ) -> Policy {
        Policy(
            name: "pimms-accueil-people", version: 4, inForce: day(2026, 1, 1)...day(2026, 12, 31),
            title: text("Tableau de bord d’accueil", "Front-desk dashboard"),
            purpose: text(
                "Mesurer l’accueil sans connaître les personnes accueillies.",
                "Measure reception without knowing the people received."),
            controller: Controller(
                name: "Association PIMMS de Grenoble", contact: "dpo@pimms.example"),
            periods: PeriodRule(
                each: length, timeZone: "Europe/Paris", grace: .seconds(259_200), backfillFrom: nil),
            members: ["reason", "district", "birth_date", "sex", "partner", "recovered"].map {
                Member(name: $0, scope: .visit, kind: .code, isRequired: false)
            },
            visitor: nil, dimensions: dimensions, sums: [recovered, minutes], tables: tables,
            threshold: threshold, disclosure: DisclosureRule(interval: 3, zeros: zeros),
            audiences: [
                Audience(name: "elus", language: language, recipients: ["recipients/maire.pem"]),
                Audience(name: "caf", language: language, recipients: ["recipients/caf.pem"]),
            ])
    }

    static func verified(_ policy: Policy, recipients: [Certificate] = []) -> VerifiedPolicy {
        VerifiedPolicy(
            policy: policy, digest: .sha256(Array("manifest".utf8)), manifest: [], signatures: [],
            recipients: policy.audiences.map { _ in recipients })
    }

    static func month(_ year: Int, _ month: Int) -> Period {
        let firstDay = day(year, month, 1)
        return Period(
            id: String(format: "%04d-%02d", year, month), length: .month, firstDay: firstDay,
            start: Date(timeIntervalSince1970: 0), end: Date(timeIntervalSince1970: 1))
    }

    static func text(_ fr: String, _ en: String) -> LocalizedText { LocalizedText(fr: fr, en: en) }

    static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            preconditionFailure("no such day")
        }
        return date
    }

    private static let recovered = SumRule(
        name: "recovered", label: text("Montant récupéré", "Amount recovered"), scope: .request,
        member: 5, unit: "EUR", cap: 5000)

    private static let minutes = SumRule(
        name: "minutes", label: text("Temps d’entretien", "Time spent"), scope: .visit,
        member: 5, unit: "min", cap: 240)

    private static let dimensions = [
        dimension(
            "reason", text("Motif", "Reason"), .request,
            [
                ("social", "Aides sociales", "Social benefits", "_T"),
                ("rsa", "RSA et prime d’activité", "Minimum income", "social"),
                ("apl", "Aide au logement", "Housing benefit", "social"),
                ("energy", "Énergie", "Energy", "_T"),
                ("bill", "Facture ou impayé", "Bill or arrears", "energy"),
                ("voucher", "Chèque énergie", "Energy voucher", "energy"),
                ("papers", "Papiers, « état civil »", "Papers & civil status", "_T"),
            ]),
        dimension(
            "district", text("Quartier", "District"), .visit,
            [
                ("villeneuve", "Villeneuve", "Villeneuve", "_T"),
                ("mistral", "Mistral", "Mistral", "_T"),
                ("teisseire", "Teisseire", "Teisseire", "_T"),
                ("centre", "Centre-ville", "Town centre", "_T"),
            ]),
        dimension(
            "age", text("Âge", "Age"), .visit,
            [
                ("LT26", "moins de 26 ans", "under 26", "_T"),
                ("26-50", "26 à 50 ans", "26 to 50", "_T"),
                ("GE51", "51 ans et plus", "51 and over", "_T"),
            ], isPerPerson: true),
        dimension(
            "sex", text("Sexe", "Sex"), .visit,
            [("F", "Femmes", "Women", "_T"), ("M", "Hommes", "Men", "_T")], isPerPerson: true),
        dimension(
            "partner", text("Partenaire", "Partner"), .request,
            [("CAF", "CAF", "CAF", "_T"), ("EDF", "EDF", "EDF", "_T")]),
    ]

    private static let tables = [
        TableRule(
            name: "reasons", label: text("Motifs par quartier", "Reasons by district"),
            axes: [.init(dimension: reason), .init(dimension: district)], filter: nil,
            unit: .request, showsVisitors: true, sums: [], audiences: [elus]),
        TableRule(
            name: "districts", label: text("Quartiers", "Districts"),
            axes: [.init(dimension: district)], filter: nil, unit: .visit, showsVisitors: true,
            sums: [], audiences: [elus]),
        TableRule(
            name: "profile", label: text("Profil du public", "Public reached"),
            axes: [.init(dimension: age), .init(dimension: sex), .init(dimension: district)],
            filter: nil, unit: .visit, showsVisitors: true, sums: [1], audiences: [elus]),
        TableRule(
            name: "caf", label: text("Demandes pour la CAF", "Requests for the CAF"),
            axes: [.init(dimension: reason)],
            filter: .init(dimension: partner, entry: 1), unit: .request, showsVisitors: true,
            sums: [0], audiences: [elus, caf]),
    ]

    private static func dimension(
        _ name: String, _ label: LocalizedText, _ scope: Scope,
        _ codes: [(String, String, String, String)], isPerPerson: Bool = false
    ) -> SeuilCore.Dimension {
        var entries = [
            Codelist.Entry(code: "_T", label: text("Total", "Total"), parent: nil)
        ]
        for (code, fr, en, parent) in codes {
            let parent = entries.firstIndex { $0.code == parent }
            entries.append(.init(code: code, label: text(fr, en), parent: parent))
        }
        entries.append(.init(code: "_U", label: text("Non renseigné", "Not known"), parent: 0))
        let names = ["reason", "district", "age", "sex", "partner"]
        return SeuilCore.Dimension(
            name: name, label: label, scope: scope,
            source: .member(names.firstIndex(of: name) ?? 0), transform: .code,
            codelist: Codelist(entries: entries), isPerPerson: isPerPerson, acceptsOther: false)
    }
}
