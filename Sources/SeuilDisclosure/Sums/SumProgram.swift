import SeuilSolver

/// The sums that could stand beside given counts, as a program in whole units: how high or how low one withheld
/// total can be.
///
/// Counts are settled, so that nothing but sums is looked for; they move among cells in small systems of
/// equations in which the simplex method ends, most often, in whole numbers. What it finds is checked anew.
struct SumProgram {
    private static let unit = 1_000_000
    private static let iterationLimit = 20_000
    private static let nodeLimit = 20
    /// How many cells may move.
    private static let cellLimit = 400

    private let sums: CellSums
    private let counts: [Int: Int]
    private let fixed: Set<Int>
    private let reader: CellSums.Reader
    private var program = LinearProgram()
    private var columns: [Int: Int] = [:]
    /// In the order of their columns.
    private var cells: [Int] = []

    /// The program of the sums beside `counts`, around their changes and `cell`; `nil` when there are none.
    ///
    /// - Parameter pull: -1 for as much as possible in `cell`, 1 for as little, 0 for any.
    init?(
        around cell: Int, pull: Double, beside counts: [Int: Int], in sums: CellSums,
        fixed: Set<Int>, for reader: CellSums.Reader
    ) {
        self.sums = sums
        self.counts = counts
        self.fixed = fixed
        self.reader = reader
        let moving = movable(around: [cell] + counts.keys.sorted())
        for place in moving {
            let total = sums.total(place)
            let count = counts[place] ?? sums.count(place)
            guard let range = sums.range(place, count: count, for: reader) else { return nil }
            let lower = -SumProgram.units(total - range.lowerBound)
            let upper = SumProgram.units(range.upperBound - total)
            guard lower <= upper else { return nil }
            columns[place] = program.addColumn(
                from: Double(lower), to: Double(upper), cost: place == cell ? pull : 0)
            cells.append(place)
        }
        for line in Set(moving.flatMap { sums.linesByCell[$0] }).sorted() {
            addRows(of: sums.lines[line])
        }
    }

    /// Whole units in an amount, rounded down.
    private static func units(_ amount: Int) -> Int {
        amount >= 0 ? amount / unit : -((-amount + unit - 1) / unit)
    }

    /// The cells whose sums may move with those of `start`, nearest first.
    private func movable(around start: [Int]) -> [Int] {
        var found: [Int] = []
        var seen: Set<Int> = []
        for cell in start where canMove(cell) && seen.insert(cell).inserted { found.append(cell) }
        var next = 0
        while next < found.count && found.count < SumProgram.cellLimit {
            for line in sums.linesByCell[found[next]] {
                let terms = [sums.lines[line].parent] + sums.lines[line].children
                for cell in terms where canMove(cell) && seen.insert(cell).inserted {
                    found.append(cell)
                }
            }
            next += 1
        }
        return found
    }

    private func canMove(_ cell: Int) -> Bool {
        sums.totals[cell] != nil && !fixed.contains(cell)
            && (counts[cell] ?? sums.count(cell)) > 0
    }

    private mutating func addRows(of line: CellSums.SumLine) {
        var terms: [LinearProgram.Term] = []
        if let column = columns[line.parent] { terms.append(.init(column, 1)) }
        for child in line.children {
            if let column = columns[child] { terms.append(.init(column, -1)) }
        }
        if line.isWhole {
            program.addRow(terms, .equal, 0)
            return
        }
        let rest = sums.remainder(of: line) { sums.total($0) }
        let room = sums.cap * sums.remainder(of: line) { counts[$0] ?? sums.count($0) }
        program.addRow(terms, .atLeast, Double(-SumProgram.units(rest)))
        program.addRow(terms, .atMost, Double(SumProgram.units(room - rest)))
    }

    /// The best world found, checked; `nil` when there is none in whole units.
    consuming func world() -> SumWorld? {
        guard case .best(let solution) = program.relaxed(iterationLimit: SumProgram.iterationLimit)
        else { return nil }
        if let world = world(of: solution) { return world }
        program.setIntegrality(true)
        return program.solved(nodeLimit: SumProgram.nodeLimit).solution.flatMap(world(of:))
    }

    private func world(of solution: Solution) -> SumWorld? {
        var totals: [Int: Int] = [:]
        for (cell, value) in zip(cells, solution.values) {
            totals[cell] = sums.total(cell) + Int(value.rounded()) * SumProgram.unit
        }
        return SumWorld(changing: totals, beside: counts, in: sums, fixed: fixed, for: reader)
    }
}
