import SeuilCore
import SeuilSolver

/// The worlds that agree with a pattern, as a program whose columns are how far figures lie from the truth.
///
/// With costs, published cells may move too, at their price: what moves in the cheapest solution is what
/// would have to be withheld besides for such a world to exist.
struct WorldProgram {
    private enum Variable {
        case fixed(Int)
        /// `base` plus the column.
        case free(base: Int, column: Int)
        /// `base` plus one column minus the other, both at a price.
        case priced(base: Int, up: Int, down: Int)
    }

    let bounds: Bounds
    let pattern: Pattern
    private var program = LinearProgram()
    private var variables: [[Variable]?]
    /// Whether some cells that could move were held still.
    let isLimited: Bool

    private var system: CellSystem { bounds.system }

    /// The program of the worlds around the cells of `goal` that reach it.
    init(
        _ bounds: Bounds, under pattern: Pattern, goal: Goal, prices: [Double]? = nil,
        favouring favoured: [Int] = [], cellLimit: Int = .max
    ) {
        self.bounds = bounds
        self.pattern = pattern
        variables = bounds.system.cells.map { _ in nil }
        let reach = Reach(bounds, under: pattern, pricing: prices != nil)
        let around = reach.around(goal.cell, limit: cellLimit)
        isLimited = around.cells.count >= cellLimit
        for cell in around.cells { addVariables(of: cell, goal: goal, price: prices?[cell]) }
        for line in around.lines { addRows(of: system.lines[line]) }
        for cell in around.cells { addRows(of: cell) }
        for cell in favoured { favour(cell) }
    }

    // MARK: Columns

    private mutating func addVariables(of cell: Int, goal: Goal, price: Double?) {
        variables[cell] = system.measures.indices.map { position in
            let truth = system.cells[cell].truth?[position] ?? 0
            let range = bounds.range(cell, position, under: pattern)
            let wanted = goal.range(cell, position, within: range)
            if let price, range.count == 1, !system.isZero(cell) {
                let hidden = bounds.hiddenRange(cell, position)
                return .priced(
                    base: truth,
                    up: program.addColumn(
                        from: 0, to: Double(hidden.upperBound - truth), cost: price),
                    down: program.addColumn(
                        from: 0, to: Double(truth - hidden.lowerBound), cost: price))
            }
            if wanted.count == 1 && range.count == 1 { return .fixed(range.lowerBound) }
            return .free(
                base: truth,
                column: program.addColumn(
                    from: Double(wanted.lowerBound - truth), to: Double(wanted.upperBound - truth),
                    cost: goal.cost(cell, position)))
        }
    }

    /// Rewards figures of `cell` above the truth, as far as they are of use, so that one world serves many
    /// cells.
    private mutating func favour(_ cell: Int) {
        let enough = max(system.threshold.least, system.rule.interval)
        for variable in variables[cell] ?? [] {
            guard case .free(_, let column) = variable else { continue }
            program.setCost(program.columns[column].cost - 1, of: column)
            if program.columns[column].upper > Double(enough) {
                program.setUpper(max(Double(enough), program.columns[column].lower), of: column)
            }
        }
    }

    // MARK: Rows

    /// A sum of figures as terms and a constant.
    private struct Expression {
        var terms: [LinearProgram.Term] = []
        var constant = 0

        mutating func add(_ variable: Variable, times factor: Int) {
            switch variable {
            case .fixed(let value): constant += factor * value
            case .free(let base, let column):
                constant += factor * base
                terms.append(.init(column, Double(factor)))
            case .priced(let base, let up, let down):
                constant += factor * base
                terms.append(.init(up, Double(factor)))
                terms.append(.init(down, -Double(factor)))
            }
        }
    }

    private func variable(_ cell: Int, _ position: Int) -> Variable {
        variables[cell]?[position] ?? .fixed(system.cells[cell].truth?[position] ?? 0)
    }

