import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("The difference between two policies")
struct PolicyDiffTests {
    /// One change to the sound policy of the vectors, and what it is.
    struct Case: CustomTestStringConvertible, Sendable {
        let old: String
        let new: String
        var path = PolicyFiles.policy
        /// `looser keeps.age.from` and so on, in order.
        let changes: [String]

        init(
            _ old: String, _ new: String, in path: String = PolicyFiles.policy, _ changes: String...
        ) {
            self.old = old
            self.new = new
            self.path = path
            self.changes = changes
        }

        var testDescription: String { "\(old) → \(new)" }
    }

    static let frame = [
        Case("policy: desk", "policy: front", "neutral policy"),
        Case("version: 4", "version: 5", "neutral version"),
        Case("until: 2026-12-31", "until: 2027-12-31", "looser in_force"),
        Case("until: 2026-12-31", "until: 2026-06-30", "tighter in_force"),
        Case("from: 2026-01-01", "from: 2025-12-01", "looser in_force"),
        Case(
            "from: 2026-01-01, until: 2026-12-31", "from: 2028-01-01, until: 2028-12-31",
            "neutral in_force"),
        Case("en: Front desk", "en: Desk", "neutral title"),
        Case("en: Measure reception.", "en: Find people.", "neutral purpose"),
        Case("name: Association", "name: Company", "neutral controller"),
        Case("contact: dpo@", "contact: boss@", "neutral controller"),
        Case("each: month", "each: quarter", "looser periods.each", "tighter periods.each"),
        Case("each: month", "each: week", "looser periods.each", "tighter periods.each"),
        Case("Europe/Paris", "Europe/Berlin", "neutral periods.timezone"),
        Case("grace: 3d", "grace: 5d", "looser periods.grace"),
        Case("grace: 3d", "grace: 12h", "tighter periods.grace"),
        Case("grace: 3d", "grace: 3d, backfill: { from: 2020-01-01 }", "looser periods.backfill"),
        Case("grace: 3d", "grace: 3d, publish_after: 1m", "looser periods.publish_after"),
        Case("grace: 3d", "grace: 3d, publish_after: 1h", "tighter periods.publish_after"),
    ]

    static let received = [
        Case("    note: dropped\n", "", "tighter receives.visit.note"),
        Case("note: dropped", "note: dropped\n    story: dropped", "looser receives.visit.story"),
        Case("required: [district, reason]", "required: [reason]", "tighter receives.required"),
        Case(
            "required: [district, reason]", "required: [district, reason, sex]",
            "looser receives.required"),
        Case(
            "required: [district, reason]",
            "required: [district, reason]\n  labels: { sex: { fr: Sexe, en: Sex } }",
            "neutral receives.labels.sex", "neutral keeps.sex.label"),
        Case(
            "    name: text\n    birth_date: date", "    birth_date: date\n    name: text",
            "neutral receives"),
        Case(
            "hash: [name, birth_date]", "hash: [name]", "tighter keeps.visitor.hash",
            "tighter keeps.age.per"),
        Case(
            "hash: [name, birth_date]", "hash: [name, birth_date, postcode]",
            "looser keeps.visitor.hash", "looser keeps.department.per"),
        Case("hash: [name, birth_date]", "hash: [birth_date, name]", "neutral keeps.visitor.hash"),
        Case("normalise: name", "normalise: none", "neutral keeps.visitor.normalise"),
    ]

