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
    /// Empty cells that are withheld with them: where nothing else of a row holds a visit, nothing but its
    /// empty cells, and all that lies inside these, can hide the one that does.
    private(set) var beside: Set<Int> = []
    /// Whether other figures of the same tables could be such a row's.
    private(set) var mayBeWithheld = false

    init(design: TableDesign, merged: MergedCells, found: [LineFinder.Found], counted: Int) {
        var rows: [Row] = []
        for line in found {
            let share = design.policy.group(over: line.dimension)
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
            rows += Groups.rows(
                telling, on: line, of: merged.cells, counted: counted,
                least: design.policy.threshold.least, missing: share == .nearly ? 1 : 0)
        }
        beside = Groups.hidable(in: rows, found, merged.cells)
        for row in rows {
            // Where nobody of the whole site is elsewhere, the row says nothing new.
            let canHide = row.empty.contains {
                beside.contains($0) || merged.cells[$0].zeros == .protect
            }
            if !row.isEmptyElsewhere || canHide { whole.insert(row.cell) }
        }
    }

    /// A cell that holds a whole row.
    private struct Row {
        let cell: Int
        let isEmptyElsewhere: Bool
        /// The row's other cells, where these are empty.
        let empty: [Int]
    }

    private static func rows(
        _ telling: [Int], on line: LineFinder.Found, of cells: [CellSystem.Cell], counted: Int,
        least: Int, missing: Int
    ) -> [Row] {
        guard let row = cells[line.parent].truth, row[counted] >= least else { return [] }
        return telling.compactMap { child in
            guard let held = cells[child].truth, row[counted] - held[counted] <= missing else {
                return nil
            }
            let others = line.children.filter { $0 != child }
            let isEmpty = line.isComplete && others.allSatisfy { cells[$0].truth?[0] == 0 }
            // Elsewhere the figures do not show it: people may have come for several things, or not.
            let isTold = isEmpty || cells[child].shows[counted] && cells[line.parent].shows[counted]
            if !isTold && cells[child].isListed { return nil }
            return Row(
                cell: child, isEmptyElsewhere: isEmpty,
                empty: isEmpty ? others.filter { cells[$0].isListed } : [])
        }
    }

    /// The empty cells of rows, and those inside them, that no published zero gives away.
    private static func hidable(
        in rows: [Row], _ found: [LineFinder.Found], _ cells: [CellSystem.Cell]
    ) -> Set<Int> {
        var hidden = Set(rows.flatMap(\.empty))
        if hidden.isEmpty { return [] }
        var size = 0
        while size < hidden.count {
            size = hidden.count
            for line in found where hidden.contains(line.parent) {
                hidden.formUnion(line.children.filter { cells[$0].isListed })
            }
        }
        size += 1
        while size > hidden.count {
            size = hidden.count
            for line in found
            where cells[line.parent].truth?[0] == 0 && cells[line.parent].isListed
                && cells[line.parent].zeros == .publish && !hidden.contains(line.parent)
            {
                hidden.subtract(line.children)
            }
        }
        return hidden
    }
}
