import Foundation
import Testing

@testable import SeuilCore

@Suite("Reading a sound policy")
struct PolicyParserTests {
    private func parse(
        replacing edits: [(old: String, new: String)] = []
    ) throws -> ParsedPolicy {
        var files = try PolicyFixture.files()
        for edit in edits {
            files = try PolicyFixture.replacing(edit.old, by: edit.new, of: files)
        }
        do {
            return try PolicyParser.parse(files)
        } catch {
            Issue.record("\(error.rendered)")
            throw error
        }
    }

    private func dimension(_ name: String, of parsed: ParsedPolicy) throws -> SeuilCore.Dimension {
        try #require(parsed.policy.dimensions.first { $0.name == name })
    }

    @Test("The example of the design, as it is written there, means what the design says")
    func design() throws {
        let files = try PolicyFolder.read(PolicyFixture.vectors.appending(path: "design"))
        let parsed = try PolicyParser.parse(files, certificates: .omitted)
        let policy = parsed.policy
        #expect(parsed.warnings.map(\.message) == ["'french' is kept, but no table uses it"])
        #expect(policy.name == "pimms-accueil-people")
        #expect(policy.version == 4)
        #expect(policy.controller.contact == "dpo@pimms.example")
        #expect(policy.periods.grace == .seconds(3 * 86_400))
        #expect(policy.periods.publishAfter == .seconds(15 * 60))
        #expect(policy.members.filter(\.isRequired).map(\.name) == ["district", "reason"])
        #expect(policy.members.first { $0.name == "note" }?.kind == .dropped)
        #expect(policy.visitor == VisitorRule(hashed: [0, 1], normalisation: .name))
        #expect(
            policy.dimensions.map(\.name) == [
                "age", "hour", "department", "sex", "french", "district", "reason", "partner",
                "non_take_up",
            ])
        #expect(
            policy.dimensions.map(\.isPerPerson) == [
                true, false, false, true, true, true, false, false, false,
            ])
        #expect(policy.dimensions.map(\.acceptsOther).firstIndex(of: true) == 2)
        #expect(policy.sums.map(\.scope) == [.visit, .request])
        #expect(policy.tables.map(\.unit) == [.request, .visit, .visit, .request, .request])
        #expect(policy.tables[4].filter == TableRule.Filter(dimension: 7, entry: 1))
        #expect(policy.tables[4].sums == [1])
        #expect(
            policy.audiences.map(\.recipients) == [
                ["recipients/maire.pem"], ["recipients/caf.pem"],
            ])
    }

    @Test("A hierarchy is read in any order of its lines, and what it may miss comes last")
    func hierarchy() throws {
        let files = try PolicyFolder.read(PolicyFixture.vectors.appending(path: "design"))
        let policy = try PolicyParser.parse(files, certificates: .omitted).policy
        let districts = try #require(policy.dimensions.first { $0.name == "district" })
        #expect(
            districts.codelist.entries.map(\.code) == ["_T", "S1", "EUROPOLE", "BERRIAT", "OUT"])
        #expect(districts.codelist.entries.map(\.parent) == [nil, 0, 1, 1, 0])
        #expect(districts.codelist.entries[4].label.fr == "Ailleurs, ou \"nulle part\"")
        let departments = try #require(policy.dimensions.first { $0.name == "department" })
        #expect(
            departments.codelist.entries.map(\.code) == ["_T", "38", "73", "2A", "_O", "_U"])
        #expect(departments.transform == .prefix(count: 2))
    }

    @Test("Bands of ages say their last year, and carry their unit in both languages")
    func ages() throws {
        let age = try dimension("age", of: parse())
        #expect(
            age.codelist.entries.map(\.code) == [
                "_T", "LT20", "20-29", "20-24", "25-29", "GE30", "_U",
            ])
        #expect(
            age.codelist.entries.map(\.label.fr).dropFirst() == [
                "moins de 20 ans", "20 à 29 ans", "20 à 24 ans", "25 à 29 ans", "30 ans et plus",
                "Non renseigné",
            ])
        #expect(age.codelist.levels["ten"] == [1, 2, 5, 6])
        #expect(age.codelist.levels["five"] == [1, 3, 4, 5, 6])
        #expect(
            age.transform == .band(cuts: [20, 25, 30].map { Decimal6(millionths: $0 * 1_000_000) }))
    }

    @Test("A cut point with a decimal point makes half-open bands")
    func decimals() throws {
        let parsed = try parse(replacing: [
            (
                "  minutes: { sum: min, cap: 240 }",
                "  length: { band: minutes, from: [1.0, 2.5, 3.0] }"
            ),
            (", sum_minutes", ""), ("[department, sex]", "[department, length]"),
        ])
        let length = try dimension("length", of: parsed)
        #expect(
            length.codelist.entries.map(\.code) == ["_T", "LT1", "1-2.5", "2.5-3", "GE3", "_U"])
        #expect(
            length.codelist.entries[3].label
                == LocalizedText(fr: "2,5 à moins de 3", en: "2.5 to under 3"))
    }

    @Test("A band of one whole number is that number")
    func single() throws {
        let parsed = try parse(replacing: [
            ("  minutes: { sum: min, cap: 240 }", "  length: { band: minutes, from: [1, 2, 4] }"),
            (", sum_minutes", ""), ("[department, sex]", "[department, length]"),
        ])
        #expect(
            try dimension("length", of: parsed).codelist.entries.map(\.code) == [
                "_T", "LT1", "1", "2-3", "GE4", "_U",
            ])
    }

    @Test(
        "A dimension may have another name than its member, and labels come from where they are given"
    )
    func aliases() throws {
        let parsed = try parse(replacing: [
            (
                "  sex: { codes: [F, M, X], per: person }",
                "  gender: { codes: { F: { fr: femmes, en: women }, M: { fr: hommes, en: men } }, of: sex }"
            ),
            (
                "  required: [district, reason]",
                "  required: [district, reason]\n  labels: { district: { fr: Quartier, en: District } }"
            ),
            ("[department, sex]", "[department, gender]"),
        ])
        let gender = try dimension("gender", of: parsed)
        #expect(gender.source == .member(3))
        #expect(gender.codelist.entries[1].label == LocalizedText(fr: "femmes", en: "women"))
        #expect(gender.label == LocalizedText(fr: "gender", en: "gender"))
        #expect(try dimension("district", of: parsed).label.en == "District")
        #expect(parsed.policy.members.first { $0.name == "district" }?.label.fr == "Quartier")
    }

    @Test("What a dimension may say further is kept")
    func further() throws {
        let parsed = try parse(replacing: [
            (
                "  reason: { codes: [paper, money] }",
                "  reason: { codes: [paper, money], other: true, special: { category: health, because: { fr: Oui., en: Yes. } } }"
            ),
            ("keep: 2, codes: [\"38\", \"73\"]", "keep: 2, codes: [\"38\", \"73\"], other: false"),
            ("zeros: publish }", "zeros: protect, p_percent: 10 }"),
            ("grace: 3d", "grace: 12h, publish_after: 1h, backfill: { from: 2020-01-01 }"),
            ("where: { partner: CAF }", "where: { partner: _O }"),
        ])
        let reason = try dimension("reason", of: parsed)
        #expect(reason.codelist.entries.map(\.code) == ["_T", "paper", "money", "_O"])
        #expect(reason.specialCategory?.category == .health)
        #expect(try !dimension("department", of: parsed).acceptsOther)
        #expect(
            parsed.policy.disclosure == DisclosureRule(interval: 3, zeros: .protect, pPercent: 10))
        #expect(parsed.policy.periods.grace == .seconds(43_200))
        #expect(parsed.policy.periods.publishAfter == .seconds(3_600))
        #expect(parsed.policy.periods.backfillFrom == CalendarDate(year: 2020, month: 1, day: 1))
        #expect(parsed.policy.tables.last?.filter?.entry == 3)
    }

    @Test("The keys of disclosure have their safe defaults, and each can be said")
    func disclosure() throws {
        let given = "disclosure: { interval: 3, zeros: publish }"
        let silent = try parse(replacing: [(given, "")]).policy
        #expect(
            silent.disclosure
                == DisclosureRule(interval: 3, zeros: nil, group: .special, pPercent: 10))
        #expect(silent.tables.allSatisfy { $0.weight == 1 })
        let said = try parse(replacing: [
            (given, "disclosure: { interval: 5, zeros: protect, group: publish, p_percent: 20 }"),
            ("for: [caf] }", "for: [caf], weight: 40 }"),
        ]).policy
        #expect(
            said.disclosure
                == DisclosureRule(interval: 5, zeros: .protect, group: .publish, pPercent: 20))
        #expect(said.tables.last?.weight == 40)
    }

    @Test(
        "Zeros that the policy leaves open are protected where a special category is looked at, and only there"
    )
    func zeros() throws {
        let special =
            "codes: [paper, money], special: { category: health, because: { fr: Oui., en: Yes. } }"
        for (zeros, expected) in [
            ("", [DisclosureRule.Zeros.publish, .protect, .protect]),
            (", zeros: publish", [.publish, .publish, .publish]),
            (", zeros: protect", [.protect, .protect, .protect]),
        ] {
            let policy = try parse(replacing: [
                ("codes: [paper, money]", special), (", zeros: publish", zeros),
            ]).policy
            let reason = try #require(policy.dimensions.firstIndex { $0.name == "reason" })
            let other = try #require(policy.dimensions.firstIndex { $0.name != "reason" })
            let found = [[other], [reason], [other, reason]].map { policy.zeros(lookingAt: $0) }
            #expect(found == expected)
        }
    }

    @Test(
        "Which rows in one category are withheld follows from the policy's word and the dimension")
    func group() throws {
        let shares = try ["protect", "special", "publish"].map { word in
            let policy = try parse(replacing: [
                (
                    "  reason: { codes: [paper, money] }",
                    "  reason: { codes: [paper, money], special: { category: health, because: { fr: Oui., en: Yes. } } }"
                ), ("zeros: publish", "group: \(word)"),
            ]).policy
            // A special category, one that a person has, one that a visit has.
            return try ["reason", "sex", "hour"].map { name in
                policy.group(over: try #require(policy.dimensions.firstIndex { $0.name == name }))
            }
        }
        #expect(shares[0] == [.nearly, .nearly, .nearly])
        #expect(shares[1] == [.nearly, .none, .whole])
        #expect(shares[2] == [.none, .none, .none])
    }

    @Test("A filter may name a group, and a table the level of a hierarchy")
    func groups() throws {
        let parsed = try parse(replacing: [
            ("by: [reason, district]", "by: [reason, district.sector]"),
            ("where: { partner: CAF }", "where: { district: S1 }"),
        ])
        #expect(parsed.policy.tables[0].axes.last == TableRule.Axis(dimension: 4, level: "sector"))
        #expect(parsed.policy.tables[3].filter == TableRule.Filter(dimension: 4, entry: 1))
        let layout = TableLayout(table: 0, of: parsed.policy)
        #expect(layout.axes[1].entries == [0, 1, 4])
    }

    @Test("Weeks and quarters may be backfilled from their first day only")
    func backfill() throws {
        for (each, first, other) in [
            ("week", "2024-12-30", "2025-01-01"), ("quarter", "2025-04-01", "2025-05-01"),
            ("year", "1984-01-01", "1984-02-01"), ("day", "2024-02-29", nil),
        ] {
            let period = { (day: String) in
                (
                    "each: month, timezone: Europe/Paris",
                    "each: \(each), timezone: Europe/Paris, backfill: { from: \(day) }"
                )
            }
            _ = try parse(replacing: [period(first)])
            guard let other else { continue }
            let (old, new) = period(other)
            let files = try PolicyFixture.replacing(old, by: new, of: PolicyFixture.files())
            #expect(throws: Diagnostics.self) { try PolicyParser.parse(files) }
        }
    }

    @Test("A low threshold, and what is kept for no table, are warned of")
    func warnings() throws {
        let parsed = try parse(replacing: [
            ("people: 11", "people: 3"), ("[department, sex]", "[department]"),
        ])
        #expect(
            parsed.warnings.map(\.message) == [
                "a threshold under 5 protects little", "'sex' is kept, but no table uses it",
            ])
    }

    @Test("The spelling of a policy's text does not matter to what it means")
    func spelling() throws {
        var files = try PolicyFixture.files()
        let plain = try PolicyParser.parse(files).policy
        let text = String(decoding: try #require(files[PolicyFiles.policy]), as: UTF8.self)
        let windows = "\u{FEFF}" + text.replacingOccurrences(of: "\n", with: "\r\n")
        files[PolicyFiles.policy] = Array(windows.utf8)
        #expect(try PolicyParser.parse(files).policy == plain)
        let dated = try PolicyTemplate.dated(
            Array(windows.utf8), from: plain.inForce.lowerBound, until: plain.inForce.upperBound)
        #expect(
            String(decoding: dated, as: UTF8.self) == String(windows.unicodeScalars.dropFirst()))
    }
}
