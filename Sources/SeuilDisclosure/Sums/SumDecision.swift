import SeuilCore

/// Which sums of which tables are published: all of a table's column, in every published cell, or none of it.
///
/// A cell has one status: a cell withheld for its sum is withheld whole. So that a poor sum does not cost counts, a
/// column is given up as a whole where more than one in ten of the table's cells would have to be withheld for
/// it, and where a withheld total in it cannot be proved safe.
struct SumDecision {
    /// For each sum that may be published, the tables that publish it.
    private(set) var tables: [(sums: CellSums, tables: Set<Int>)] = []
    private let layouts: [TableLayout]
    private let system: CellSystem

    /// How many cells of a table may be withheld for its sums: one in so many.
    private static let cellsPerSensitive = 10
    /// How many programs may be solved for one sum.
    private static let programLimit = 3_000

    init(
        _ policy: Policy, tables figures: [TableFigures], counting: Counting, in system: CellSystem
    ) {
        self.system = system
        layouts = figures.map(\.layout)
        // Sums add up over days too, and nobody knows any more who brought how much to those released before.
        if system.cells.contains(where: { $0.past != nil }) { return }
        for sum in policy.sums.indices {
            guard
                let sums = CellSums(
                    sum, of: policy, tables: figures, counting: counting, in: system)
            else { continue }
            let tables = sums.tables.filter { !isPoor(sums, in: $0) }
            if !tables.isEmpty { self.tables.append((sums, Set(tables))) }
        }
    }

    private func cells(_ table: Int) -> [Int] {
        system.cellsByTable[table].enumerated().filter { layouts[table].isShown($0.offset) }
            .map(\.element)
    }

    /// Whether too many of the cells that the table could publish would give somebody away by their sum.
    private func isPoor(_ sums: CellSums, in table: Int) -> Bool {
        let cells = cells(table).filter { !system.isZero($0) && !system.isSensitive($0) }
        return cells.count(where: sums.givesAway) * SumDecision.cellsPerSensitive > cells.count
    }

    /// The cells whose sum, where it is to be published, would give somebody away.
    var sensitiveCells: Set<Int> {
        Set(
            tables.flatMap { sums, tables in
                tables.flatMap { cells($0).filter(sums.givesAway) }
            })
    }

    /// Decides on the cells of `system` by `cells`, and on these sums beside it.
    mutating func decide(
        on system: inout CellSystem, cells: (CellSystem) -> Decision
    ) -> Decision {
        system.sensitiveForSums = sensitiveCells
        var decision = cells(system)
        prove(beside: decision)
        if sensitiveCells != system.sensitiveForSums {
            // Some cells were withheld for a sum that is not published after all.
            system.sensitiveForSums = sensitiveCells
            decision = cells(system)
            prove(beside: decision)
        }
        return decision
    }

    /// Gives up columns until every withheld total is proved safe beside what proves the counts.
    private mutating func prove(beside decision: Decision) {
        guard let evidence = decision.evidence else {
            tables = []
            return
        }
        for index in tables.indices {
            while !tables[index].tables.isEmpty {
                var proof = SumProof(
                    tables[index].sums, in: tables[index].tables, layouts: layouts,
                    bounds: decision.bounds, under: decision.pattern,
                    programLimit: SumDecision.programLimit)
                guard let cell = proof.firstUnproved(beside: evidence) else { break }
                giveUp(index, for: cell)
            }
        }
        tables.removeAll { $0.tables.isEmpty }
    }

    /// Gives up the column of a table that has `cell`, or of any: the one of most cells, of equals by what they
    /// count.
    private mutating func giveUp(_ index: Int, for cell: Int) {
        let all = tables[index].tables
        let system = system
        let having = all.filter { system.cellsByTable[$0].contains(cell) }
        let order = { (table: Int) -> (Int, String) in
            let cells = system.cellsByTable[table]
            return (cells.count, cells.map { system.cells[$0].name }.max() ?? "")
        }
        if let table = (having.isEmpty ? all : having).max(by: { order($0) < order($1) }) {
            tables[index].tables.remove(table)
        }
    }

    /// The published sums of table number `table`, as `ProtectedTable` has them.
    func published(in table: Int, under pattern: Pattern) -> [Int: [Int?]] {
        var published: [Int: [Int?]] = [:]
        for (sums, tables) in tables where tables.contains(table) {
            published[sums.sum] = system.cellsByTable[table].enumerated().map { place, cell in
                layouts[table].isShown(place) && !pattern.isWithheld[cell] ? sums.total(cell) : nil
            }
        }
        return published
    }
}
