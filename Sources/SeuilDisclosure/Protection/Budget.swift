/// How much searching a protection may do. It counts searches and nodes, never seconds, so that it ends at the
/// same place on every machine.
public struct Budget: Sendable, Equatable {
    public var searches: Int
    public var nodesPerSearch: Int

    public init(searches: Int, nodesPerSearch: Int) {
        self.searches = searches
        self.nodesPerSearch = nodesPerSearch
    }

    public static let standard = Budget(searches: 20_000, nodesPerSearch: 200)
}
