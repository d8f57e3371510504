import SeuilCrypto

@testable import SeuilCore

/// A front desk's policy written by hand: every transform, a hierarchy, a filter, visit and request tables.
enum DeskPolicy {
    static func text(_ text: String) -> LocalizedText { LocalizedText(fr: "\(text) fr", en: text) }

    /// A list of `codes`, each directly under `_T`, or under the group written before a colon.
    static func codelist(_ codes: [String], hasUnknown: Bool, hasOther: Bool = false) -> Codelist {
        var entries = [Codelist.Entry(code: "_T", label: text("all"), parent: nil)]
        var group: (code: String, index: Int)?
        for written in codes {
            let parts = written.split(separator: ":").map(String.init)
            if parts.count == 2, group?.code != parts[0] {
                entries.append(.init(code: parts[0], label: text(parts[0]), parent: 0))
                group = (parts[0], entries.count - 1)
            }
            entries.append(
                .init(
                    code: parts[parts.count - 1], label: text(parts[parts.count - 1]),
                    parent: parts.count == 2 ? group?.index : 0))
        }
        if hasOther { entries.append(.init(code: "_O", label: text("other"), parent: 0)) }
        if hasUnknown { entries.append(.init(code: "_U", label: text("unknown"), parent: 0)) }
        return Codelist(entries: entries)
    }

    /// Members by name, for reading the rules below.
    static let members = [
        Member(name: "name", scope: .visit, kind: .text, isRequired: false),
        Member(name: "birth_date", scope: .visit, kind: .date, isRequired: false),
        Member(name: "postcode", scope: .visit, kind: .text, isRequired: false),
        Member(name: "sex", scope: .visit, kind: .code, isRequired: false),
        Member(name: "district", scope: .visit, kind: .code, isRequired: true),
        Member(name: "minutes", scope: .visit, kind: .number, isRequired: false),
        Member(name: "note", scope: .visit, kind: .dropped, isRequired: false),
        Member(name: "income", scope: .visit, kind: .number, isRequired: false),
        Member(name: "reason", scope: .request, kind: .code, isRequired: true),
        Member(name: "partner", scope: .request, kind: .code, isRequired: false),
        Member(name: "recovered", scope: .request, kind: .number, isRequired: false),
    ]

    static func member(_ name: String) -> Int { members.firstIndex { $0.name == name } ?? -1 }

    static func dimension(
        _ name: String, _ source: Dimension.Source, _ transform: Dimension.Transform,
        _ codelist: Codelist, scope: Scope = .visit, isPerPerson: Bool = false,
        acceptsOther: Bool = false
    ) -> Dimension {
        Dimension(
            name: name, label: text(name), scope: scope, source: source, transform: transform,
            codelist: codelist, isPerPerson: isPerPerson, acceptsOther: acceptsOther)
    }

    static let ageCuts = [18, 26, 66].map { Decimal6(millionths: $0 * 1_000_000) }
    static let incomeCuts = [Decimal6(millionths: 2_500_000), Decimal6(millionths: 3_500_000)]

    static let dimensions = [
        dimension(
            "age", .member(member("birth_date")), .band(cuts: ageCuts),
            codelist(["LT18", "18-25", "26-65", "GE66"], hasUnknown: true), isPerPerson: true),
        dimension(
            "hour", .time, .time(.hour),
            codelist((0..<24).map { $0 < 10 ? "0\($0)" : "\($0)" }, hasUnknown: false)),
        dimension(
            "department", .member(member("postcode")), .prefix(count: 2),
            codelist(["38", "69", "73"], hasUnknown: true, hasOther: true), acceptsOther: true),
        dimension(
            "sex", .member(member("sex")), .code, codelist(["F", "M", "X"], hasUnknown: true),
            isPerPerson: true),
        dimension(
            "district", .member(member("district")), .code,
            codelist(
                ["north:N1", "north:N2", "south:S1", "south:S2", "south:S3"], hasUnknown: false),
            isPerPerson: true),
        dimension(
            "income", .member(member("income")), .band(cuts: incomeCuts),
            codelist(["LT2.5", "2.5-3.5", "GE3.5"], hasUnknown: true)),
        dimension(
            "reason", .member(member("reason")), .code,
            codelist(["rights:housing", "rights:health", "papers"], hasUnknown: false),
            scope: .request),
        dimension(
            "partner", .member(member("partner")), .code,
            codelist(["CAF", "CPAM", "DGFiP"], hasUnknown: true), scope: .request),
        dimension(
            "weekday", .time, .time(.weekday),
            codelist((1...7).map(String.init), hasUnknown: false)),
    ]

    static func dimension(_ name: String) -> Int {
        dimensions.firstIndex { $0.name == name } ?? -1
    }

    static func table(
        _ name: String, _ axes: [String], _ unit: Scope, sums: [Int] = [],
        filter: TableRule.Filter? = nil
    ) -> TableRule {
        TableRule(
            name: name, label: text(name),
            axes: axes.map { TableRule.Axis(dimension: dimension($0)) }, filter: filter,
            unit: unit, showsVisitors: true, sums: sums, audiences: [0])
    }

    static let tables = [
        table("reasons", ["reason", "district"], .request),
        table("hours", ["hour", "age"], .visit),
        table("profile", ["department", "sex"], .visit, sums: [0]),
        table("partners", ["partner", "reason"], .request, sums: [1]),
        table(
            "caf", ["reason"], .request, sums: [1],
            filter: TableRule.Filter(dimension: dimension("partner"), entry: 1)),
        table("places", ["district"], .visit, sums: [0]),
        table("income", ["income", "weekday"], .request),
    ]

    static let sums = [
        SumRule(
            name: "minutes", label: text("minutes"), scope: .visit, member: member("minutes"),
            unit: "min", cap: 240),
        SumRule(
            name: "recovered", label: text("recovered"), scope: .request,
            member: member("recovered"), unit: "EUR", cap: 5000),
    ]

    static func policy(
        each length: PeriodLength = .month, hasVisitor: Bool = true,
        tables: [TableRule] = DeskPolicy.tables
    ) -> Policy {
        guard let first = CalendarDate(year: 2026, month: 1, day: 1),
            let last = CalendarDate(year: 2026, month: 12, day: 31)
        else { preconditionFailure("these days exist") }
        return Policy(
            name: "desk", version: 1, inForce: first...last, title: text("Desk"),
            purpose: text("Test"), controller: Controller(name: "Desk", contact: "desk@example"),
            periods: PeriodRule(
                each: length, timeZone: "Europe/Paris", grace: .seconds(3 * 86_400),
                backfillFrom: nil),
            members: members,
            visitor: hasVisitor
                ? VisitorRule(
                    hashed: [member("name"), member("birth_date")], normalisation: .name) : nil,
            dimensions: dimensions,
            sums: sums, tables: tables, threshold: .people(11),
            disclosure: DisclosureRule(interval: 3, zeros: .publish),
            audiences: [Audience(name: "elus", language: .fr, recipients: [])])
    }

    static func verified(_ policy: Policy) -> VerifiedPolicy {
        VerifiedPolicy(
            policy: policy, digest: Digest.sha256([UInt8](policy.name.utf8)), manifest: [],
            signatures: [], recipients: [])
    }
}
