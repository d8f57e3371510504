internal import SeuilCore

/// The figures of an earlier period that stand beside those of this one.
struct Comparison: Sendable, Equatable {
    let period: ReleasePeriod
    let policyVersion: Int
    /// Figures that an erratum has flagged are missing here.
    let hasErratum: Bool
    private let tables: [String: EarlierTable]

    private struct EarlierTable: Sendable, Equatable {
        let declaration: ReleaseHeader.Table
        /// The table's sums, in the order of those of a figure.
        let sums: [ReleaseHeader.Measure]
        let figures: [[String]: Figure]
    }

    /// The comparison with `earlier`, or `nil` when its period cannot be read.
    init?(_ earlier: ReleasedFigures) {
        guard let firstDay = CalendarDate(isoText: earlier.firstDay) else { return nil }
        self.init(
            period: ReleasePeriod(id: earlier.period, length: earlier.length, firstDay: firstDay),
            figures: earlier)
    }

    init(period: ReleasePeriod, figures earlier: ReleasedFigures) {
        self.period = period
        policyVersion = earlier.policy.version
        hasErratum = earlier.hasErratum ?? false
        tables = Dictionary(
            earlier.tables.map { table in
                let figures = table.cells.map { cell in
                    (
                        cell.codes,
                        Figure(
                            count: cell.count, visitors: cell.visitors,
                            sums: (cell.sums ?? []).map { $0.map { Decimal6(millionths: $0) } })
                    )
                }
                return (
                    table.declaration.name,
                    EarlierTable(
                        declaration: table.declaration, sums: table.sums ?? [],
                        figures: Dictionary(figures) { first, _ in first })
                )
            }
        ) { first, _ in first }
    }

    /// Whether the earlier release had this table, counting the same things over the same dimensions.
    func has(_ declaration: ReleaseHeader.Table) -> Bool {
        tables[declaration.name]?.declaration.countsTheSame(as: declaration) ?? false
    }

    /// What was published then in the cell of `codes`; `nil` when withheld or when there was none.
    func figure(in declaration: ReleaseHeader.Table, codes: [String]) -> Figure? {
        has(declaration) ? tables[declaration.name]?.figures[codes] : nil
    }

    /// What was published then of the sum that `measure` declares; `nil` too when it was cut at another cap or
    /// had another unit, for then it says something else.
    func sum(
        _ measure: ReleaseHeader.Measure, in declaration: ReleaseHeader.Table, codes: [String]
    ) -> Decimal6? {
        guard let index = tables[declaration.name]?.sums.firstIndex(of: measure) else { return nil }
        return figure(in: declaration, codes: codes)?.sum(index)
    }

    /// Whether the earlier release published any figure of that sum in that table.
    func hasSum(_ measure: ReleaseHeader.Measure, in declaration: ReleaseHeader.Table) -> Bool {
        guard has(declaration), let table = tables[declaration.name],
            let index = table.sums.firstIndex(of: measure)
        else { return false }
        return table.figures.values.contains { $0.sum(index) != nil }
    }
}

extension Comparison {
    /// The period just before and the same one a year before, as far as `history` has them for `audience`.
    ///
    /// Figures given to another audience are never shown here, and another policy's mean something else.
    static func among(
        _ history: [ReleasedFigures], period: ReleasePeriod, policy: String, audience: String
    ) -> [Comparison] {
        let own = history.filter {
            $0.policy.id == policy && $0.audience == audience && $0.length == period.length
        }
        let previous = own.first { $0.firstDay == period.previousFirstDay?.isoText }
        let yearBefore = own.first { $0.period == period.yearBeforeID }
        let both = [previous, yearBefore == previous ? nil : yearBefore]
        return both.compactMap { $0.flatMap(Comparison.init) }
    }
}

extension ReleaseHeader.Table {
    /// Whether a cell of one table means what the cell of the same codes means in the other.
    fileprivate func countsTheSame(as other: ReleaseHeader.Table) -> Bool {
        of == other.of && dimensions == other.dimensions && levels == other.levels
            && filter == other.filter
    }
}
