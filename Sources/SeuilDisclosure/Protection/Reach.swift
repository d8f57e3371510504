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

    /// The free cells that `cell` reaches, itself included, and the lines on which they stand, each in order.
    ///
    /// When there are more than `limit`, only the nearest: the others stay as they truly are, which makes fewer
    /// worlds and smaller programs. A cell without a true figure cannot stay, so it is always followed.
    func around(_ cell: Int, limit: Int) -> (cells: [Int], lines: [Int]) {
        let system = bounds.system
        var cells: Set<Int> = [cell]
        var lines: Set<Int> = []
        var queue = [cell]
        var next = 0
        while next < queue.count {
            for line in bounds.linesByCell[queue[next]] where lines.insert(line).inserted {
                for term in [system.lines[line].parent] + system.lines[line].children
                where isFree[term] && (queue.count < limit || system.cells[term].truth == nil) {
                    if cells.insert(term).inserted { queue.append(term) }
                }
            }
            next += 1
        }
        return (cells.sorted(), lines.sorted())
    }
}

extension CellSystem {
    func isPublishedZero(_ cell: Int, under pattern: Pattern) -> Bool {
        isZero(cell) && isPublished(cell, under: pattern)
    }
}
