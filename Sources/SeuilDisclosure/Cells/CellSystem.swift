import SeuilCore

/// All that an attacker can relate: every distinct cell of every table, and how the cells make each other.
///
/// Tables of all audiences form one system, because audiences may pool what they get. Cells stand in an order
/// of their names, not of the policy, so that reordering codes, tables or audiences changes nothing.
struct CellSystem: Sendable {
    struct Cell: Sendable, Equatable {
        /// What the cell counts, in words of the policy that do not depend on any order.
        let name: String
        /// How many of its dimensions it takes as totals, in the table where these are most.
        let totals: Int
        let isGrandTotal: Bool
        /// Whether the cell stands for what two others have in common (see `Overlaps`).
        var isOverlap = false
        /// What becomes of the cell when it is empty.
        var zeros = DisclosureRule.Zeros.publish
        /// The greatest weight of a table that shows the cell.
        var weight = 1
        /// For each of the system's measures the true figure; `nil` for a cell that only witnesses need.
        var truth: [Int]?
        /// For each of the system's measures, whether some table shows it of this cell.
        let shows: [Bool]

        /// What earlier releases over some of the same days mean for it; `nil` where there are none.
        var past: CellPast?

        /// Whether any table shows the cell.
        var isListed: Bool { shows.contains(true) }
    }

    /// Largest first.
    let measures: [Measure]
    let cells: [Cell]
    let lines: [Line]
    let grids: [Grid]
    /// Rows in one category.
    let groups: Groups
    /// For each table and each cell of its layout, the index of its cell here.
    let cellsByTable: [[Int]]
    /// Indices of the dimensions declared per person that the data contradict.
    let notAdditive: [Int]
    /// Whether some tables can be protected only through a cross too large (see `DesignLimit`).
    let isBeyondLimit: Bool
    /// Whether every table counts all visits, none of them those of a filter only.
    let hasWholeTablesOnly: Bool
    let threshold: Threshold
    let rule: DisclosureRule
    /// Cells that have people enough and may not be published for a sum (see `SumDecision`).
    var sensitiveForSums: Set<Int> = []

    /// The position in `measures` of what the threshold counts.
    var countedPosition: Int { measures.firstIndex(of: threshold.counted) ?? 0 }

    /// Whether the cell is known to the tally and has no visit.
    func isZero(_ cell: Int) -> Bool { cells[cell].truth?[0] == 0 }
}

extension CellSystem {
    /// The system of `tables`, in the order of the policy's.
    ///
    /// - Parameter earlier: Makes of the design what earlier releases said, where some share days with this one.
    /// - Throws: `inconsistentTally` when figures that must make each other do not: what would be proved
    ///   from them would be worth nothing.
    init(
        policy: Policy, tables: [TableFigures], counting: Counting,
        earlier: (TableDesign, [Measure]) -> EarlierCells? = { _, _ in nil }
    ) throws(ProtectionError) {
        let design = TableDesign(policy)
        let measures = policy.measures
        let merged = try MergedCells(
            design: design, measures: measures, tables: tables, counting: counting,
            earlier: earlier(design, measures))
        let finder = LineFinder(design: design, keys: merged.keys)
        let found = finder.lines()
        let additivity = Additivity(
            policy: policy, measures: measures, counting: counting, lines: found,
            cells: merged.cells)
        let lines = found.map(additivity.line)
        let overlaps = Overlaps(
            design: design, merged: merged, measures: measures, additivity: additivity,
            found: found, lines: lines)
        self.groups = Groups(
            design: design, merged: merged, found: found,
            counted: measures.firstIndex(of: policy.threshold.counted) ?? 0)
        self.measures = measures
        self.cells = CellSystem.derivingTruth(of: merged.cells, along: lines) + overlaps.cells
        self.cellsByTable = merged.cellsByTable
        self.notAdditive = additivity.notAdditive
        self.isBeyondLimit = !DesignLimit.check(policy).isEmpty
        self.hasWholeTablesOnly = policy.tables.allSatisfy { $0.filter == nil }
        self.threshold = policy.threshold
        self.rule = policy.disclosure
        self.lines = lines + overlaps.addedLines
        self.grids =
            GridFinder(
                design: design, merged: merged, measures: measures, found: found, lines: lines
            ).grids()
        try checkTruth(policy: policy)
    }

    /// The same cells, with the true figures that follow where everything else on a line is known and adds up: who
    /// is there knows it, though no table shows it.
    private static func derivingTruth(of cells: [Cell], along lines: [Line]) -> [Cell] {
        var cells = cells
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for line in lines where line.sums.allSatisfy({ $0 == .exact }) {
                let unknown = line.terms.filter { cells[$0].truth == nil }
                guard let cell = unknown.first, unknown.count == 1 else { continue }
                var truth = cells[line.parent].truth ?? line.sums.map { _ in 0 }
                for child in line.children {
                    guard let part = cells[child].truth else { continue }
                    truth = zip(truth, part).map { cell == line.parent ? $0 + $1 : $0 - $1 }
                }
                cells[cell].truth = truth
                hasChanged = true
            }
        }
        return cells
    }

    /// Refuses figures that break a relation that worlds are held to.
    private func checkTruth(policy: Policy) throws(ProtectionError) {
        func table(with cell: Int) -> String {
            let table = cellsByTable.firstIndex { $0.contains(cell) }
            return table.map { policy.tables[$0].name } ?? ""
        }
        for (index, cell) in cells.enumerated() {
            guard let truth = cell.truth else { continue }
            let falls = zip(truth, truth.dropFirst()).allSatisfy { $0 >= $1 }
            if !falls || truth.contains(where: { $0 < 0 }) {
                throw .inconsistentTally(table: table(with: index))
            }
        }
        for line in lines {
            guard let total = cells[line.parent].truth else { continue }
            let parts = line.children.compactMap { cells[$0].truth }
            if parts.count < line.children.count { continue }
            if !line.holds(total: total, parts: parts) {
                throw .inconsistentTally(table: table(with: line.parent))
            }
        }
    }
}
