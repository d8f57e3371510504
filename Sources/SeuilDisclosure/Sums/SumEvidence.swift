import SeuilCore

/// What worlds prove of one sum: how far each cell's total can lie apart in them, for each reader.
struct SumEvidence {
    private let sums: CellSums
    /// For each reader and cell.
    private var low: [[Int]]
    private var high: [[Int]]
    /// The policy's interval, in millionths of the unit.
    private let interval: Int

    init(_ sums: CellSums) {
        self.sums = sums
        let totals = sums.totals.indices.map(sums.total)
        low = CellSums.Reader.allCases.map { _ in totals }
        high = low
        interval = sums.system.rule.interval * 1_000_000
    }

    /// Adds a world that serves `reader`; one that serves an insider serves whoever knows less.
    mutating func add(_ world: SumWorld, for reader: CellSums.Reader) {
        for (cell, total) in world.totals {
            for index in 0...reader.rawValue {
                low[index][cell] = min(low[index][cell], total)
                high[index][cell] = max(high[index][cell], total)
            }
        }
    }

    /// Whether the worlds differ enough on the cell's total, and reach far enough above the true one.
    ///
    /// For an outsider by the policy's interval, p percent of the total and the largest contribution; for an
    /// insider, whose worlds serve all contributors of all cells at once, by the interval. Both must hold the
    /// total possible that the p% rule asks for. With that for every withheld cell, what published totals leave
    /// over of any of them keeps the rule too: in the world that reaches so high, all other cells still hold
    /// their own largest contribution.
    func certifies(_ cell: Int, for reader: CellSums.Reader) -> Bool {
        let total = sums.total(cell)
        let largest = sums.largest[cell] ?? .init(of: [total])
        let spread =
            reader == .insider
            ? interval : max(interval, sums.rule.share(of: total), largest.first)
        let index = reader.rawValue
        return high[index][cell] - low[index][cell] >= spread
            && high[index][cell] >= total + sums.rule.protection(of: total, largest)
    }
}
