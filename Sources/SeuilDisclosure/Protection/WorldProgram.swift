import SeuilCore
import SeuilSolver

/// The worlds around one cell that agree with a pattern, as a program whose columns are how far figures lie
/// from the truth.
///
/// With prices, published cells may move too: what moves in the cheapest solution is what would have to be
/// withheld besides for such a world to exist.
struct WorldProgram {
    /// What may change from the truth to a world.
    enum Scope {
        /// People with one visit and one request come or go: each cell has one column for all its measures,
        /// and on a whole line the parts' columns make the total's, also where measures may overlap.
        case oneTimePeople
        /// Every measure by itself.
        case everyMeasure
    }

    enum Variable {
        case fixed(Int)
        /// `base` plus the column.
        case free(base: Int, column: Int)
        /// `base` plus one column minus the other, both at a price.
        case priced(base: Int, up: Int, down: Int)
    }

    let bounds: Bounds
    let pattern: Pattern
    let scope: Scope
    /// Whether each step away from the truth has its cost, so that few cells move, and most often by whole numbers.
    let isSparse: Bool
    /// Whether some cells that could move were held still.
    let isLimited: Bool
    var program = LinearProgram()
    /// The cells that may move, in order.
    let cells: [Int]
    private(set) var variables: [Int: [Variable]] = [:]
    /// Whether bounds alone already rule the goal out.
    var isImpossible = false

    var system: CellSystem { bounds.system }

    /// The program of the worlds around the cell of `goal` that reach it.
    ///
    /// - Parameter evidence: cells that it leaves without proof are moved up as far as that is of use, so that
    ///   one world serves many.
    init(
        _ bounds: Bounds, under pattern: Pattern, goal: Goal, scope: Scope,
        prices: [Double]? = nil, favouring evidence: Evidence? = nil, isSparse: Bool = false,
        cellLimit: Int
    ) {
        self.bounds = bounds
        self.pattern = pattern
        self.scope = scope
        self.isSparse = isSparse
        let around = Reach(bounds: bounds, pattern: pattern, prices: prices)
            .around(goal.cell, limit: cellLimit)
        isLimited = around.isLimited
        cells = around.cells
        for cell in cells {
            if scope == .oneTimePeople && isPlain(cell) {
                addJointVariable(of: cell, goal: goal, price: prices?[cell])
            } else {
                addVariables(of: cell, goal: goal, price: prices?[cell])
            }
        }
        if isImpossible { return }
        for line in around.lines { addRows(of: system.lines[line]) }
        for cell in cells { addRows(of: cell) }
        guard let evidence else { return }
        for cell in cells
        where cell != goal.cell && evidence.isUncertified(cell, under: pattern) {
            favour(cell)
        }
    }

    /// The program of all cells without a true figure, beside the truth.
    init(completing bounds: Bounds, under pattern: Pattern) {
        self.bounds = bounds
        self.pattern = pattern
        scope = .everyMeasure
        isSparse = false
        isLimited = false
        cells = bounds.system.cells.indices.filter { bounds.system.cells[$0].truth == nil }
        for cell in cells { addVariables(of: cell, goal: nil, price: nil) }
        for line in Set(cells.flatMap { bounds.linesByCell[$0] }).sorted() {
            addRows(of: system.lines[line])
        }
        for cell in cells { addRows(of: cell) }
    }

    /// Whether the cell counts people's visits, with known figures.
    func isPlain(_ cell: Int) -> Bool {
        bounds.base[cell] != nil && !bounds.system.cells[cell].isOverlap
    }

    // MARK: Columns

    private mutating func addVariables(of cell: Int, goal: Goal?, price: Double?) {
        variables[cell] = system.measures.indices.map { position in
            let truth = bounds.base[cell]?[position] ?? 0
            let range = bounds.range(cell, position, under: pattern)
            let wanted = goal?.range(cell, position, within: range) ?? range
            if let price, range.count == 1, !system.isZero(cell) {
                let hidden = bounds.hiddenRange(cell, position)
                return .priced(
                    base: truth,
                    up: program.addColumn(
                        from: 0, to: Double(hidden.upperBound - truth), cost: price),
                    down: program.addColumn(
                        from: 0, to: Double(truth - hidden.lowerBound), cost: price))
            }
            if range.count == 1 { return .fixed(range.lowerBound) }
            return .free(
                base: truth,
                column: program.addColumn(
                    from: Double(wanted.lowerBound - truth), to: Double(wanted.upperBound - truth),
                    cost: goal?.cost(cell, position) ?? 0))
        }
    }

