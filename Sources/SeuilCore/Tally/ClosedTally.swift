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

/// One capped sum over the cells of a table, in millionths of its unit.
public struct SumFigures: Sendable, Equatable {
    /// An index into `Policy.sums`.
    public let sum: Int
    /// Whether the table shows it; else it is here because other tables do, for what adds up with them.
    public let isShown: Bool
    /// For each cell of the layout.
    public var totals: [Int]
    /// For each cell its two largest contributions, or what they cannot exceed; `nil` where no table shows the
    /// sum of the cell, so that nothing was kept of any contributor.
    public var largest: [LargestContributions?]

    public init(sum: Int, isShown: Bool, totals: [Int], largest: [LargestContributions?]) {
        self.sum = sum
        self.isShown = isShown
        self.totals = totals
        self.largest = largest
    }
}

/// One table's figures, indexed by cell of `layout`.
public struct TableFigures: Sendable, Equatable {
    public let layout: TableLayout
    /// Visits in the cell; for a cell of a request dimension, visits with at least one such request.
    public var visits: [Int]
    public var requests: [Int]
    /// Distinct visitors; all 0 under a policy without `visitor`.
    public var visitors: [Int]
    /// The sums of what the table counts, in the policy's order: of visits, or of requests.
    public var sums: [SumFigures]

    public init(
        layout: TableLayout, visits: [Int], requests: [Int], visitors: [Int], sums: [SumFigures]
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
