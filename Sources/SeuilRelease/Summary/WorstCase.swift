public import SeuilCore
internal import SeuilCrypto

/// The size of the largest release that a policy allows, known before anything is counted.
///
/// Every release of a policy to an audience is padded to this size: how much was withheld, and how large the
/// figures are, cannot be read from the length of a file. It is found by rendering the widest content: every
/// cell published at full width, every note shown, both comparisons complete. By construction a withheld cell
/// takes fewer bytes than a published one of full width, in every file; a test draws random tables to see
/// that they fit.
public enum WorstCase {
    /// Sizes are multiples of 64 KiB.
    public static let granularity = 65_536

    /// The size of the padded archive for audience number `audience` of `policy`.
    ///
    /// - Parameter isRehearsal: Whether there is to be room for a rehearsal's marks.
    /// - Throws: `noSuchAudience`; `notRendered` and `notPacked` as for any summary.
    public static func byteCount(
        policy: Policy, audience: Int, isRehearsal: Bool = false
    ) throws(SummaryError) -> Int {
        let atMost = try exactByteCount(policy: policy, audience: audience)
        let size = (atMost + granularity - 1) / granularity * granularity
        return isRehearsal ? size + granularity : size
    }

    /// The bytes that the archive without padding never exceeds.
    static func exactByteCount(policy: Policy, audience: Int) throws(SummaryError) -> Int {
        let content = try SummaryContent(widest: policy, audience: audience)
        let rendered = try content.render(version: RenderingVersion.widest)
        do throws(ArchiveError) {
            return try rendered.archive(paddingByteCount: 0).count + wordByteCount
                + content.keyFigures.count * changeByteCount
        } catch {
            throw .notPacked(error)
        }
    }

    /// Room for the few words that the widest content has in a shorter form (`hll` instead of `exact`), or not: that
    /// nothing is published.
    private static let wordByteCount = 768
    /// Room for a change (`−12 %`) that is wider than the one between two figures of full width, twice.
    private static let changeByteCount = 32
}

extension SummaryContent {
    /// The content with the longest rendering that `policy` allows.
    init(widest policy: Policy, audience: Int) throws(SummaryError) {
        guard policy.audiences.indices.contains(audience) else { throw .noSuchAudience(audience) }
        // Characters that JSON, XML or both write with more bytes than any other of their length.
        let site = try SiteIdentity(
            name: String(repeating: "\"", count: SiteIdentity.nameByteLimit), key: .sha256([]))
        let tables = policy.tables.indices
            .filter { policy.tables[$0].audiences.contains(audience) }
            .map { SummaryTable(widest: TableLayout(table: $0, of: policy), of: policy) }
        let widest = SummaryContent(
            policy: policy, policyDigest: .sha256([]), audience: policy.audiences[audience],
            recipients: policy.audiences[audience].recipients.map { _ in .sha256([]) },
            period: ReleasePeriod(
                widest: policy.periods.each, language: policy.audiences[audience].language),
            number: Figure.greatest, site: site,
            salt: [UInt8](repeating: 0, count: Summary.saltByteCount), ledger: .widest,
            tables: tables,
            notAdditive: Set(
                policy.dimensions.indices.filter { policy.dimensions[$0].isPerPerson }),
            counting: .hll, method: String(repeating: "\"", count: Summary.methodByteLimit),
            tablesWithheld: tables.map { policy.tables[$0.layout.table].name }, comparisons: [])
        self = widest.comparedWithItself()
    }

    /// The same content beside two earlier periods that published as much, under another version.
    private func comparedWithItself() -> SummaryContent {
        var earlier = self
        earlier.policy.version = Figure.greatest
        var figures = ReleasedFigures(earlier)
        figures.hasErratum = true
        let comparison = Comparison(period: period, figures: figures)
        var content = self
        content.comparisons = [comparison, comparison]
        return content
    }
}

extension SummaryTable {
    /// Every shown cell published at full width.
    fileprivate init(widest layout: TableLayout, of policy: Policy) {
        let showsVisitors = policy.tables[layout.table].showsVisitors
        let sums = policy.tables[layout.table].sums
        let figure = Figure(
            count: Figure.greatest, visitors: showsVisitors ? Figure.greatest : nil,
            sums: sums.map { _ in Figure.greatestSum })
        // What is said of withheld sums is said beside published ones, which no release does.
        self.init(
            layout: layout,
            figures: (0..<layout.cellCount).map { layout.isShown($0) ? figure : nil },
            sumsWithheld: sums)
    }
}

extension ReleasePeriod {
    /// The period of that length whose name takes most bytes in `language`.
    fileprivate init(widest length: PeriodLength, language: Language) {
        let year = 9996
        let periods = (1...12).flatMap { month in
            (1...CalendarDate.dayCount(year: year, month: month)).compactMap { day in
                CalendarDate(year: year, month: month, day: day).map { firstDay in
                    ReleasePeriod(
                        id: length.widestID(year: year, month: month), length: length,
                        firstDay: firstDay)
                }
            }
        }
        let widest = periods.max {
            PeriodLabel.long($0)[language].utf8.count < PeriodLabel.long($1)[language].utf8.count
        }
        self = widest ?? periods[0]
    }
}

extension PeriodLength {
    /// An identifier of this length that is as wide as any.
    fileprivate func widestID(year: Int, month: Int) -> String {
        switch self {
        case .day: "\(year)-12-31"
        case .week: "\(year)-W52"
        case .month: "\(year)-12"
        case .quarter: "\(year)-Q\((month - 1) / 3 + 1)"
        case .year: "\(year)"
        }
    }
}