    static let kept = [
        Case("five: [20, 25, 30]", "five: [20, 25, 30, 35]", "looser keeps.age.from"),
        Case(
            "five: [20, 25, 30], ten: [20, 30]", "five: [20, 25, 30], ten: [25]",
            "looser keeps.age.from.ten"),
        Case(
            "five: [20, 25, 30], ten: [20, 30]", "five: [20, 25, 30], ten: [20]",
            "tighter keeps.age.from.ten"),
        Case("five: [20, 25, 30]", "five: [20, 30, 40]", "looser keeps.age.from"),
        Case("to: hour", "to: weekday", "looser keeps.hour"),
        Case(
            "keep: 2, codes: [\"38\", \"73\"]", "keep: 2, codes: [\"38\"]",
            "tighter keeps.department.codes"),
        Case("keep: 2, codes", "keep: 3, codes", "looser keeps.department.keep"),
        Case("keep: 2, codes", "keep: 2, other: false, codes", "tighter keeps.department.other"),
        Case("[F, M, X]", "[F, M, X, Y]", "looser keeps.sex.codes"),
        Case("[F, M, X]", "[F, M]", "tighter keeps.sex.codes"),
        Case("[F, M, X]", "[M, F, X]", "neutral keeps.sex.codes"),
        Case(
            "[F, M, X]", "{ F: { fr: f, en: f }, M: { fr: M, en: M }, X: { fr: X, en: X } }",
            "neutral keeps.sex.codes"),
        Case("[F, M, X], per: person", "[F, M, X]", "tighter keeps.sex.per"),
        Case(
            "[paper, money]", "[paper, money], label: { fr: Motif, en: Reason }",
            "neutral keeps.reason.label"),
        Case(
            "[paper, money]",
            "[paper, money], special: { category: health, because: { fr: a, en: b } }",
            "tighter keeps.reason.special"),
        Case(
            "levels: [sector, district]", "levels: [zone, district]",
            "neutral keeps.district.levels", "neutral keeps.district.levels"),
        Case("other: true", "other: false", "tighter keeps.partner.other"),
        Case("cap: 240", "cap: 480", "looser keeps.minutes.cap"),
        Case("cap: 5000", "cap: 500", "tighter keeps.recovered.cap"),
        Case("sum: EUR", "sum: CHF", "neutral keeps.recovered.sum"),
        Case(
            "cap: 240 }", "cap: 240, label: { fr: Temps, en: Time } }",
            "neutral keeps.minutes.label"),
    ]

    static let shown = [
        Case(
            "  hours: { by: [hour, age.ten], show: [visits, visitors], for: [elus] }\n", "",
            "tighter tables.hours"),
        Case(
            "  hours:", "  more: { by: [sex], show: [visits], for: [caf] }\n  hours:",
            "looser tables.more"),
        Case("  hours:", "  times:", "neutral tables.hours", "neutral tables.times.label"),
        Case("by: [hour, age.ten]", "by: [age.ten]", "tighter tables.hours.by"),
        Case("by: [hour, age.ten]", "by: [hour, age.ten, sex]", "looser tables.hours.by"),
        Case("by: [hour, age.ten]", "by: [hour, age]", "looser tables.hours.by"),
        Case(
            "by: [reason, district]", "by: [reason, district.sector]", "tighter tables.reasons.by"),
        Case("by: [reason, district]", "by: [district, reason]", "neutral tables.reasons.by"),
        Case("where: { partner: CAF }", "where: { partner: CPAM }", "looser tables.caf.where"),
        Case("by: [reason], where: { partner: CAF }", "by: [reason]", "looser tables.caf.where"),
        Case(
            "show: [visits, visitors, sum_minutes]", "show: [visits, visitors]",
            "tighter tables.profile.show"),
        Case(
            "by: [hour, age.ten], show: [visits, visitors]", "by: [hour, age.ten], show: [visits]",
            "tighter tables.hours.show"),
        Case(
            "show: [requests, sum_recovered]", "show: [requests, visitors, sum_recovered]",
            "looser tables.caf.show"),
        Case(
            "by: [hour, age.ten], show: [visits, visitors]",
            "by: [hour, age.ten], show: [requests, visitors]", "looser tables.hours.show"),
        Case(
            "sum_minutes], for: [elus]", "sum_minutes], for: [elus, caf]",
            "looser tables.profile.for"),
        Case(
            "sum_minutes], for: [elus]", "sum_minutes], for: [caf]", "tighter tables.profile.for",
            "looser tables.profile.for"),
        Case(
            "sum_minutes], for: [elus]", "sum_minutes], for: [elus], label: { fr: a, en: b }",
            "neutral tables.profile.label"),
        Case(
            "sum_minutes], for: [elus]", "sum_minutes], for: [elus], weight: 5",
            "neutral tables.profile.weight"),
    ]

