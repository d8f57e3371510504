import CCbc
import Synchronization

extension LinearProgram {
    /// Searches for the cheapest solution, whole or not: columns are taken as if none were integer.
    ///
    /// It runs the simplex method alone, which for a program of a few hundred columns costs a hundredth of
    /// what setting up a branch-and-cut search does. The limit counts its iterations, never seconds.
    ///
    /// Source: COIN-OR Clp 1.17, `Clp_C_Interface.h`.
    public func relaxed(iterationLimit: Int) -> SearchOutcome {
        dived(iterationLimit: iterationLimit, roundLimit: 0)
    }

    /// The same, and then looks for whole numbers nearby: rounds what is nearest to a whole number, solves what
    /// is left, and so on, at most `roundLimit` times.
    ///
    /// `best` is the cheapest solution and whole; `stopped` is some solution, whole unless the rounds ended
    /// before it was found.
    ///
    /// Source: Berthold, *Primal heuristics for mixed integer programs* (2006), section 3 (fractional diving).
    public func dived(iterationLimit: Int, roundLimit: Int) -> SearchOutcome {
        var iterations = 0
        return dived(
            iterationLimit: iterationLimit, roundLimit: roundLimit, counting: &iterations)
    }

    /// The same, with at most `iterationLimit` iterations for all rounds together.
    ///
    /// - Parameter iterations: Grows by those that were done, which is what the search took.
    public func dived(
        iterationLimit: Int, roundLimit: Int, counting iterations: inout Int
    ) -> SearchOutcome {
        if columns.isEmpty { return solvedWithoutColumns() }
        let (outcome, count) = searching.withLock { _ in
            var model = ClpModel(self)
            let outcome = model.solve(iterationLimit: iterationLimit)
            guard case .best(let solution) = outcome, roundLimit > 0, !solution.isWhole else {
                return (outcome, model.iterations)
            }
            let whole = model.dive(
                from: solution, iterationLimit: iterationLimit, rounds: roundLimit)
            return (.stopped(whole ?? solution), model.iterations)
        }
        iterations += count
        return outcome
    }
}

extension Solution {
    fileprivate static let tolerance = 1e-6

    /// Whether every column has a whole number, as far as the solver's arithmetic goes.
    public var isWhole: Bool {
        values.allSatisfy { abs($0 - $0.rounded()) <= Solution.tolerance }
    }

    /// The columns without a whole number, the nearest to one first.
    fileprivate var fractional: [Int] {
        let distances = values.map { abs($0 - $0.rounded()) }
        return distances.indices.filter { distances[$0] > Solution.tolerance }
            .sorted { distances[$0] == distances[$1] ? $0 < $1 : distances[$0] < distances[$1] }
    }
}

/// One Clp model, made for one search and freed with it.
@safe private struct ClpModel: ~Copyable {
    private let model: UnsafeMutableRawPointer
    private var lower: [Double]
    private var upper: [Double]
    /// Of all that was solved.
    private(set) var iterations = 0

    init(_ program: LinearProgram) {
        lower = program.columns.map(\.lower)
        upper = program.columns.map(\.upper)
        // Safe: Clp_newModel returns a model that this value alone owns and frees in deinit.
        unsafe model = Clp_newModel()
        // Safe: the model is live; arrays are copied by Clp before each call returns.
        unsafe Clp_setLogLevel(model, 0)
        let matrix = program.matrix
        unsafe Clp_loadProblem(
            model, Int32(program.columns.count), Int32(program.rows.count), matrix.starts,
            matrix.rows, matrix.coefficients, lower, upper, program.columns.map(\.cost),
            program.rows.map(\.lower), program.rows.map(\.upper))
        unsafe Clp_setOptimizationDirection(model, 1)
        // Perturbed costs end in vertices further from whole numbers.
        unsafe Clp_setPerturbation(model, 100)
    }

    deinit {
        // Safe: made in init, freed once, here.
        unsafe Clp_deleteModel(model)
    }

    /// Solves the relaxation within the present bounds, from where the last one ended.
    mutating func solve(iterationLimit: Int) -> SearchOutcome {
        // Safe: the model is live until the end of this call, and with it the array of values, which holds
        // one value a column; they are copied before anything changes.
        unsafe Clp_setNumberIterations(model, 0)
        unsafe Clp_setMaximumIterations(model, Int32(clamping: iterationLimit))
        _ = unsafe Clp_dual(model, 0)
        iterations += Int(unsafe Clp_numberIterations(model))
        if unsafe Clp_isProvenPrimalInfeasible(model) != 0 { return .infeasible }
        if unsafe Clp_isIterationLimitReached(model) != 0 { return .stopped(nil) }
        guard unsafe Clp_isProvenOptimal(model) != 0, let values = unsafe Clp_getColSolution(model)
        else { return .failed }
        return .best(
            Solution(
                values: unsafe Array(UnsafeBufferPointer(start: values, count: lower.count)),
                cost: unsafe Clp_getObjValue(model)))
    }

    /// Rounds a quarter of the fractional columns at a time; where that cannot be, the first of them alone, and
    /// then to its other side.
    mutating func dive(from solution: Solution, iterationLimit: Int, rounds: Int) -> Solution? {
        var solution = solution
        for _ in 0..<rounds {
            let fractional = solution.fractional
            guard let first = fractional.first else { return solution }
            let quarter = fractional.prefix(1 + fractional.count / 4)
            let nearest = solution.values[first].rounded()
            let other = nearest + (solution.values[first] > nearest ? 1 : -1)
            let choices = [
                quarter.map { ($0, solution.values[$0].rounded()) },
                [(first, nearest)], [(first, other)],
            ]
            var next: Solution?
            for choice in choices where next == nil {
                if iterations >= iterationLimit { return nil }
                let before = (lower, upper)
                for (column, value) in choice
                where lower[column] <= value && value <= upper[column] {
                    lower[column] = value
                    upper[column] = value
                }
                setBounds()
                let left = iterationLimit - iterations
                if case .best(let found) = solve(iterationLimit: left) {
                    next = found
                } else {
                    (lower, upper) = before
                }
            }
            guard let next else { return nil }
            solution = next
        }
        return solution.isWhole ? solution : nil
    }

    private func setBounds() {
        // Safe: the model is live, and Clp copies one bound a column before each call returns.
        unsafe Clp_chgColumnLower(model, lower)
        unsafe Clp_chgColumnUpper(model, upper)
    }
}
