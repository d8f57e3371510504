import SeuilCore

/// What an earlier release said of one cell.
enum EarlierCell: Equatable {
    case withheld
    /// For each measure the figure, as far as it was shown.
    case published([Int?])

    /// What two tables of one release say together.
    fileprivate func and(_ other: EarlierCell) -> EarlierCell {
        guard case .published(let one) = self, case .published(let two) = other else {
            return .withheld
        }
        return .published(zip(one, two).map { $0 ?? $1 })
    }
}

/// Finds the cells of a later release among those of an earlier one.
struct EarlierKeys {
    private let figures: EarlierFigures
    private let earlier: TableDesign
    private let dimensionCount: Int
    /// For each dimension of the earlier policy the same one of the later; `nil` when it has none.
    private let dimensions: [Int?]
    /// For each dimension of the later policy, its categories by their leaves.
    private let categories: [[[Int]: Int]]
    private let countsAlike: Bool

    init(_ figures: EarlierFigures, design: TableDesign, period: Period) {
        let policy = figures.policy
        self.figures = figures
        earlier = TableDesign(policy)
        dimensionCount = design.categories.count
        categories = design.categories.map { categories in
            Dictionary(
                uniqueKeysWithValues: categories.leaves.enumerated().map {
                    ($0.element, $0.offset)
                })
        }
        countsAlike = policy.counts(like: design.policy)
        dimensions = policy.dimensions.indices.map { index in
            if policy.dependsOnFirstDay(index), figures.period.firstDay != period.firstDay {
                return nil
            }
            return design.policy.dimensions.indices.first {
                policy.dimension(index, isThatOf: design.policy, $0)
            }
        }
    }

    func cells(measures: [Measure]) -> [CellKey: EarlierCell] {
        // Other people, or another threshold: no figure of one release can be held against the other's.
        guard countsAlike else { return [:] }
        var cells: [CellKey: EarlierCell] = [:]
        for (table, said) in figures.tables.enumerated() {
            for (cell, status) in said.enumerated() {
                guard let said = self.said(status, in: table, measures),
                    let key = key(of: cell, in: table)
                else { continue }
                cells[key] = cells[key].map { $0.and(said) } ?? said
            }
        }
        return cells
    }

    private func said(
        _ status: ProtectedTable.Cell, in table: Int, _ measures: [Measure]
    ) -> EarlierCell? {
        switch status {
        case .notShown: return nil
        case .withheld: return .withheld
        case .published(let count, let visitors):
            let unit = figures.policy.tables[table].unit
            return .published(
                measures.map { measure in
                    if count == 0 { return 0 }
                    switch measure {
                    case .requests: return unit == .request ? count : nil
                    case .visits: return unit == .visit ? count : nil
                    case .visitors: return visitors
                    }
                })
        }
    }

    private func key(of cell: Int, in table: Int) -> CellKey? {
        let old = earlier.key(of: cell, in: table)
        var key = CellKey(dimensionCount: dimensionCount)
        for (dimension, category) in old.categories.enumerated()
        where category != Categories.total {
            let leaves = earlier.categories[dimension].leaves[category]
            guard let same = dimensions[dimension],
                let place = categories[same][leaves]
            else { return nil }
            key.categories[same] = place
        }
        return key
    }
}

extension Policy {
    /// Whether the same people are the same visitors under both policies, and the threshold counts the same.
    fileprivate func counts(like other: Policy) -> Bool {
        threshold.counted == other.threshold.counted
            && visitor?.normalisation == other.visitor?.normalisation
            && visitor?.hashed.map({ members[$0].name })
                == other.visitor?.hashed.map({ other.members[$0].name })
    }

    /// The name of the member that a dimension comes from; `nil` for the time of the visit.
    private func source(of dimension: Int) -> String? {
        switch dimensions[dimension].source {
        case .member(let member): members.indices.contains(member) ? members[member].name : ""
        case .time: nil
        }
    }

    /// Whether a code of the dimension means another thing in a period that begins on another day.
    fileprivate func dependsOnFirstDay(_ dimension: Int) -> Bool {
        guard case .band = dimensions[dimension].transform,
            case .member(let member) = dimensions[dimension].source,
            members.indices.contains(member)
        else { return false }
        return members[member].kind == .date
    }

    fileprivate func dimension(_ index: Int, isThatOf other: Policy, _ place: Int) -> Bool {
        let (one, two) = (dimensions[index], other.dimensions[place])
        return one.name == two.name && source(of: index) == other.source(of: place)
            && one.scope == two.scope && one.transform == two.transform
            && (one.source != .time || periods.timeZone == other.periods.timeZone)
            && one.codelist.entries.map(\.code) == two.codelist.entries.map(\.code)
            && one.codelist.entries.map(\.parent) == two.codelist.entries.map(\.parent)
    }
}
