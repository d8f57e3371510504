import SeuilCore

/// The distinct cells of all tables and of the crosses, in the order of their names.
struct MergedCells {
    private(set) var keys: [CellKey] = []
    private(set) var cells: [CellSystem.Cell] = []
    private(set) var cellsByTable: [[Int]] = []

    private struct Draft {
        var truth: [Int]?
        var shows: [Bool]
        var totals = 0
        var weight = 1

        var isZero: Bool { truth?[0] == 0 && shows.contains(true) }
    }

    /// What becomes of `key`'s cell when it is empty.
    ///
    /// Where nobody came at all and that is published, nobody came for a special category either.
    private static func zeros(
        of key: CellKey, _ policy: Policy, isShownZero: (CellKey) -> Bool?
    ) -> DisclosureRule.Zeros {
        let places = key.categories.indices.filter { key.categories[$0] != Categories.total }
        var whole = key
        for place in places where policy.zeros(lookingAt: [place]) == .protect {
            whole.categories[place] = Categories.total
        }
        let zeros = policy.zeros(lookingAt: places)
        let isImplied = policy.zeros(lookingAt: []) == .publish && isShownZero(whole) == true
        return isImplied ? .publish : zeros
    }

    init(
        design: TableDesign, measures: [Measure], tables: [TableFigures], counting: Counting,
        earlier: EarlierCells? = nil
    ) throws(ProtectionError) {
        var drafts: [CellKey: Draft] = [:]
        let unshown = measures.map { _ in false }
        for (table, figures) in tables.enumerated() {
            let rule = design.policy.tables[table]
            for cell in 0..<figures.layout.cellCount {
                let key = design.key(of: cell, in: table)
                let truth = measures.map { figures.figure($0, cell) }
                var draft = drafts[key] ?? Draft(truth: truth, shows: unshown)
                if draft.truth != truth {
                    // Two tables may estimate one cell's visitors differently; the smaller is kept.
                    guard counting == .hll, let known = draft.truth,
                        known.dropLast() == truth.dropLast()
                    else { throw .inconsistentTally(table: rule.name) }
                    draft.truth = zip(known, truth).map { min($0, $1) }
                }
                draft.totals = max(draft.totals, figures.layout.axes.count - key.depth)
                if figures.layout.isShown(cell) {
                    draft.weight = max(draft.weight, rule.weight)
                    for (position, measure) in measures.enumerated() {
                        draft.shows[position] =
                            draft.shows[position] || rule.shows(measure)
                    }
                }
                drafts[key] = draft
            }
        }
        for cross in design.crosses where design.cellCount(of: cross) <= DesignLimit.crossCells {
            for key in design.keys(of: cross) where drafts[key] == nil {
                drafts[key] = Draft(truth: nil, shows: unshown)
            }
        }
        let named = drafts.map { (key: $0.key, draft: $0.value, name: design.name(of: $0.key)) }
            .sorted { $0.name < $1.name }
        var places: [CellKey: Int] = [:]
        for (place, cell) in named.enumerated() {
            places[cell.key] = place
            keys.append(cell.key)
            cells.append(
                CellSystem.Cell(
                    name: cell.name, totals: cell.draft.totals,
                    isGrandTotal: cell.key.depth == 0,
                    zeros: MergedCells.zeros(of: cell.key, design.policy) { drafts[$0]?.isZero },
                    weight: cell.draft.weight, truth: cell.draft.truth, shows: cell.draft.shows,
                    past: cell.draft.truth.flatMap { truth in
                        earlier?.past(of: cell.key, truth: truth, shows: cell.draft.shows)
                    }))
        }
        cellsByTable = tables.enumerated().map { table, figures in
            (0..<figures.layout.cellCount).map { places[design.key(of: $0, in: table)] ?? 0 }
        }
    }
}

extension TableRule {
    fileprivate func shows(_ measure: Measure) -> Bool {
        switch measure {
        case .requests: unit == .request
        case .visits: unit == .visit
        case .visitors: showsVisitors
        }
    }
}

extension TableDesign {
    /// What `key` counts: `age=18-25&sex=F`, dimensions and codes in the order of their names.
    fileprivate func name(of key: CellKey) -> String {
        key.categories.enumerated()
            .filter { $0.element != Categories.total }
            .map { dimension, category in
                "\(policy.dimensions[dimension].name)=\(categories[dimension].name(of: category))"
            }
            .sorted().joined(separator: "&")
    }
}
