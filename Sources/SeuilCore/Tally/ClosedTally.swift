/// The figures of one period when counting has ended: the input of disclosure control, and of nothing else.
public struct ClosedTally: Sendable, Equatable {
    public let policy: VerifiedPolicy
    public let period: Period
    /// One per table of the policy, in its order.
    public let tables: [TableFigures]
    /// Whether any cell's visitors were estimated.
    public let counting: Counting

    public init(
        policy: VerifiedPolicy, period: Period, tables: [TableFigures], counting: Counting
    ) {
        self.policy = policy
        self.period = period
        self.tables = tables
        self.counting = counting
    }
}

/// How distinct visitors were counted.
public enum Counting: String, Sendable, Equatable, Codable {
    case exact
    /// HyperLogLog++ above 16,384 visitors a cell (Heule et al. 2013).
    case hll
}

/// One table's figures, indexed by cell of `layout`.
public struct TableFigures: Sendable, Equatable {
    public let layout: TableLayout
    /// Visits in the cell; for a cell of a request dimension, visits with at least one such request.
    public var visits: [Int]
    public var requests: [Int]
    /// Distinct visitors; all 0 under a policy without `visitor`.
    public var visitors: [Int]
    /// For each sum that the table shows, in its order, the capped sum a cell, in millionths of its unit.
    public var sums: [[Int]]

    public init(
        layout: TableLayout, visits: [Int], requests: [Int], visitors: [Int], sums: [[Int]]
    ) {
        self.layout = layout
        self.visits = visits
        self.requests = requests
        self.visitors = visitors
        self.sums = sums
    }

    /// The cell's count in the table's unit.
    public func count(_ cell: Int) -> Int {
        layout.unit == .visit ? visits[cell] : requests[cell]
    }
}
