/// How long an attack may search: counted in searches and never in seconds, so that the same releases have the
/// same verdict on every machine.
public struct AttackBudget: Sendable, Equatable {
    /// Searches for one world, or one bound, a group of periods with common days.
    public let searches: Int
    /// Nodes that one search may explore.
    public let nodes: Int

    public init(searches: Int, nodes: Int) {
        self.searches = searches
        self.nodes = nodes
    }

    /// For an auditor, who has minutes.
    public static let auditor = AttackBudget(searches: 40_000, nodes: 2_000)
    /// For closing a period, which waits for the verdict.
    public static let closing = AttackBudget(searches: 30_000, nodes: 300)
}

/// How far an attack has come, for whoever waits.
public struct AttackProgress: Sendable, Equatable {
    /// The periods that are being attacked together.
    public let periods: [String]
    /// Questions that are answered, of so many.
    public let answered: Int
    public let questions: Int
}
