/// The most that one person can have of each cell, known from the true figures: in a large total no more than in
/// the largest of the cells that part its people.
///
/// No cell keeps how often one person came. But beside them each of its other visitors came at least once, and
/// where visitors add up along a line nobody is in two of its parts.
struct LargestShares: Sendable {
    /// For each cell with true figures, one number a measure.
    private var shares: [[Int]?]

    init(_ system: CellSystem) {
        let last = system.measures.count - 1
        shares = system.cells.map { cell in
            guard let truth = cell.truth, !cell.isOverlap else { return nil }
            return truth.indices.map { position in
                position == last ? min(1, truth[last]) : truth[position] - max(0, truth[last] - 1)
            }
        }
        // Each pass brings bounds one line further, and each is sound by itself.
        for _ in 0..<LargestShares.passes where !narrow(along: system.lines, last) { return }
    }

    /// Enough for the levels of several hierarchies, there and back.
    private static let passes = 16

    /// Whether anything changed.
    private mutating func narrow(along lines: [Line], _ last: Int) -> Bool {
        var hasChanged = false
        for line in lines {
            guard let total = shares[line.parent] else { continue }
            let parts = line.children.map { shares[$0] }
            for position in total.indices {
                if line.isPart(position) {
                    for child in line.children where shares[child]?[position] ?? 0 > total[position]
                    {
                        shares[child]?[position] = total[position]
                        hasChanged = true
                    }
                }
                guard line.sums[last] == .exact, line.sums[position] == .exact,
                    !parts.contains(where: { $0 == nil })
                else { continue }
                let largest = parts.compactMap { $0?[position] }.max() ?? 0
                if largest < total[position] {
                    shares[line.parent]?[position] = largest
                    hasChanged = true
                }
            }
        }
        return hasChanged
    }

    /// The most that one person can have of that cell; `nil` where nothing is known.
    subscript(_ cell: Int) -> [Int]? { shares[cell] }
}

extension Line {
    /// Whether what a part counts the total counts too.
    fileprivate func isPart(_ position: Int) -> Bool {
        switch sums[position] {
        case .exact, .overlapping, .partial, .partialOverlapping: true
        case .joint, .outside, .covering, .unrelated: false
        }
    }
}
