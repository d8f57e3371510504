/// How much searching a protection may do. It counts searches and nodes, never seconds, so that it ends at the
/// same place on every machine.
public struct Budget: Sendable, Equatable {
    /// For proving every withheld cell; when it ends, nothing is released.
    public var searches: Int
    /// For publishing again what was withheld without need; when it ends, the rest stays withheld.
    public var cleanUpSearches: Int
    public var nodesPerSearch: Int

    public init(searches: Int, cleanUpSearches: Int, nodesPerSearch: Int) {
        self.searches = searches
        self.cleanUpSearches = cleanUpSearches
        self.nodesPerSearch = nodesPerSearch
    }

    public static let standard = Budget(
        searches: 5_000, cleanUpSearches: 300, nodesPerSearch: 200)
}
