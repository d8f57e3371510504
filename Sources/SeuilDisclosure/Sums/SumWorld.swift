/// Sums that could be the true ones beside counts that could be: one complete world in one sum.
///
/// As `World` for counts: made by its check alone, in integers, of what differs from the truth.
struct SumWorld: Sendable {
    /// The totals that differ from the true ones.
    let totals: [Int: Int]

    /// The totals `totals` beside the counts `counts` (both only where they may differ from the true ones), if
    /// they keep every relation, agree with the sums published in `fixed`, and serve `reader`.
    init?(
        changing totals: [Int: Int], beside counts: [Int: Int], in sums: CellSums,
        fixed: Set<Int>, for reader: CellSums.Reader
    ) {
        let total = { (cell: Int) in totals[cell] ?? sums.total(cell) }
        let count = { (cell: Int) in counts[cell] ?? sums.count(cell) }
        var lines: Set<Int> = []
        for cell in Set(totals.keys).union(counts.keys) where sums.totals[cell] != nil {
            if fixed.contains(cell), total(cell) != sums.total(cell) { return nil }
            guard let range = sums.range(cell, count: count(cell), for: reader),
                range.contains(total(cell))
            else { return nil }
            lines.formUnion(sums.linesByCell[cell])
        }
        for line in lines.map({ sums.lines[$0] }) {
            let rest = sums.remainder(of: line, total)
            guard line.isWhole else {
                let room = sums.cap * sums.remainder(of: line, count)
                guard (0...max(0, room)).contains(rest) else { return nil }
                continue
            }
            guard rest == 0 else { return nil }
        }
        self.totals = totals.filter { sums.totals[$0.key] != $0.value }
    }
}
