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
            if let truth = system.cells[cell].truth {
                guard bounds.insider.accepts(figures, truth: truth, most: bounds.shares?[cell]),
                    World.leavesRatio(figures, truth: truth, in: bounds)
                else { return nil }
            }
            lines.formUnion(bounds.linesByCell[cell])
        }
        for line in lines where !World.keeps(line, changed, in: bounds) { return nil }
        changes = changed.map { Change(cell: $0.key, figures: $0.value) }
            .sorted { $0.cell < $1.cell }
    }

    private static func keeps(
        _ index: Int, _ changed: [Int: [Int]], in bounds: Bounds
    ) -> Bool {
        let line = bounds.system.lines[index]
        let base = { (cell: Int) in bounds.base[cell] }
        let parts = line.children.compactMap { changed[$0] ?? base($0) }
        if let total = changed[line.parent] ?? base(line.parent),
            parts.count == line.children.count
        {
            if bounds.isExact[index] { return line.holds(total: total, parts: parts) }
            let truth = line.terms.compactMap { bounds.system.cells[$0].truth }
            return line.holds(total: total, parts: parts)
                && (truth.count <= parts.count
                    || bounds.insider.accepts(
                        [total] + parts, truth: truth, on: line, most: bounds.shares?[line.parent]))
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
    /// Whether there is room for one person's requests on fewer visits.
    private static func leavesRatio(_ figures: [Int], truth: [Int], in bounds: Bounds) -> Bool {
        figures.indices.dropFirst().allSatisfy { smaller in
            guard let ratio = bounds.ratios[smaller] else { return true }
            return ratio * figures[smaller] - figures[smaller - 1]
                >= bounds.insider.leastRatioRoom(ratio, truth: truth, smaller)
        }
    }
    /// What the world changes of `cell`, if anything.
    func change(of cell: Int) -> Change? {
        var range = changes.indices
        while let first = range.first {
            let middle = first + range.count / 2
            if changes[middle].cell == cell { return changes[middle] }
            range = changes[middle].cell < cell ? middle + 1..<range.upperBound : first..<middle
        }
        return nil
    }

    /// Whether the world agrees with what `pattern` publishes. (Relations do not depend on it.)
    func agrees(with pattern: Pattern, in bounds: Bounds) -> Bool {
        changes.allSatisfy { change in
            change.figures.indices.allSatisfy {
                bounds.range(change.cell, $0, under: pattern).contains(change.figures[$0])
            }
        }
    }
}
