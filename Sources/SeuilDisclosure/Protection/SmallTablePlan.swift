import SeuilCore

/// Where the cells of a system stand that is one small table.
struct SmallTablePlan {
    let total: Int
    /// The cells by row and column.
    let cells: [[Int]]
    /// Empty for a table of one dimension, as are the columns' totals.
    let rowTotals: [Int]
    let columnTotals: [Int]

    init(total: Int, rowTotals: [Int], columnTotals: [Int], cells: [[Int]]) {
        self.total = total
        self.rowTotals = rowTotals
        self.columnTotals = columnTotals
        self.cells = cells
    }

    /// - Returns: `nil` when the system is anything else than one table whose figures all add up.
    init?(_ system: CellSystem) {
        guard let total = system.cells.firstIndex(where: \.isGrandTotal),
            system.cells.allSatisfy({ $0.truth != nil && $0.isListed && !$0.isOverlap }),
            system.lines.allSatisfy({ $0.sums.allSatisfy { $0 == .exact } })
        else { return nil }
        self.total = total
        let margins = system.lines.filter { $0.parent == total }.map(\.children)
        switch margins.count {
        case 1:
            (cells, rowTotals, columnTotals) = ([margins[0]], [], [])
        case 2:
            var parts: [Int: [Int]] = [:]
            for line in system.lines where line.parent != total {
                guard parts.updateValue(line.children, forKey: line.parent) == nil else {
                    return nil
                }
            }
            (rowTotals, columnTotals) = (margins[0], margins[1])
            let columnParts = margins[1].map { Set(parts[$0] ?? []) }
            var cells: [[Int]] = []
            for row in margins[0] {
                let inRow = parts[row] ?? []
                let sorted = columnParts.map { column in inRow.filter(column.contains) }
                guard sorted.allSatisfy({ $0.count == 1 }) else { return nil }
                cells.append(sorted.map { $0[0] })
            }
            self.cells = cells
        default: return nil
        }
        let all = [total] + rowTotals + columnTotals + cells.flatMap { $0 }
        guard all.count == system.cells.count, Set(all).count == all.count else { return nil }
    }

    /// The cells withheld under `release`.
    func withheld(under release: SmallTable.Release, of table: SmallTable) -> [Int] {
        let isLine = table.rows.count == 1 || table.columns.count == 1
        switch release {
        case .everything: return []
        case .nothing: return [total] + rowTotals + columnTotals + cells.flatMap { $0 }
        case .grandTotal:
            let places = Set(table.places.filter { table[$0] > 0 })
            let inner = withheld(under: .allBut(places), of: table)
            if isLine || rowTotals.isEmpty { return inner }
            return inner + table.rows.map { rowTotals[$0] } + table.columns.map { columnTotals[$0] }
        case .allBut(let places):
            let inner = places.map { cells[$0.row][$0.column] }
            if !isLine || rowTotals.isEmpty { return inner }
            // Where everybody came to one row, a column's total is its only cell again.
            return inner
                + (table.rows.count == 1
                    ? places.map { columnTotals[$0.column] } : places.map { rowTotals[$0.row] })
        }
    }
}

extension Decision {
    /// The decision on a release that is one small table, so that replaying it tells nothing (see `Replay`).
    ///
    /// - Returns: `nil` when it is anything else, or when more is to be known of it than `Replay` thinks of: visits
    ///   of nobody identified, requests, zeros or rows in one category that are protected.
    init?(withstandingReplay system: CellSystem) {
        let counted = system.countedPosition
        guard !system.groups.mayBeWithheld, !system.measures.contains(.requests),
            system.cells.allSatisfy({ cell in
                // What was released before of the same days is more than this table.
                cell.past == nil && cell.zeros == .publish
                    && cell.truth.map { $0[0] == 0 || $0[counted] > 0 } ?? false
            }), let plan = SmallTablePlan(system)
        else { return nil }
        let table = SmallTable(
            counts: plan.cells.map { row in
                row.map { system.cells[$0].truth?[counted] ?? 0 }
            },
            least: system.threshold.least, interval: system.rule.interval,
            countsPeople: system.measures.contains(.visitors))
        guard let release = Replay(table)?.release else { return nil }
        var pattern = Pattern(isWithheld: system.cells.map { _ in false })
        var causes: [Int: WithholdingCause] = [:]
        for cell in plan.withheld(under: release, of: table) {
            pattern.isWithheld[cell] = true
            causes[cell] = .replay
        }
        self.pattern = pattern
        bounds = Bounds(system)
        // The rule is its own proof, of counts only: no sum stands beside it.
        evidence = nil
        tablesWithheld = release == .nothing ? Array(system.cellsByTable.indices) : []
        self.causes = causes
    }
}
