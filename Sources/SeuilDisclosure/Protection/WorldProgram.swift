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

        /// Whether it moves, at a price.
        func isMoved(in solution: Solution) -> Bool {
            guard case .priced(_, let up, let down) = self else { return false }
            return abs(solution.values[up] - solution.values[down]) > 1e-6
        }
    }

    let bounds: Bounds
    let pattern: Pattern
    let scope: Scope
    /// Whether each step away from the truth has its cost, so that few cells move, and most often by whole numbers.
    let isSparse: Bool
    var program = LinearProgram()
    /// The cells that may move, in order.
    let cells: [Int]
    private(set) var variables: [Int: [Variable]] = [:]
    /// Whether bounds alone already rule the goal out.
    var isImpossible = false

    var system: CellSystem { bounds.system }
    /// Of the program: rows and columns.
    var size: Int { program.rows.count + program.columns.count }

    /// The program of the worlds around the cell of `goal` that reach it.
    ///
    /// - Parameter evidence: cells that it leaves without proof are moved up as far as that is of use, so that
    ///   one world serves many.
    init(
        _ bounds: Bounds, under pattern: Pattern, goal: Goal?, scope: Scope,
        prices: [Double]? = nil, favouring evidence: Evidence? = nil, reward: Reward? = nil,
        isSparse: Bool = false,
        among neighbourhood: Neighbourhood
    ) {
        self.bounds = bounds
        self.pattern = pattern
        self.scope = scope
        self.isSparse = isSparse
        cells = neighbourhood.cells
        for cell in cells {
            if scope == .oneTimePeople && isPlain(cell) {
                addJointVariable(of: cell, goal: goal, price: prices?[cell])
            } else {
                addVariables(of: cell, goal: goal, price: prices?[cell])
            }
        }
        if isImpossible { return }
        for line in neighbourhood.lines { addRows(of: system.lines[line]) }
        for cell in cells { addRows(of: cell) }
        guard let evidence else { return }
        for cell in cells
        where cell != goal?.cell && evidence.isUncertified(cell, under: pattern) {
            favour(cell, given: evidence, reward)
        }
    }

    /// The program of all cells without a true figure, beside the truth.
    init(completing bounds: Bounds, under pattern: Pattern) {
        self.bounds = bounds
        self.pattern = pattern
        scope = .everyMeasure
        isSparse = false
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
            if let price, price.isFinite, range.count == 1, !system.isZero(cell) {
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
    private mutating func addJointVariable(of cell: Int, goal: Goal?, price: Double?) {
        let truth = bounds.base[cell] ?? []
        let isPublished = system.isPublished(cell, under: pattern)
        var lowest = -bounds.room
        var highest = bounds.room
        var cost = 0.0
        for (position, figure) in truth.enumerated() {
            let range =
                price?.isFinite == true && isPublished
                ? bounds.hiddenRange(cell, position)
                : bounds.range(cell, position, under: pattern)
            let wanted = goal?.range(cell, position, within: range) ?? range
            lowest = max(lowest, wanted.lowerBound - figure)
            highest = min(highest, wanted.upperBound - figure)
            cost += goal?.cost(cell, position) ?? 0
        }
        if lowest > highest {
            isImpossible = true
            return
        }
        if let price, price.isFinite, isPublished {
            let up = program.addColumn(from: 0, to: Double(max(0, highest)), cost: price)
            let down = program.addColumn(from: 0, to: Double(max(0, -lowest)), cost: price)
            variables[cell] = truth.map { .priced(base: $0, up: up, down: down) }
        } else if lowest == 0 && highest == 0 {
            variables[cell] = truth.map { .fixed($0) }
        } else if isSparse && lowest <= 0 && highest >= 0 {
            // Beside prices next to nothing, so that only what moves is left to chance no more.
            let cost = price == nil ? 1 : WorldProgram.leastPrice
            let up = program.addColumn(from: 0, to: Double(highest), cost: cost)
            let down = program.addColumn(from: 0, to: Double(-lowest), cost: cost)
            variables[cell] = truth.map { .priced(base: $0, up: up, down: down) }
        } else {
            let column = program.addColumn(from: Double(lowest), to: Double(highest), cost: cost)
            variables[cell] = truth.map { .free(base: $0, column: column) }
        }
    }

    /// What the rise of a cell without proof is worth.
    struct Reward {
        /// Of all that it needs.
        let whole: Double
        /// Worlds of other rounds favour other cells.
        let round: Int

        func gain(of cell: Int, need: Int) -> Double {
            let chance = Double((cell &* 7_919 &+ round &* 104_729) % 1_009) / 1_009
            return whole * (0.3 + 0.7 * chance) / Double(max(1, need))
        }
    }

    /// What a step of a withheld cell costs where published ones have prices.
    private static let leastPrice = 0.02

    /// Rewards figures of `cell` above the truth, as far as they are of use.
    private mutating func favour(_ cell: Int, given evidence: Evidence, _ reward: Reward?) {
        let need = reward.map { _ in evidence.need(of: cell) }
        let gain = reward.map { $0.gain(of: cell, need: need ?? 1) } ?? 1
        let enough = need ?? max(system.threshold.least, system.rule.interval)
        var last = -1
        for variable in variables[cell] ?? [] {
            guard case .free(_, let column) = variable, column != last else { continue }
            last = column
            program.setCost(
                program.columns[column].cost - gain, of: column)
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
    consuming func world(nodeLimit: Int, counting iterations: inout Int) -> Finding {
        if isImpossible { return .impossible }
        // Most often the cheapest solution of the relaxation is whole by itself.
        let relaxed = program.dived(
            iterationLimit: iterationLimit, roundLimit: 40, counting: &iterations)
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

    /// The cheapest solution, or one nearby in whole numbers.
    ///
    /// - Parameter goal: What the program was made for.
    consuming func cheapestMove(to goal: Goal?, counting iterations: inout Int) -> Move? {
        if isImpossible { return nil }
        // What moves by whole numbers is a world at once. Where everything is looked at it may be dearer for nothing.
        let outcome = program.dived(
            iterationLimit: iterationLimit, roundLimit: bounds.isSmall || goal == nil ? 0 : 40,
            counting: &iterations)
        guard let solution = outcome.solution else { return nil }
        var move = Move(
            goal: goal, scope: scope, price: solution.cost, withheld: [], cells: [],
            figures: figures(solution))
        for cell in cells {
            let isPriced = (variables[cell] ?? []).contains { $0.isMoved(in: solution) }
            if isPriced && system.isPublished(cell, under: pattern) { move.withheld.append(cell) }
            if isPriced || move.figures[cell] != bounds.base[cell] { move.cells.append(cell) }
        }
        return move
    }

    /// What moves in a cheapest solution.
    struct Move {
        let goal: Goal?
        let scope: Scope
        let price: Double
        /// The published cells among those that move.
        var withheld: [Int]
        /// All cells that move.
        var cells: [Int]
        /// Their figures, rounded: a world where the solution is whole.
        let figures: [Int: [Int]]
    }

    /// More than any program that ends well needs.
    private var iterationLimit: Int { 1_000 + (bounds.isSmall ? 20 : 2) * size }

    private func world(_ solution: Solution) -> World? {
        World(changing: figures(solution), in: bounds, under: pattern)
    }

    private func figures(_ solution: Solution) -> [Int: [Int]] {
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
        return figures
    }
}
