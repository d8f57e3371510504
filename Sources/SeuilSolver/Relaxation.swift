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
        if columns.isEmpty { return solvedWithoutColumns() }
        return searching.withLock { _ in
            ClpModel(self).search(iterationLimit: iterationLimit, columnCount: columns.count)
        }
    }
}

/// One Clp model, made for one search and freed with it.
@safe private struct ClpModel: ~Copyable {
    private let model: UnsafeMutableRawPointer

    init(_ program: LinearProgram) {
        // Safe: Clp_newModel returns a model that this value alone owns and frees in deinit.
        unsafe model = Clp_newModel()
        // Safe: the model is live; arrays are copied by Clp before each call returns.
        unsafe Clp_setLogLevel(model, 0)
        let matrix = program.matrix
        unsafe Clp_loadProblem(
            model, Int32(program.columns.count), Int32(program.rows.count), matrix.starts,
            matrix.rows, matrix.coefficients, program.columns.map(\.lower),
            program.columns.map(\.upper), program.columns.map(\.cost),
            program.rows.map(\.lower), program.rows.map(\.upper))
        unsafe Clp_setOptimizationDirection(model, 1)
        // Perturbed costs end in vertices further from whole numbers.
        unsafe Clp_setPerturbation(model, 100)
    }

    deinit {
        // Safe: made in init, freed once, here.
        unsafe Clp_deleteModel(model)
    }

    consuming func search(iterationLimit: Int, columnCount: Int) -> SearchOutcome {
        // Safe: the model is live until the end of this call, and with it the array of values, which holds
        // one value a column; they are copied before the model is freed.
        unsafe Clp_setMaximumIterations(model, Int32(clamping: iterationLimit))
        _ = unsafe Clp_dual(model, 0)
        if unsafe Clp_isProvenPrimalInfeasible(model) != 0 { return .infeasible }
        if unsafe Clp_isIterationLimitReached(model) != 0 { return .stopped(nil) }
        guard unsafe Clp_isProvenOptimal(model) != 0, let values = unsafe Clp_getColSolution(model)
        else { return .failed }
        return .best(
            Solution(
                values: unsafe Array(UnsafeBufferPointer(start: values, count: columnCount)),
                cost: unsafe Clp_getObjValue(model)))
    }
}
