internal import SeuilSolver

/// The worlds in which some columns are free and all others are as in one known world.
struct WorldProgram {
    /// Free columns, in the order of the program's.
    let columns: [Int]
    private var program = LinearProgram()
    private var places: [Int: Int] = [:]
    /// What a column outside is.
    private let fixed: (Int) -> Int

    /// - Parameter rows: The rows that count, instead of all those through the columns.
    init(
        _ equations: Equations, _ bounds: Bounds, columns: [Int], base: [Int]?, rows: [Int]? = nil
    ) {
        let columns = columns.filter { !bounds.isFixed($0) }
        self.columns = columns
        fixed = { column in
            if bounds.isFixed(column) { return bounds.lower[column] }
            return base?[column] ?? bounds.lower[column]
        }
        for (place, column) in columns.enumerated() {
            places[column] = place
            program.addColumn(
                from: Double(bounds.lower[column]), to: Double(bounds.upper[column]),
                isInteger: true)
        }
        var isAdded: Set<Int> = []
        for row in rows ?? columns.flatMap({ bounds.rows[$0] })
        where isAdded.insert(row).inserted {
            add(equations.rows[row])
        }
    }

    private mutating func add(_ row: Equations.Row) {
        let (terms, constant) = split(row.terms)
        if let least = row.least, let most = row.most, least == most {
            program.addRow(terms, .equal, Double(least - constant))
            return
        }
        if let least = row.least { program.addRow(terms, .atLeast, Double(least - constant)) }
        if let most = row.most { program.addRow(terms, .atMost, Double(most - constant)) }
    }

    /// Free terms, and what the others come to.
    private func split(_ expression: Expression) -> ([LinearProgram.Term], Int) {
        var constant = 0
        var terms: [LinearProgram.Term] = []
        for term in expression {
            if let place = places[term.column] {
                terms.append(.init(place, Double(term.factor)))
            } else {
                constant += term.factor * fixed(term.column)
            }
        }
        return (terms, constant)
    }

    /// Asks that `expression` be at least `value`.
    mutating func demand(_ expression: Expression, isAtLeast value: Int) {
        let (terms, constant) = split(expression)
        program.addRow(terms, .atLeast, Double(value - constant))
    }

    /// Asks for as much of `expression` as there can be, `weight` times.
    mutating func favour(_ expression: Expression, weight: Double = 1) {
        for term in split(expression).0 {
            program.setCost(
                program.columns[term.column].cost - weight * term.coefficient, of: term.column)
        }
    }

    /// What `expression` is at most in any world, whole numbers or not; `nil` when there is no saying.
    func relaxedMost(of expression: Expression) -> Int? {
        var relaxed = self
        for place in program.columns.indices { relaxed.program.setCost(0, of: place) }
        relaxed.favour(expression)
        guard case .best(let solution) = relaxed.program.relaxed(iterationLimit: iterationLimit)
        else { return nil }
        let (terms, constant) = split(expression)
        let value = terms.reduce(0) { $0 + $1.coefficient * solution.values[$1.column] }
        // The solver's tolerance is far below this, and a figure is a whole number.
        return Int((value + 1e-4).rounded(.down)) + constant
    }

    /// A world near the best solution of the relaxed program, if rounding leads to one; not always the best.
    ///
    /// It takes a hundredth of what branching does, and is there most often.
    func roundedWorld() -> Found {
        let outcome = program.dived(
            iterationLimit: iterationLimit, roundLimit: WorldProgram.rounds)
        switch outcome {
        case .infeasible: return .none
        case .best(let solution) where solution.isWhole:
            return .world(rounded(solution), isBest: true)
        case .stopped(let solution?) where solution.isWhole:
            return .world(rounded(solution), isBest: false)
        case .best, .stopped, .failed: return .unknown
        }
    }

    /// Of the simplex method, for one program: far more than it takes when all is well.
    private var iterationLimit: Int { 1_000 + 20 * (program.rows.count + program.columns.count) }
    /// How often numbers are rounded before a search gives up.
    private static let rounds = 40

    /// A world, not always the best: one near the relaxed program's solution, else one found by branching.
    func anyWorld(nodeLimit: Int) -> Found {
        let found = roundedWorld()
        if case .unknown = found { return world(nodeLimit: nodeLimit) }
        return found
    }

    /// The values of the free columns in the best world, if one is found.
    func world(nodeLimit: Int) -> Found {
        switch program.solved(nodeLimit: nodeLimit) {
        case .best(let solution): .world(rounded(solution), isBest: true)
        case .stopped(let solution):
            solution.map { .world(rounded($0), isBest: false) } ?? .unknown
        case .infeasible: .none
        case .failed: .unknown
        }
    }

    /// What a search for a world found.
    enum Found {
        /// Values in the order of `columns`, and whether none is better.
        case world([Int], isBest: Bool)
        case none
        case unknown
    }

    private func rounded(_ solution: Solution) -> [Int] {
        solution.values.map { Int($0.rounded()) }
    }
}
