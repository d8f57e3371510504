internal import SeuilCore

extension KnownCells {
    /// The greatest number of visitors of a cell that is counted and not estimated.
    private static let mostExact = 16_384

    /// The index of what the threshold counts.
    var thresholdMeasure: Int? {
        switch rules.threshold {
        case .people: measures.firstIndex(of: .visitors)
        case .visits: measures.firstIndex(of: .visits)
        }
    }

    /// Whether that measure counts visits or requests.
    func isCount(_ measure: Int) -> Bool {
        measures[measure] == .visits || measures[measure] == .requests
    }

    /// Whether figures of that measure add up along `line`.
    func addsUp(_ measure: Measure, along line: Line) -> Bool {
        switch line.axis {
        case .dimension(let dimension):
            spans[cells[line.total].key.span].dimensions[dimension].map(measure.addsUp) ?? false
        case .time: measure != .visitors
        }
    }

    /// Which share of the people of `line` may not be known to be in one part; a total over the whole site is
    /// nobody's row.
    func group(over line: Line) -> DisclosureRule.GroupShare {
        let key = cells[line.total].key
        guard case .dimension(let dimension) = line.axis, !key.without(dimension).isTotal else {
            return .none
        }
        return spans[key.span].dimensions[dimension]?.group ?? .none
    }

    /// The true numbers that a published figure may stand for.
    ///
    /// An estimate is within three standard errors of it, 2.5 %, but for one cell in 370.
    /// Source: Heule, Nunkesser and Hall, "HyperLogLog in Practice" (2013): 1.04/√m, m = 16,384.
    func range(of figure: Int, _ measure: Int) -> ClosedRange<Int> {
        guard rules.counting == .hll, measures[measure] == .visitors, figure > KnownCells.mostExact
        else { return figure...figure }
        let margin = figure / 40 + 1
        return (figure - margin)...(figure + margin)
    }

    /// Whether the cell is withheld when it is empty, by what its categories are about.
    func protectsZero(_ key: CellKey) -> Bool {
        if rules.zeros == .protect { return true }
        return dimensionNames.indices.contains { dimension in
            key.categories[dimension] != 0
                && spans[key.span].dimensions[dimension]?.zeros == .protect
        }
    }

    /// The periods released, in the order of the releases.
    var periods: [String] {
        let named = Set(tables.map(\.span))
        return spans.indices.filter(named.contains).map { spans[$0].name }
    }

    /// That no figures at all agree with what was released.
    var contradiction: AttackError {
        .contradiction(period: periods.first ?? "", tables: tables.map(\.name))
    }
}