    static let protected = [
        Case("people: 11", "people: 10", "looser threshold"),
        Case("people: 11", "people: 12", "tighter threshold"),
        Case("interval: 3", "interval: 2", "looser disclosure.interval"),
        Case("interval: 3", "interval: 5", "tighter disclosure.interval"),
        Case("zeros: publish", "zeros: protect", "tighter disclosure.zeros"),
        Case("interval: 3, zeros: publish", "interval: 3", "tighter disclosure.zeros"),
        Case("zeros: publish", "zeros: publish, group: publish", "looser disclosure.group"),
        Case("zeros: publish", "zeros: publish, p_percent: 20", "tighter disclosure.p_percent"),
        Case("zeros: publish", "zeros: publish, p_percent: 1", "looser disclosure.p_percent"),
        Case("caf: { language: fr", "caf: { language: en", "neutral audiences.caf.language"),
        Case(
            "recipients/caf.pem] }", "recipients/caf.pem], label: { fr: a, en: b } }",
            "neutral audiences.caf.label"),
        Case(
            "[recipients/caf.pem]", "[recipients/caf.pem, recipients/new.pem]",
            "looser audiences.caf.recipients"),
        Case(
            "[recipients/caf.pem]", "[recipients/new.pem]", "tighter audiences.caf.recipients",
            "looser audiences.caf.recipients"),
    ]

    static let lists = [
        Case(
            "EUROPOLE,S1", "EUROPOLE,", in: districts, "looser keeps.district.codes",
            "neutral keeps.district.codes", "looser keeps.district.levels"),
        Case("OUT,,Ailleurs,Elsewhere\n", "", in: districts, "tighter keeps.district.codes"),
        Case(
            "OUT,,", "FAR,,", in: districts, "tighter keeps.district.codes",
            "looser keeps.district.codes"),
        Case(
            "Berriat,Berriat", "Berriat,Saint-Bruno", in: districts, "neutral keeps.district.codes"),
    ]
    static let districts = "codes/districts.csv"
    static let all = frame + received + kept + shown + protected + lists

    private static func parse(_ files: PolicyFiles) throws -> Policy {
        try PolicyParser.parse(files, certificates: .omitted).policy
    }

    private static func summary(_ diff: PolicyDiff) -> [String] {
        diff.changes.map { "\($0.direction.rawValue) \($0.place)" }
    }

    @Test(
        "Each change of each element is named at its place, with its direction",
        arguments: all)
    func change(_ change: Case) throws {
        let files = try PolicyFixture.files()
        let old = try Self.parse(files)
        let new = try Self.parse(
            PolicyFixture.replacing(change.old, by: change.new, in: change.path, of: files))
        let diff = PolicyDiff(from: old, to: new)
        #expect(Self.summary(diff) == change.changes)
        #expect(diff.isLooser == change.changes.contains { $0.hasPrefix("looser") })
        for text in diff.changes.map(\.text) {
            #expect(text.fr.hasSuffix(".") && text.en.hasSuffix(".") && text.fr != text.en)
        }
    }

    @Test(
        "The opposite change never has the same direction, unless it is neutral or widens both ways",
        arguments: all)
    func opposite(_ change: Case) throws {
        let files = try PolicyFixture.files()
        let old = try Self.parse(files)
        let new = try Self.parse(
            PolicyFixture.replacing(change.old, by: change.new, in: change.path, of: files))
        let there = PolicyDiff(from: old, to: new)
        let back = PolicyDiff(from: new, to: old)
        #expect(!back.changes.isEmpty)
        // What was only tightened is loosened by going back; what is only neutral stays neutral.
        if !there.isLooser {
            #expect(back.isLooser == there.changes.contains { $0.direction == .tighter })
        }
    }

