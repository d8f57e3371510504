/// What one cell's figures can depend on: the cells that a chain of lines without a gap leads to.
///
/// A cell that is fixed interrupts the chain: it is the same in every world.
struct Reach {
    private let bounds: Bounds
    private let isFree: [Bool]

    /// The reach of cells under `pattern`; when `pricing`, published cells other than zeros are free too.
    init(_ bounds: Bounds, under pattern: Pattern, pricing: Bool) {
        self.bounds = bounds
        let system = bounds.system
        isFree = system.cells.indices.map { cell in
            if pricing { return !system.isPublishedZero(cell, under: pattern) }
            return system.measures.indices.contains {
                bounds.range(cell, $0, under: pattern).count > 1
            }
        }
    }

    /// The free cells that `cell` reaches, itself included, and the lines with a free term among them, each
    /// in order.
    func around(_ cell: Int) -> (cells: [Int], lines: [Int]) {
        let system = bounds.system
        var cells: Set<Int> = [cell]
        var lines: Set<Int> = []
        var frontier = [cell]
        while let next = frontier.popLast() {
            for line in bounds.linesByCell[next] where lines.insert(line).inserted {
                let terms = [system.lines[line].parent] + system.lines[line].children
                for term in terms where isFree[term] && cells.insert(term).inserted {
                    frontier.append(term)
                }
            }
        }
        return (cells.sorted(), lines.sorted())
    }
}

extension CellSystem {
    func isPublishedZero(_ cell: Int, under pattern: Pattern) -> Bool {
        isZero(cell) && isPublished(cell, under: pattern)
    }
}
