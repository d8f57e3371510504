import Foundation
import SeuilCrypto

@testable import SeuilCore

/// A policy over a few invented dimensions, of which only what disclosure control reads is meaningful.
struct SmallPolicy {
    struct Dimension {
        var name: String
        /// Codes under `_T` and, for a group, the codes under it.
        var codes: [(code: String, under: [String])]
        var scope: Scope = .visit
        var isPerPerson = true
        /// Whether it is about a special category of data.
        var isSpecial = false
        /// The named levels and the codes that part the dimension there.
        var levels: [String: [String]] = [:]

        init(
            _ name: String, _ codes: [String], scope: Scope = .visit, isPerPerson: Bool = true,
            isSpecial: Bool = false
        ) {
            self.name = name
            self.isSpecial = isSpecial
            self.codes = codes.map { ($0, []) }
            self.scope = scope
            self.isPerPerson = isPerPerson
        }

        init(
            _ name: String, groups: [(code: String, under: [String])],
            levels: [String: [String]] = [:], isPerPerson: Bool = true
        ) {
            self.name = name
            codes = groups
            self.levels = levels
            self.isPerPerson = isPerPerson
        }

        var codelist: Codelist {
            let text = { (code: String) in LocalizedText(fr: code, en: code) }
            var entries = [Codelist.Entry(code: "_T", label: text("_T"), parent: nil)]
            for group in codes {
                let parent = entries.count
                entries.append(.init(code: group.code, label: text(group.code), parent: 0))
                for code in group.under {
                    entries.append(.init(code: code, label: text(code), parent: parent))
                }
            }
            let places = Dictionary(
                uniqueKeysWithValues: entries.enumerated().map { ($0.element.code, $0.offset) })
            return Codelist(
                entries: entries, levels: levels.mapValues { $0.compactMap { places[$0] } })
        }
    }

    struct Table {
        var name: String
        /// A dimension's name, or its name and a level as `age.ten`.
        var by: [String]
        var unit: Scope = .visit
        var showsVisitors = true
        var filter: (dimension: String, code: String)?
        var weight = 1
        var audiences = [0]
        /// Whether it shows the policy's sum, if it is a sum of what the table counts.
        var showsSum = false

        /// The same table with the policy's sum.
        var withSum: Table {
            var table = self
            table.showsSum = true
            return table
        }

        init(
            _ name: String, by: [String], unit: Scope = .visit, showsVisitors: Bool = true,
            filter: (dimension: String, code: String)? = nil, weight: Int = 1
        ) {
            self.weight = weight
            self.name = name
            self.by = by
            self.unit = unit
            self.showsVisitors = showsVisitors
            self.filter = filter
        }
    }

    var dimensions: [Dimension]
    var tables: [Table]
    var threshold = Threshold.people(3)
    var interval = 3
    var zeros: DisclosureRule.Zeros? = .publish
    var group = DisclosureRule.Group.publish
    /// The policy's only sum: of visits or of requests, and its cap.
    var sum = (scope: Scope.visit, cap: 100)
    var percent = DisclosureRule.defaultPercent

    var policy: Policy {
        let text = LocalizedText(fr: "Essai", en: "Trial")
        let places = Dictionary(
            uniqueKeysWithValues: dimensions.enumerated().map { ($0.element.name, $0.offset) })
        let kept = dimensions.map { dimension in
            SeuilCore.Dimension(
                name: dimension.name, label: text, scope: dimension.scope, source: .member(0),
                transform: .code, codelist: dimension.codelist,
                isPerPerson: dimension.isPerPerson, acceptsOther: false,
                specialCategory: dimension.isSpecial
                    ? SpecialCategory(category: .health, because: text) : nil)
        }
        let rules = tables.map { table in
            TableRule(
                name: table.name, label: text,
                axes: table.by.map { axis in
                    let parts = axis.split(separator: ".").map(String.init)
                    return TableRule.Axis(
                        dimension: places[parts[0]] ?? -1, level: parts.count > 1 ? parts[1] : nil)
                },
                filter: table.filter.flatMap { filter in
                    let dimension = places[filter.dimension] ?? -1
                    return kept[dimension].codelist.index(of: filter.code).map {
                        TableRule.Filter(dimension: dimension, entry: $0)
                    }
                },
                unit: table.unit, showsVisitors: table.showsVisitors,
                sums: table.showsSum ? [0] : [], audiences: table.audiences,
                weight: table.weight)
        }
        let day = SmallPolicy.day
        var visitor: VisitorRule?
        if case .people = threshold { visitor = VisitorRule(hashed: [], normalisation: .none) }
        return Policy(
            name: "trial", version: 1, inForce: day...day, title: text, purpose: text,
            controller: Controller(name: "Trial", contact: "trial@example.org"),
            periods: PeriodRule(
                each: .month, timeZone: "Europe/Paris", grace: .zero, backfillFrom: nil),
            members: [], visitor: visitor, dimensions: kept,
            sums: [
                SumRule(
                    name: "amount", label: text, scope: sum.scope, member: 0, unit: "EUR",
                    cap: sum.cap)
            ], tables: rules, threshold: threshold,
            disclosure: DisclosureRule(
                interval: interval, zeros: zeros, group: group, pPercent: percent),
            audiences: [])
    }

    private static let day: CalendarDate = {
        guard let day = CalendarDate(year: 2026, month: 1, day: 1) else { fatalError("a day") }
        return day
    }()

    /// A closed tally of `visits` under this policy.
    func tally(_ visits: [Microdata.Visit]) -> ClosedTally {
        SmallPolicy.tally(policy, Microdata(visits).figures(for: policy))
    }

    static func tally(_ policy: Policy, _ figures: [TableFigures]) -> ClosedTally {
        ClosedTally(
            policy: VerifiedPolicy(
                policy: policy, digest: Digest.sha256([UInt8]()), manifest: [], signatures: [],
                recipients: []),
            period: Period(
                id: "2026-01", length: .month, firstDay: day,
                start: Date(timeIntervalSince1970: 0), end: Date(timeIntervalSince1970: 1)),
            tables: figures, counting: .exact)
    }
}
