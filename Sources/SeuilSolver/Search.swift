import CCbc
import Synchronization

extension LinearProgram {
    /// Searches for the cheapest solution, exploring at most `nodeLimit` nodes when columns are integer.
    ///
    /// The limit counts nodes, never seconds, and the solver runs on one thread from fixed seeds: the same
    /// program has the same outcome on every run. It prints nothing.
    ///
    /// Source: COIN-OR Cbc 2.10, `Cbc_C_Interface.h`.
    public func solved(nodeLimit: Int) -> SearchOutcome {
        if columns.isEmpty { return solvedWithoutColumns() }
        // Cbc keeps static state while it runs, so only one search may be under way in the process.
        return searching.withLock { _ in
            let model = CbcModel(self)
            return model.search(
                nodeLimit: nodeLimit, columnCount: columns.count,
                isInteger: columns.contains(where: \.isInteger))
        }
    }

    func solvedWithoutColumns() -> SearchOutcome {
        let holds = rows.allSatisfy { row in
            switch row.relation {
            case .equal: row.bound == 0
            case .atMost: row.bound >= 0
            case .atLeast: row.bound <= 0
            }
        }
        return holds ? .best(Solution(values: [], cost: 0)) : .infeasible
    }
}

let searching = Mutex(())

/// One Cbc model, made for one search and freed with it (the interface forbids solving a model twice).
@safe private struct CbcModel: ~Copyable {
    private let model: UnsafeMutableRawPointer

    init(_ program: LinearProgram) {
        // Safe: Cbc_newModel returns a model that this value alone owns and frees in deinit.
        unsafe model = Cbc_newModel()
        // Safe: the model is live; names and arrays are copied by Cbc before each call returns.
        unsafe Cbc_setLogLevel(model, 0)
        unsafe Cbc_setParameter(model, "slogLevel", "0")
        let matrix = program.matrix
        unsafe Cbc_loadProblem(
            model, Int32(program.columns.count), Int32(program.rows.count), matrix.starts,
            matrix.rows, matrix.coefficients, program.columns.map(\.lower),
            program.columns.map(\.upper), program.columns.map(\.cost),
            program.rows.map(\.lower), program.rows.map(\.upper))
        for (index, column) in program.columns.enumerated() where column.isInteger {
            unsafe Cbc_setInteger(model, Int32(index))
        }
        unsafe Cbc_setObjSense(model, 1)
    }

    deinit {
        // Safe: made in init, freed once, here.
        unsafe Cbc_deleteModel(model)
    }

    consuming func search(nodeLimit: Int, columnCount: Int, isInteger: Bool) -> SearchOutcome {
        // Safe: the model is live until the end of this call, and with it the array of values, which holds
        // one value a column; they are copied before the model is freed.
        unsafe Cbc_setMaximumNodes(model, Int32(clamping: nodeLimit))
        _ = unsafe Cbc_solve(model)
        if unsafe Cbc_isProvenInfeasible(model) != 0 { return .infeasible }
        if unsafe Cbc_isAbandoned(model) != 0 || Cbc_isContinuousUnbounded(model) != 0 {
            return .failed
        }
        let isBest = unsafe Cbc_isProvenOptimal(model) != 0
        // Without integer columns there is no "best" among several, only the solution of the relaxation.
        let values =
            unsafe isInteger
            ? Cbc_bestSolution(model).map { unsafe UnsafePointer($0) } : Cbc_getColSolution(model)
        guard let values = unsafe values, isInteger || isBest else {
            return isBest ? .failed : .stopped(nil)
        }
        let found = Solution(
            values: unsafe Array(UnsafeBufferPointer(start: values, count: columnCount)),
            cost: unsafe Cbc_getObjValue(model))
        return isBest ? .best(found) : .stopped(found)
    }
}

extension LinearProgram {
    /// The rows' terms column by column, as Cbc reads them.
    var matrix: (starts: [Int32], rows: [Int32], coefficients: [Double]) {
        var places: [[(row: Int32, coefficient: Double)]] = columns.map { _ in [] }
        for (index, row) in rows.enumerated() {
            for term in row.terms { places[term.column].append((Int32(index), term.coefficient)) }
        }
        var starts: [Int32] = [0]
        for column in places { starts.append(starts[starts.count - 1] + Int32(column.count)) }
        return (starts, places.joined().map(\.row), places.joined().map(\.coefficient))
    }
}

extension LinearProgram.Row {
    var lower: Double { relation == .atMost ? -Double.greatestFiniteMagnitude : bound }
    var upper: Double { relation == .atLeast ? Double.greatestFiniteMagnitude : bound }
}
