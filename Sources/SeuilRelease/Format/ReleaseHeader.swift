public import SeuilCore
internal import SeuilCrypto

/// The content of `release.json`: what a release is, and how its figures are to be read.
///
/// `logKey` and `checkpoint` name the ledger's state at release; only the first format has neither.
public struct ReleaseHeader: Sendable, Equatable, Codable {
    /// The policy that the period was counted under, and the SHA-256 of its manifest.
    public struct PolicyName: Sendable, Equatable, Codable {
        public let id: String
        public let version: Int
        public let sha256: String
    }

    /// The site's name, and the SHA-256 of the SubjectPublicKeyInfo that its releases are signed with.
    public struct Site: Sendable, Equatable, Codable {
        public let name: String
        public let key: String
    }

    public struct Dimension: Sendable, Equatable, Codable {
        public let name: String
        /// Whether the policy says that one person has one value in a period.
        public let perPerson: Bool
        /// Whether visitors add up over it in this period; `false` for a `perPerson` dimension that the
        /// period's data contradict.
        public let additive: Bool
        /// The member that the value comes from; `at` for the time of the visit.
        public let source: String
        /// What becomes of an empty cell that holds one of its categories; `protect` prevails over what another
        /// dimension of the cell says.
        public let zeros: DisclosureRule.Zeros
        /// Whether one of its categories is withheld that holds the whole of a row, or nearly; empty
        /// cells beside such a one may be withheld too.
        public let group: DisclosureRule.GroupShare
        /// Whether one value belongs to a visit or to a request: visits add up over a visit's dimensions only.
        public let scope: Scope
        /// Whether a person's value is that on the period's first day, as an age is: then the cells of a month
        /// are no parts of the cells of its year.
        public let dependsOnPeriod: Bool
    }

    /// A sum that tables show, each contribution being cut at `cap`.
    public struct Measure: Sendable, Equatable, Codable {
        public let name: String
        public let unit: String
        public let cap: Int
    }

    /// What one count of a table is.
    public enum Counted: String, Sendable, Equatable, Codable { case visits, requests }

    public struct Table: Sendable, Equatable, Codable {
        public let name: String
        public let of: Counted
        /// Names of dimensions, in the order of the CSV's columns.
        public let dimensions: [String]
        /// For a dimension shown at a named level, that level.
        public let levels: [String: String]
        /// The columns after the dimensions: `visits` or `requests`, `visitors`, `sum_NAME`.
        public let measures: [String]
        /// Only what carries this code of this dimension is counted; absent when all is.
        public let filter: [String: String]?

        enum CodingKeys: String, CodingKey {
            case name, of, dimensions, levels, measures
            case filter = "where"
        }
    }

    /// How the figures were protected.
    public struct Protection: Sendable, Equatable, Codable {
        /// What became of the sums that tables show.
        public struct Sums: Sendable, Equatable, Codable {
            /// A sum of one table.
            public struct Column: Sendable, Equatable, Codable {
                public let table: String
                public let sum: String
            }
            /// The p% rule: no contribution to a published sum can be worked out more closely than this
            /// percentage of itself, not even by the second largest contributor.
            public let percent: Int
            /// The columns that are empty throughout: no proof was found that their sums give nobody away.
            public let withheld: [Column]
        }

        public let method: String
        /// Tables in which everything is withheld.
        public let tablesWithheld: [String]
        /// Absent when no table of this audience has sums.
        public let sums: Sums?
    }

    /// Who the threshold counts.
    public enum ThresholdUnit: String, Sendable, Equatable, Codable { case people, visits }

    /// The version of the format.
    public static let currentFormat = "seuil-release-2"
    /// The format of releases that a site made before it had a ledger that readers can check.
    public static let formatWithoutLedger = "seuil-release-1"
    /// The formats that this program reads.
    public static let formats = [formatWithoutLedger, currentFormat]

    public let format: String
    /// `true` in a rehearsal's release, whose figures are invented; absent in every other.
    public let rehearsal: Bool?
    /// By which program it was rendered: only the same one gives the same bytes again. Absent in older releases.
    public let rendering: String?
    public let policy: PolicyName
    public let site: Site
    public let audience: String
    public let period: String
    public let number: Int
    public let k: Int
    public let threshold: ThresholdUnit
    public let interval: Int
    /// What becomes of an empty cell of which no dimension says otherwise.
    public let zeros: DisclosureRule.Zeros
    public let dimensions: [Dimension]
    public let measures: [Measure]
    public let tables: [Table]
    public let protection: Protection
    public let counting: Counting
    /// SHA-256 of the SubjectPublicKeyInfo of each of this audience's recipients.
    public let recipients: [String]
    public let logKey: String?
    public let checkpoint: String?
    public let salt: String

