/// What the solver found: a value for each column, in floating point.
///
/// It proves nothing by itself; whoever relies on it checks it in exact arithmetic.
public struct Solution: Sendable, Equatable {
    public let values: [Double]
    public let cost: Double
}

/// How a search ended.
public enum SearchOutcome: Sendable, Equatable {
    /// The solver holds the solution to be the cheapest.
    case best(Solution)
    /// The node limit came first; the cheapest solution met until then, if any.
    case stopped(Solution?)
    case infeasible
    /// The solver gave up: numerical trouble, or an unbounded program.
    case failed

    /// The solution, however the search ended.
    public var solution: Solution? {
        switch self {
        case .best(let solution): solution
        case .stopped(let solution): solution
        case .infeasible, .failed: nil
        }
    }
}
