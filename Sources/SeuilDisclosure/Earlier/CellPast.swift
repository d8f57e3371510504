/// What earlier releases over some of the same days mean for one cell.
struct CellPast: Sendable, Equatable {
    /// Whether the cell must be withheld: an earlier release over some of its days did not publish it, or with
    /// its figure too few people could be told apart.
    let isBarred: Bool
    /// For each measure, what earlier figures leave possible.
    let ranges: [ClosedRange<Int>]
    /// What could be worked out by taking figures from one another, for each measure; `nil` where it could not.
    let rests: [[Int?]]

    init(isBarred: Bool, ranges: [ClosedRange<Int>], rests: [[Int?]]) {
        self.isBarred = isBarred
        self.ranges = ranges
        self.rests = rests
    }

    /// A cell of which nothing certain is known.
    init(isBarred: Bool, truth: [Int]) {
        self.init(
            isBarred: isBarred, ranges: truth.map { _ in 0...Int.max },
            rests: [])
    }

    /// Whether a measure is known whatever is withheld now.
    func settles(_ position: Int) -> Bool {
        ranges[position].lowerBound == ranges[position].upperBound
    }
}