    /// Whether the two members of the ledger are there as the format asks: both, and of one site's log, or none.
    public var hasLedgerAsItMust: Bool {
        guard format != ReleaseHeader.formatWithoutLedger else {
            return logKey == nil && checkpoint == nil && rehearsal == nil
        }
        return ledgerPlace.map { $0.isRehearsal == (rehearsal ?? false) } ?? false
    }

    /// Whether nobody was counted: a rehearsal's release.
    public var isRehearsal: Bool { rehearsal != nil || ledgerPlace?.isRehearsal ?? false }

    /// Where the ledger stood; `nil` in the first format.
    public var ledgerPlace: LedgerPlace? {
        guard let logKey, let checkpoint else { return nil }
        return try? LedgerPlace(logKey: logKey, checkpoint: checkpoint)
    }
}

extension SummaryContent {
    var header: ReleaseHeader { header(version: RenderingVersion.current) }

    /// The same, as a program of that version renders it.
    func header(version: String) -> ReleaseHeader {
        ReleaseHeader(
            format: ReleaseHeader.currentFormat, rehearsal: ledger.isRehearsal ? true : nil,
            rendering: version,
            policy: policyName,
            site: .init(name: site.name, key: site.key.hex), audience: audience.name,
            period: period.id, number: number, k: policy.threshold.least,
            threshold: policy.threshold.unit, interval: policy.disclosure.interval,
            zeros: policy.zeros(lookingAt: []),
            dimensions: dimensions.map(declaration(ofDimension:)),
            measures: sums.map(declaration(ofSum:)),
            tables: tables.map(declaration(of:)),
            protection: .init(
                method: method, tablesWithheld: tablesWithheld, sums: sumsStatement),
            counting: counting, recipients: recipients.map(\.hex), logKey: ledger.logKey,
            checkpoint: ledger.checkpoint,
            salt: salt.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())
    }

    /// How `release.json` names the policy.
    var policyName: ReleaseHeader.PolicyName {
        .init(id: policy.name, version: policy.version, sha256: policyDigest.hex)
    }

    /// How `release.json` declares `table`.
    func declaration(of table: SummaryTable) -> ReleaseHeader.Table {
        let rule = policy.tables[table.layout.table]
        let levels = rule.axes.compactMap { axis in
            axis.level.map { (policy.dimensions[axis.dimension].name, $0) }
        }
        let filter = rule.filter.map { filter in
            let dimension = policy.dimensions[filter.dimension]
            return [dimension.name: dimension.codelist.entries[filter.entry].code]
        }
        return ReleaseHeader.Table(
            name: rule.name, of: .init(rule.unit),
            dimensions: rule.axes.map { policy.dimensions[$0.dimension].name },
            levels: Dictionary(levels) { first, _ in first }, measures: measureColumns(of: rule),
            filter: filter)
    }

    /// How `release.json` declares the sum of that index.
    func declaration(ofSum index: Int) -> ReleaseHeader.Measure {
        let rule = policy.sums[index]
        return ReleaseHeader.Measure(name: rule.name, unit: rule.unit, cap: rule.cap)
    }

    private var sumsStatement: ReleaseHeader.Protection.Sums? {
        guard !sums.isEmpty else { return nil }
        let withheld = tables.flatMap { table in
            table.sumsWithheld.map { sum in
                ReleaseHeader.Protection.Sums.Column(
                    table: policy.tables[table.layout.table].name, sum: policy.sums[sum].name)
            }
        }
        return .init(percent: policy.disclosure.pPercent, withheld: withheld)
    }

    /// The names of the columns that hold figures, in order.
    func measureColumns(of rule: TableRule) -> [String] {
        [ReleaseHeader.Counted(rule.unit).rawValue] + (rule.showsVisitors ? ["visitors"] : [])
            + rule.sums.map { "sum_\(policy.sums[$0].name)" }
    }

    private func declaration(ofDimension index: Int) -> ReleaseHeader.Dimension {
        let dimension = policy.dimensions[index]
        let source =
            switch dimension.source {
            case .member(let member): policy.members[member].name
            case .time: "at"
            }
        return ReleaseHeader.Dimension(
            name: dimension.name, perPerson: dimension.isPerPerson,
            additive: dimension.isPerPerson && !notAdditive.contains(index), source: source,
            zeros: policy.zeros(lookingAt: [index]), group: policy.group(over: index),
            scope: dimension.scope, dependsOnPeriod: policy.bandsDates(index))
    }
}

extension Policy {
    /// Whether the dimension is a band of dates, which is an age on the period's first day.
    fileprivate func bandsDates(_ dimension: Int) -> Bool {
        guard case .band = dimensions[dimension].transform,
            case .member(let member) = dimensions[dimension].source
        else { return false }
        return members[member].kind == .date
    }
}

extension ReleaseHeader.Counted {
    init(_ unit: Scope) { self = unit == .visit ? .visits : .requests }
}

extension Threshold {
    fileprivate var unit: ReleaseHeader.ThresholdUnit {
        switch self {
        case .people: .people
        case .visits: .visits
        }
    }
}
