/// Figures that could be the true ones, as far as anything released tells: the truth but for a few cells, and
/// of cells without a true figure what could be true beside it (`Bounds.base`).
///
/// Only `World.init(changing:)` makes one, in integer arithmetic and without any solver: what is proved with
/// worlds does not rest on how they were found. It looks at the changed cells and the lines through them
/// only; everywhere else everything is as it truly is, and so keeps every relation.
struct World: Sendable, Equatable {
    /// The figures of one cell in this world, one a measure.
    struct Change: Sendable, Equatable {
        let cell: Int
        let figures: [Int]
    }

    /// What differs from `Bounds.base`, in the order of the cells. A cell without figures there that is not
    /// among them stays as it truly is, unknown.
    let changes: [Change]

    /// The base with `figures` instead of its own, if that keeps every relation and agrees with everything
    /// that `pattern` publishes.
    init?(changing figures: [Int: [Int]], in bounds: Bounds, under pattern: Pattern) {
        let system = bounds.system
        let changed = figures.filter { bounds.base[$0.key] != $0.value }
        var lines: Set<Int> = []
        for (cell, figures) in changed {
            guard figures.count == system.measures.count else { return nil }
            for (position, figure) in figures.enumerated()
            where !bounds.range(cell, position, under: pattern).contains(figure) { return nil }
            // People can have two things in common that no one visit has: measures of overlaps are apart.
            guard system.cells[cell].isOverlap || World.canStandTogether(figures, in: bounds) else {
                return nil
            }
            lines.formUnion(bounds.linesByCell[cell])
        }
        for line in lines where !World.keeps(system.lines[line], changed, in: bounds) { return nil }
        changes = changed.map { Change(cell: $0.key, figures: $0.value) }
            .sorted { $0.cell < $1.cell }
    }

    private static func keeps(
        _ line: Line, _ changed: [Int: [Int]], in bounds: Bounds
    ) -> Bool {
        let base = { (cell: Int) in bounds.base[cell] }
        let parts = line.children.compactMap { changed[$0] ?? base($0) }
        if let total = changed[line.parent] ?? base(line.parent),
            parts.count == line.children.count
        {
            return line.holds(total: total, parts: parts)
        }
        // Some term stays as it truly is, whatever that may be: the others must leave it as much room.
        let moves = ([line.parent] + line.children).map { cell -> [Int]? in
            guard let figures = changed[cell] else { return bounds.system.measures.map { _ in 0 } }
            return base(cell).map { zip(figures, $0).map { $0 - $1 } }
        }
        let known = moves.compactMap { $0 }
        return known.count == moves.count
            && line.loosens(total: known[0], parts: Array(known.dropFirst()))
    }

    /// Whether one cell can have these figures: requests ≥ visits ≥ visitors, none without a visit, and no
    /// more requests a visit than any cell truly has.
    private static func canStandTogether(_ figures: [Int], in bounds: Bounds) -> Bool {
        for smaller in figures.indices.dropFirst() {
            if figures[smaller - 1] < figures[smaller] { return false }
            if let ratio = bounds.ratios[smaller], figures[smaller - 1] > ratio * figures[smaller] {
                return false
            }
        }
        return bounds.presencePairs.allSatisfy {
            figures[$0.larger] == 0 || figures[$0.smaller] > 0
        }
    }
}
