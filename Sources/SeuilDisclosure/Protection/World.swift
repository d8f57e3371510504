/// Figures for every cell that could be the true ones, as far as anything released tells.
///
/// Only `World.init(checking:)` makes one, in integer arithmetic and without any solver: what is proved
/// with worlds does not rest on how they were found.
struct World: Sendable, Equatable {
    /// For each cell of the system and each of its measures. `nil` for a cell without a true figure of which
    /// this world says nothing: around it everything is as in truth, so that it may stay as it truly is.
    let values: [[Int]?]

    /// The figures `values` if they keep every relation and agree with everything that `pattern` publishes.
    init?(checking values: [[Int]?], in bounds: Bounds, under pattern: Pattern) {
        let system = bounds.system
        guard values.count == system.cells.count else { return nil }
        for (cell, figures) in values.enumerated() {
            guard let figures else {
                if system.cells[cell].truth != nil { return nil }
                continue
            }
            guard figures.count == system.measures.count else { return nil }
            for (position, figure) in figures.enumerated()
            where !bounds.range(cell, position, under: pattern).contains(figure) { return nil }
            // People can have two things in common that no one visit has: measures of overlaps are apart.
            guard system.cells[cell].isOverlap || World.canStandTogether(figures, in: bounds) else {
                return nil
            }
        }
        for line in system.lines where !World.keeps(line, values, of: system) { return nil }
        self.values = values
    }

    private static func keeps(_ line: Line, _ values: [[Int]?], of system: CellSystem) -> Bool {
        let parts = line.children.compactMap { values[$0] }
        guard let total = values[line.parent], parts.count == line.children.count else {
            return ([line.parent] + line.children).allSatisfy {
                values[$0] == nil || values[$0] == system.cells[$0].truth
            }
        }
        return line.holds(total: total, parts: parts)
    }

    /// Whether one cell can have these figures: requests ≥ visits ≥ visitors, none without a visit, and no
    /// more requests a visit than any cell truly has.
    private static func canStandTogether(_ figures: [Int], in bounds: Bounds) -> Bool {
        let falls = zip(figures, figures.dropFirst()).allSatisfy { $0 >= $1 }
        let isWithinRatio = zip(figures, figures.dropFirst()).enumerated().allSatisfy {
            guard let ratio = bounds.ratios[$0.offset + 1] else { return true }
            return $0.element.0 <= ratio * $0.element.1
        }
        return falls && isWithinRatio
            && bounds.presencePairs.allSatisfy {
                figures[$0.larger] == 0 || figures[$0.smaller] > 0
            }
    }

    /// Whether the world still agrees with what another pattern publishes.
    func agrees(with pattern: Pattern, in bounds: Bounds) -> Bool {
        values.indices.allSatisfy { cell in
            (values[cell] ?? []).enumerated().allSatisfy { position, figure in
                bounds.range(cell, position, under: pattern).contains(figure)
            }
        }
    }
}

extension Bounds {
    /// Pairs of measures of which the smaller is not 0 where the larger is not.
    var presencePairs: [(larger: Int, smaller: Int)] {
        system.measures.indices.dropFirst().compactMap { smaller in
            system.measures[smaller] == .visits || everyVisitIsIdentified
                ? (smaller - 1, smaller) : nil
        }
    }
}
