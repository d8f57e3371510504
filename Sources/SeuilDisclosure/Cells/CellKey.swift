/// What a cell counts, whatever table it stands in: a category of every dimension, the total where the cell
/// does not look at it.
///
/// Cells of any two tables with the same key hold the same number, for whichever audience.
struct CellKey: Hashable, Sendable {
    /// For each of the policy's dimensions, one of its `Categories`.
    var categories: [Int]

    init(dimensionCount: Int) {
        categories = [Int](repeating: Categories.total, count: dimensionCount)
    }

    /// The number of dimensions that the cell looks at: 0 for the grand total.
    var depth: Int { categories.count { $0 != Categories.total } }
}