    /// One column for all measures of a cell with a true figure.
    private mutating func addJointVariable(of cell: Int, goal: Goal, price: Double?) {
        let truth = bounds.base[cell] ?? []
        let isPublished = system.isPublished(cell, under: pattern)
        var lowest = -bounds.room
        var highest = bounds.room
        var cost = 0.0
        for (position, figure) in truth.enumerated() {
            let range =
                price != nil && isPublished
                ? bounds.hiddenRange(cell, position)
                : bounds.range(cell, position, under: pattern)
            let wanted = goal.range(cell, position, within: range)
            lowest = max(lowest, wanted.lowerBound - figure)
            highest = min(highest, wanted.upperBound - figure)
            cost += goal.cost(cell, position)
        }
        if lowest > highest {
            isImpossible = true
            return
        }
        if let price, isPublished {
            let up = program.addColumn(from: 0, to: Double(max(0, highest)), cost: price)
            let down = program.addColumn(from: 0, to: Double(max(0, -lowest)), cost: price)
            variables[cell] = truth.map { .priced(base: $0, up: up, down: down) }
        } else if lowest == 0 && highest == 0 {
            variables[cell] = truth.map { .fixed($0) }
        } else if isSparse && lowest <= 0 && highest >= 0 {
            let up = program.addColumn(from: 0, to: Double(highest), cost: 1)
            let down = program.addColumn(from: 0, to: Double(-lowest), cost: 1)
            variables[cell] = truth.map { .priced(base: $0, up: up, down: down) }
        } else {
            let column = program.addColumn(from: Double(lowest), to: Double(highest), cost: cost)
            variables[cell] = truth.map { .free(base: $0, column: column) }
        }
    }

    /// Rewards figures of `cell` above the truth, as far as they are of use.
    private mutating func favour(_ cell: Int) {
        let enough = max(system.threshold.least, system.rule.interval)
        var last = -1
        for variable in variables[cell] ?? [] {
            guard case .free(_, let column) = variable, column != last else { continue }
            last = column
            program.setCost(program.columns[column].cost - 1, of: column)
            if program.columns[column].upper > Double(enough) {
                program.setUpper(max(Double(enough), program.columns[column].lower), of: column)
            }
        }
    }

    func variable(_ cell: Int, _ position: Int) -> Variable {
        variables[cell]?[position] ?? .fixed(bounds.base[cell]?[position] ?? 0)
    }

    // MARK: Solving

    /// A world that reaches the goal, proved in whole numbers; none is found by more than `nodeLimit` nodes of
    /// a search for whole solutions.
    consuming func world(nodeLimit: Int) -> Finding {
        if isImpossible { return .impossible }
        // Most often the cheapest solution of the relaxation is whole by itself.
        let relaxed = program.dived(iterationLimit: iterationLimit, roundLimit: 40)
        if relaxed == .infeasible { return .impossible }
        if let solution = relaxed.solution, let world = world(solution) { return .world(world) }
        if nodeLimit == 0 { return .nothing }
        program.setIntegrality(true)
        let searched = program.solved(nodeLimit: nodeLimit)
        if searched == .infeasible { return .impossible }
        return searched.solution.flatMap(world).map(Finding.world) ?? .nothing
    }

    /// How the search for a world ended.
    enum Finding {
        case world(World)
        /// There is none, as far as the program goes.
        case impossible
        /// There may be one, and it was not found.
        case nothing

        var world: World? {
            if case .world(let world) = self { return world }
            return nil
        }
    }

    /// The price of the cheapest fractional solution and the published cells that it moves.
    consuming func cheapestMove() -> (price: Double, cells: [Int])? {
        if isImpossible { return nil }
        guard case .best(let solution) = program.relaxed(iterationLimit: iterationLimit) else {
            return nil
        }
        let moved = cells.filter { cell in
            (variables[cell] ?? []).contains { variable in
                guard case .priced(_, let up, let down) = variable else { return false }
                return abs(solution.values[up] - solution.values[down]) > 1e-6
            }
        }
        return (solution.cost, moved)
    }

    /// More than any program that ends well needs.
    private var iterationLimit: Int { 1_000 + 20 * (program.columns.count + program.rows.count) }

    private func world(_ solution: Solution) -> World? {
        var figures: [Int: [Int]] = [:]
        for cell in cells {
            figures[cell] = (variables[cell] ?? []).map { variable in
                switch variable {
                case .fixed(let value): value
                case .free(let base, let column): base + Int(solution.values[column].rounded())
                case .priced(let base, let up, let down):
                    base + Int((solution.values[up] - solution.values[down]).rounded())
                }
            }
        }
        return World(changing: figures, in: bounds, under: pattern)
    }
}
