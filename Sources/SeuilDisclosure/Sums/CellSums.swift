import SeuilCore

/// One capped sum over the cells of a system: what it adds up to, and who could know what of it.
///
/// A sum is a number in millionths of its unit. It adds up wherever the visits or requests that it is a sum of
/// do, and is bounded by them alone: nobody adds more than the cap each time.
struct CellSums: Sendable {
    /// A total and parts that add up: to all of it, or to no more than it.
    struct SumLine: Sendable {
        let parent: Int
        let children: [Int]
        let isWhole: Bool
    }

    /// An index into `Policy.sums`.
    let sum: Int
    /// The most that one visit or request adds.
    let cap: Int
    /// The place among the system's measures of what it is a sum of: visits or requests.
    let unit: Int
    let rule: PercentRule
    /// Indices of the tables that show it.
    let tables: [Int]
    /// For each cell of the system; `nil` for cells that no table of the unit has.
    let totals: [Int?]
    /// For each cell that some table shows the sum of, its two largest contributions.
    let largest: [LargestContributions?]
    let lines: [SumLine]
    /// For each cell, the lines it stands on.
    let linesByCell: [[Int]]
    let system: CellSystem
    /// Whether visitors may be estimates.
    let counting: Counting

    /// Numbers up to this can be multiplied by a percentage and a few added up.
    private static let greatest = 1 << 55

    /// The sum of that index over `system`; `nil` when nothing can be proved of it: numbers too large, totals
    /// that were cut off, tables that close a circle, of which no one knows the sums inside, or days of which
    /// earlier releases told something too.
    init?(
        _ sum: Int, of policy: Policy, tables figures: [TableFigures], counting: Counting,
        in system: CellSystem
    ) {
        let rule = policy.sums[sum]
        let measure = rule.scope == .visit ? Measure.visits : .requests
        let (cap, overflows) = rule.cap.multipliedReportingOverflow(by: 1_000_000)
        guard let unit = system.measures.firstIndex(of: measure), !overflows,
            system.cells.allSatisfy({ $0.past == nil })
        else { return nil }
        var totals = [Int?](repeating: nil, count: system.cells.count)
        var largest = [LargestContributions?](repeating: nil, count: system.cells.count)
        for (table, figures) in figures.enumerated() {
            for sums in figures.sums where sums.sum == sum {
                for (place, cell) in system.cellsByTable[table].enumerated() {
                    guard totals[cell] ?? sums.totals[place] == sums.totals[place] else {
                        return nil
                    }
                    totals[cell] = sums.totals[place]
                    largest[cell] = largest[cell] ?? sums.largest[place]
                }
            }
        }
        self.sum = sum
        self.cap = cap
        self.unit = unit
        self.rule = PercentRule(percent: policy.disclosure.pPercent)
        self.system = system
        self.counting = counting
        self.totals = totals
        self.largest = largest
        tables = policy.tables.indices.filter { policy.tables[$0].sums.contains(sum) }
        guard let lines = CellSums.lines(of: system, unit: unit, totals: totals) else { return nil }
        self.lines = lines
        var linesByCell = system.cells.map { _ in [Int]() }
        for (index, line) in lines.enumerated() {
            for cell in [line.parent] + line.children { linesByCell[cell].append(index) }
        }
        self.linesByCell = linesByCell
        guard isSound else { return nil }
    }

    /// The lines on which the sum adds up; `nil` where parts of a known total are cells of a circle's cross.
    private static func lines(
        of system: CellSystem, unit: Int, totals: [Int?]
    ) -> [SumLine]? {
        var lines: [SumLine] = []
        for line in system.lines {
            let isWhole = line.sums[unit] == .exact
            guard isWhole || line.sums[unit] == .partial else { continue }
            let terms = [line.parent] + line.children
            if terms.allSatisfy({ totals[$0] != nil }) {
                lines.append(
                    SumLine(parent: line.parent, children: line.children, isWhole: isWhole))
            } else if terms.contains(where: { totals[$0] != nil }),
                terms.contains(where: { system.cells[$0].truth == nil })
            {
                return nil
            }
        }
        return lines
    }

    /// Whether every number is small enough to be reckoned with, and everything adds up.
    private var isSound: Bool {
        for (cell, total) in totals.enumerated() {
            guard let total else { continue }
            let (most, overflows) = cap.multipliedReportingOverflow(by: count(cell) + 1_000)
            guard !overflows, most < CellSums.greatest,
                (0...cap * count(cell)).contains(total)
            else { return false }
        }
        return lines.allSatisfy { line in
            let rest = remainder(of: line) { total($0) }
            return line.isWhole ? rest == 0 : rest >= 0
        }
    }

    // MARK: Figures

    func total(_ cell: Int) -> Int { totals[cell] ?? 0 }

    /// Visits or requests in the cell.
    func count(_ cell: Int) -> Int { system.cells[cell].truth?[unit] ?? 0 }

    /// What a line's total has above its parts.
    func remainder(of line: SumLine, _ figure: (Int) -> Int) -> Int {
        line.children.reduce(figure(line.parent)) { $0 - figure($1) }
    }

    /// Whether publishing the sum of the cell would give its largest contributor away.
    func givesAway(_ cell: Int) -> Bool {
        guard let total = totals[cell] else { return false }
        return rule.isBroken(
            by: total, of: largest[cell] ?? LargestContributions(of: [total]),
            most: cap * count(cell))
    }

    // MARK: What readers know

    /// Who tries to work out a withheld sum.
    enum Reader: Int, CaseIterable, Sendable {
        /// Knows what is released.
        case outsider
        /// Is one of the contributors, and takes their own part away wherever it is.
        case insider
    }

    /// The totals that a cell may have in a world in which it counts `count`; `nil` when there is none.
    ///
    /// A world serves an insider when it is one without them too: it must hold no less than what one
    /// contributor brought, and leave no less room under the caps than one contributor left. No contributor has
    /// come more often than there are visits without one for each of the others; unidentified visits are each
    /// by somebody else. Where so few visits are left that no total serves all contributors at once, it serves the
    /// largest, whom the p% rule is about: the others have worlds of their own.
    func range(_ cell: Int, count: Int, for reader: Reader) -> ClosedRange<Int>? {
        let most = cap * count
        let before = self.count(cell)
        guard reader == .insider, before > 0 else { return 0...most }
        let visitors = system.measures.firstIndex(of: .visitors).flatMap {
            system.cells[cell].truth?[$0]
        }
        let own = cap * (visitors.map { $0 > 0 ? before - $0 + 1 : 1 } ?? 1)
        let least = min(total(cell), largest[cell]?.first ?? own)
        let upper = most - min(cap * before - total(cell), own)
        if least > most { return nil }
        return least...(upper < least ? most : upper)
    }
}