    private mutating func require(
        _ summands: [(Variable, Int)], _ relation: LinearProgram.Relation, _ bound: Int = 0
    ) {
        var sum = Expression()
        for (variable, factor) in summands { sum.add(variable, times: factor) }
        if sum.terms.isEmpty { return }
        program.addRow(sum.terms, relation, Double(bound - sum.constant))
    }

    private mutating func addRows(of line: Line) {
        for position in system.measures.indices {
            let total = (variable(line.parent, position), 1)
            let parts = line.children.map { (variable($0, position), -1) }
            switch line.sums[position] {
            case .exact: require([total] + parts, .equal)
            case .partial: require([total] + parts, .atLeast)
            case .overlapping(let slack):
                require([total] + parts, .atMost, -slack)
                for part in parts { require([total, part], .atLeast) }
            case .partialOverlapping:
                for part in parts { require([total, part], .atLeast) }
            case .joint(let isWhole):
                require(
                    [total, parts[0], parts[1], (parts[2].0, 1)], isWhole ? .equal : .atLeast)
            case .unrelated: break
            }
        }
        for position in line.boundsExcess.indices where line.boundsExcess[position] {
            let total = excess(line.parent, position, 1)
            for child in line.children {
                require(total + excess(child, position, -1), .atLeast)
            }
        }
    }

    /// What a measure has above the next smaller one.
    private func excess(_ cell: Int, _ position: Int, _ factor: Int) -> [(Variable, Int)] {
        [(variable(cell, position), factor), (variable(cell, position + 1), -factor)]
    }

    private mutating func addRows(of cell: Int) {
        if system.cells[cell].isOverlap { return }
        for smaller in system.measures.indices.dropFirst() {
            require(excess(cell, smaller - 1, 1), .atLeast)
            if let ratio = bounds.ratios[smaller] {
                require(
                    [(variable(cell, smaller), ratio), (variable(cell, smaller - 1), -1)],
                    .atLeast)
            }
        }
        for pair in bounds.presencePairs
        where bounds.ratios[pair.smaller] == nil
            && bounds.range(cell, pair.smaller, under: pattern).lowerBound == 0
        {
            // So few of the larger for one of the smaller that there are none without one.
            require(
                [
                    (variable(cell, pair.smaller), bounds.largestRatio),
                    (variable(cell, pair.larger), -1),
                ],
                .atLeast)
        }
    }

    // MARK: Solving

    /// A world that reaches the goal, proved in integers, or none within `nodeLimit` nodes.
    consuming func world(nodeLimit: Int) -> World? {
        // Most often the cheapest solution of the relaxation is whole by itself.
        let relaxed = program.solved(nodeLimit: 0)
        if relaxed == .infeasible { return nil }
        if let solution = relaxed.solution,
            let world = World(checking: rounded(solution), in: bounds, under: pattern)
        {
            return world
        }
        program.setIntegrality(true)
        guard let solution = program.solved(nodeLimit: nodeLimit).solution else { return nil }
        return World(checking: rounded(solution), in: bounds, under: pattern)
    }

    /// The price of the cheapest fractional solution and the published cells that it moves.
    consuming func cheapestMove() -> (price: Double, cells: [Int])? {
        guard case .best(let solution) = program.solved(nodeLimit: 0) else { return nil }
        let moved = system.cells.indices.filter { cell in
            (variables[cell] ?? []).contains { variable in
                guard case .priced(_, let up, let down) = variable else { return false }
                return max(solution.values[up], solution.values[down]) > 1e-6
            }
        }
        return (solution.cost, moved)
    }

    private func rounded(_ solution: Solution) -> [[Int]?] {
        system.cells.indices.map { cell in
            guard let variables = variables[cell] else { return system.cells[cell].truth }
            return variables.map { variable in
                switch variable {
                case .fixed(let value): value
                case .free(let base, let column): base + Int(solution.values[column].rounded())
                case .priced(let base, let up, let down):
                    base + Int((solution.values[up] - solution.values[down]).rounded())
                }
            }
        }
    }
}
