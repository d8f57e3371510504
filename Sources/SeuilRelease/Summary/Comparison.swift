internal import SeuilCore

/// The figures of an earlier period that stand beside those of this one.
struct Comparison: Sendable, Equatable {
    let period: ReleasePeriod
    let policyVersion: Int
    private let tables: [String: EarlierTable]

    private struct EarlierTable: Sendable, Equatable {
        let declaration: ReleaseHeader.Table
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
        tables = Dictionary(
            earlier.tables.map { table in
                let figures = table.cells.map { cell in
                    (cell.codes, Figure(count: cell.count, visitors: cell.visitors))
                }
                return (
                    table.declaration.name,
                    EarlierTable(
                        declaration: table.declaration,
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