    @Test("Equal policies differ in nothing", arguments: ShippedPolicyTests.names)
    func equal(name: String) throws {
        let files = try ShippedPolicyTests.files(name)
        #expect(try PolicyDiff(from: Self.parse(files), to: Self.parse(files)).changes == [])
    }

    @Test("To count people where visits were counted is looser, and its threshold tighter")
    func visitors() throws {
        let old = try Self.parse(ShippedPolicyTests.files("pimms-accueil"))
        let new = try Self.parse(ShippedPolicyTests.files("pimms-accueil-people"))
        let there = Self.summary(PolicyDiff(from: old, to: new))
        #expect(there.contains("looser keeps.visitor"))
        #expect(there.contains("looser receives.visit.name"))
        #expect(there.contains("tighter threshold"))
        let back = Self.summary(PolicyDiff(from: new, to: old))
        #expect(back.contains("tighter keeps.visitor"))
        #expect(back.contains("looser threshold"))
    }

    @Test("What is kept or received under another name is something else")
    func renamed() throws {
        let old = try Self.parse(PolicyFixture.files())
        var new = old
        new.members[0].name = "surname"
        new.members[0].kind = .date
        new.dimensions[1].name = "clock"
        new.sums[0].name = "time"
        #expect(
            Self.summary(PolicyDiff(from: old, to: new)) == [
                "tighter receives.visit.name", "looser receives.visit.surname",
                "tighter keeps.visitor.hash", "looser keeps.visitor.hash", "tighter keeps.hour",
                "looser keeps.clock", "tighter keeps.minutes", "looser keeps.time",
                "tighter tables.hours.by", "looser tables.hours.by", "tighter tables.profile.show",
                "looser tables.profile.show",
            ])
    }

    @Test("A narrower kind of member is tighter, a wider or another one looser")
    func kinds() throws {
        let old = try Self.parse(PolicyFixture.files())
        let place = "receives.visit.\(old.members[0].name)"
        for (kind, direction) in [
            (Member.Kind.date, "tighter"), (.number, "tighter"), (.code, "tighter"),
            (.dropped, "tighter"),
        ] {
            var new = old
            new.members[0].kind = kind
            #expect(Self.summary(PolicyDiff(from: old, to: new)) == ["\(direction) \(place)"])
            #expect(Self.summary(PolicyDiff(from: new, to: old)) == ["looser \(place)"])
        }
        var dated = old
        dated.members[0].kind = .date
        var numbered = old
        numbered.members[0].kind = .number
        #expect(PolicyDiff(from: dated, to: numbered).isLooser)
        #expect(PolicyDiff(from: numbered, to: dated).isLooser)
    }

    @Test("A recipient is who holds the key, whatever the file is called")
    func recipients() throws {
        var files = try PolicyFixture.files()
        let old = try PolicyParser.parse(files)
        files = try PolicyFixture.replacing(
            "recipients/caf.pem", by: "recipients/office.pem", of: files)
        files["recipients/office.pem"] = files["recipients/caf.pem"]
        let renamed = PolicyDiff(from: old, to: try PolicyParser.parse(files))
        #expect(Self.summary(renamed) == ["neutral audiences.caf.recipients"])
        var replaced = try PolicyFixture.files()
        replaced["recipients/caf.pem"] = try PolicyFixture.holder("Other", .encryption).certificate
            .pem
        let other = PolicyDiff(from: old, to: try PolicyParser.parse(replaced))
        #expect(
            Self.summary(other) == [
                "tighter audiences.caf.recipients", "looser audiences.caf.recipients",
            ])
    }
}
