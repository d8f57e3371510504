/// What one batch of visits adds to one cell.
struct CellAddition: Sendable, Equatable {
    let cell: Int
    var visits = 0
    var requests = 0
    /// For each of `Policy.sums`, in millionths.
    var sums: [Int64]
    /// The visitors' tokens in this cell, each once, ascending: their order says nothing of that of the visits.
    var tokens: [UInt64] = []
    /// For each of the cell's kept sums (`TallyShape.keptSums`), who brought how much.
    var contributions: [BatchContributions] = []

    init(cell: Int, sumCount: Int) {
        self.cell = cell
        sums = [Int64](repeating: 0, count: sumCount)
    }

    /// Adds those of `more` that `indices` name.
    mutating func add(_ more: [Int64], _ indices: [Int]) {
        for index in indices { sums[index] = sums[index].addingClamped(more[index]) }
    }
}

extension [UInt64] {
    /// Sorts, and leaves one of each.
    mutating func sortAndUnique() {
        guard count > 1 else { return }
        sort()
        var kept = 1
        for index in 1..<count where self[index] != self[kept - 1] {
            self[kept] = self[index]
            kept += 1
        }
        removeLast(count - kept)
    }
}
