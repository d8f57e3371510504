import SeuilCore

/// Categories that hold everybody of a row: they tell of each of its people what the category tells, however
/// many they are.
///
/// A row is a cell that looks at some other dimension, for as many people as any figure is published of; what
/// too few people are is withheld in any case. A total over the whole site is nobody's row.
///
/// Source: Hundepool et al., *Statistical Disclosure Control* (2012), on group disclosure and zeros.
struct Groups: Sendable, Equatable {
    /// Cells that hold the whole of a row, or as much of it as may not be known.
    private(set) var whole: Set<Int> = []
    /// Empty cells of rows of which nothing else could hide the one that is not empty.
    private(set) var beside: Set<Int> = []
    /// Whether other figures of the same tables could be such a row's.
    private(set) var mayBeWithheld = false

    init(design: TableDesign, merged: MergedCells, found: [LineFinder.Found], counted: Int) {
        let policy = design.policy
        for line in found {
            let share = policy.group(over: line.dimension)
            let looksElsewhere = merged.keys[line.parent].categories.enumerated().contains {
                $0.offset != line.dimension && $0.element != Categories.total
            }
            if share == .none || !looksElsewhere { continue }
            mayBeWithheld = true
            let categories = design.categories[line.dimension]
            let telling = line.children.filter { child in
                // What a filter leaves over says no more than the filter's zero; of the unknown nothing is known.
                let category = merged.keys[child].categories[line.dimension]
                return categories.isNested[category] && categories.name(of: category) != "_U"
            }
            add(
                telling, on: line, of: merged.cells, counted: counted,
                least: policy.threshold.least, missing: share == .nearly ? 1 : 0)
        }
    }

    private mutating func add(
        _ telling: [Int], on line: LineFinder.Found, of cells: [CellSystem.Cell], counted: Int,
        least: Int,
        missing: Int
    ) {
        guard let row = cells[line.parent].truth, row[counted] >= least else { return }
        for child in telling {
            guard let held = cells[child].truth, row[counted] - held[counted] <= missing else {
                continue
            }
            let others = line.children.filter { $0 != child }
            let areEmpty =
                line.isComplete && others.allSatisfy { cells[$0].truth?[0] == 0 }
            // Elsewhere the figures do not show it: people may have come for several things, or not.
            let isTold =
                areEmpty || cells[child].shows[counted] && cells[line.parent].shows[counted]
            if !isTold && cells[child].isListed { continue }
            whole.insert(child)
            if areEmpty { beside.formUnion(others.filter { cells[$0].isListed }) }
        }
    }
}
