/// A cell and disjoint cells that make it up.
struct Line: Hashable {
    /// What parts the total: a dimension, or time.
    enum Axis: Hashable {
        case dimension(Int)
        case time
    }

    let axis: Axis
    let total: Int
    let parts: [Int]
}
