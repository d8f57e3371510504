internal import SeuilCore

/// One number at the head of a report.
struct KeyFigure: Sendable, Equatable {
    /// What it counts.
    let label: LocalizedText
    /// What it is limited to, for a table with a filter.
    let filter: LocalizedText?
    /// `nil` when withheld.
    let value: Decimal6?
    /// What was published for earlier periods, where it was.
    let earlier: [Earlier]

    struct Earlier: Sendable, Equatable {
        let period: ReleasePeriod
        let value: Decimal6
    }
}

extension SummaryContent {
    /// The totals that the tables hold, each once: visits, requests, people and sums, without filter and for
    /// each filter. They are the published cells whose every code is `_T`.
    var keyFigures: [KeyFigure] {
        var known: Set<[String]> = []
        let figures = tables.flatMap { table -> [KeyFigure] in
            let rule = policy.tables[table.layout.table]
            let declaration = declaration(of: table)
            let scope = (declaration.filter ?? [:]).map { "\($0)=\($1)" }
            let total = [Int](repeating: 0, count: table.axes.count)
            let place = Place(
                declaration: declaration, codes: table.codes(at: total, policy: policy),
                filter: filterText(of: rule), figure: table.figure(at: total))
            var figures: [KeyFigure] = []
            if known.insert(scope + [declaration.of.rawValue]).inserted {
                figures.append(
                    keyFigure(Phrase.counted(rule.unit), at: place) { Decimal6(whole: $0.count) })
            }
            if rule.showsVisitors, known.insert(scope + ["visitors"]).inserted {
                figures.append(
                    keyFigure(Phrase.people, at: place) { $0.visitors.map(Decimal6.init(whole:)) })
            }
            for (index, sum) in rule.sums.enumerated() where table.showsSum(index, of: rule) {
                if known.insert(scope + ["sum_\(policy.sums[sum].name)"]).inserted {
                    figures.append(keyFigure(sum, index, at: place))
                }
            }
            return figures
        }
        // Everything before parts of it; visits before requests before people before sums.
        let order = [Phrase.visits, Phrase.requests, Phrase.people]
        let filters = figures.map(\.filter)
        return figures.sorted { first, second in
            let places = [first, second].map { figure in
                (
                    filters.firstIndex { $0 == figure.filter && figure.filter != nil } ?? -1,
                    order.firstIndex(of: figure.label) ?? order.count
                )
            }
            return places[0] < places[1]
        }
    }

    /// A table's total, and where it stands.
    private struct Place {
        let declaration: ReleaseHeader.Table
        let codes: [String]
        let filter: LocalizedText?
        let figure: Figure?
    }

    private func keyFigure(
        _ label: LocalizedText, at place: Place, number: (Figure) -> Decimal6?
    ) -> KeyFigure {
        KeyFigure(
            label: label, filter: place.filter, value: place.figure.flatMap(number),
            earlier: comparisons.compactMap { comparison in
                comparison.figure(in: place.declaration, codes: place.codes).flatMap(number)
                    .map { KeyFigure.Earlier(period: comparison.period, value: $0) }
            })
    }

    private func keyFigure(_ sum: Int, _ index: Int, at place: Place) -> KeyFigure {
        let measure = declaration(ofSum: sum)
        return KeyFigure(
            label: Phrase.sum(policy.sums[sum]), filter: place.filter,
            value: place.figure?.sum(index),
            earlier: comparisons.compactMap { comparison in
                comparison.sum(measure, in: place.declaration, codes: place.codes)
                    .map { KeyFigure.Earlier(period: comparison.period, value: $0) }
            })
    }

    /// What a table is limited to, `Partenaire : CAF`; `nil` for a table of everything.
    func filterText(of rule: TableRule) -> LocalizedText? {
        rule.filter.map { filter in
            let dimension = policy.dimensions[filter.dimension]
            return Phrase.pair(dimension.label, dimension.codelist.entries[filter.entry].label)
        }
    }
}

extension Decimal6 {
    /// A published count, which has far fewer digits than would overflow.
    init(whole number: Int) { self.init(millionths: Int64(number) * 1_000_000) }
}
