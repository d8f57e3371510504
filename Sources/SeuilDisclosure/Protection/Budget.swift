/// How much searching a protection may do. It counts searches and nodes, never seconds, so that it ends at the
/// same place on every machine.
public struct Budget: Sendable, Equatable {
    /// For proving every withheld cell; when it ends, whole tables are withheld. A search among more than the
    /// nearest cells counts as several: by the cells, and by the simplex method's iterations over all of them.
    public var searches: Int
    /// How many more for each cell of the tables. Where a table has three dimensions or more a search takes about five
    /// times as long: there it is a fifth of that, of no more cells than `mostDeepCells`.
    public var searchesPerCell: Int
    /// For each table withheld whole, what may still be searched to prove the rest.
    public var reserveSearches: Int
    /// For publishing again what was withheld without need; when it ends, the rest stays withheld.
    public var cleanUpSearches: Int
    public var nodesPerSearch: Int

    public init(
        searches: Int, searchesPerCell: Int = 0, reserveSearches: Int = 0, cleanUpSearches: Int,
        nodesPerSearch: Int
    ) {
        self.searches = searches
        self.searchesPerCell = searchesPerCell
        self.reserveSearches = reserveSearches
        self.cleanUpSearches = cleanUpSearches
        self.nodesPerSearch = nodesPerSearch
    }

    /// What may be searched to prove the cells of `system`.
    func searches(for system: CellSystem) -> Int {
        let count = system.cells.count
        let isDeep = system.grids.contains { $0.axes.count > 2 }
        return searches
            + searchesPerCell * (isDeep ? min(count, Budget.mostDeepCells) / 5 : count)
    }

    private static let mostDeepCells = 40_000

    public static let standard = Budget(
        searches: 20_000, searchesPerCell: 5, reserveSearches: 8_000, cleanUpSearches: 1_000,
        nodesPerSearch: 200)
}
