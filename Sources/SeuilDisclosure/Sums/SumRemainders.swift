import SeuilCore

/// What published sums leave over line by line, held against the p% rule.
///
/// Cell by cell, `SumEvidence` keeps the rule for contributors of one cell. Here are those whose visits fall into
/// several withheld cells of one line: how many such there can be is the number by which the parts' visitors
/// exceed the total's. Where no one can, this says nothing new.
struct SumRemainders {
    let sums: CellSums
    /// The cells of which the sum is published.
    let fixed: Set<Int>

    /// A total whose remainder gives somebody away, if there is one.
    func firstBroken() -> Int? {
        sums.lines.first { fixed.contains($0.parent) && isBroken($0) }?.parent
    }

    private func isBroken(_ line: CellSums.SumLine) -> Bool {
        let hidden = line.children.filter { !fixed.contains($0) && sums.count($0) > 0 }
        let shown = line.children.filter { fixed.contains($0) && sums.count($0) > 0 }
        let rest = shown.reduce(sums.total(line.parent)) { $0 - sums.total($1) }
        if shown.isEmpty || hidden.isEmpty && line.isWhole { return false }
        let whole = largest(of: line.parent)
        var (first, both) = (whole.first, whole.first + whole.second)
        if line.isWhole {
            let parts = hidden.map(largest)
            let shared = timesCountedTwice(line)
            first = min(first, greatest(shared + 1, of: parts.map(\.first)))
            both = min(both, greatest(shared + 2, of: parts.flatMap { [$0.first, $0.second] }))
        }
        return first > 0 && (rest - both) * 100 < sums.rule.percent * first
    }

    private func largest(of cell: Int) -> LargestContributions {
        sums.largest[cell] ?? LargestContributions(of: [sums.total(cell)])
    }

    /// How many more visitors the parts have together than the total.
    private func timesCountedTwice(_ line: CellSums.SumLine) -> Int {
        guard let position = sums.system.measures.firstIndex(of: .visitors) else { return 0 }
        let people = { (cell: Int) in sums.system.cells[cell].truth?[position] ?? 0 }
        // Of estimates, the difference says nothing.
        if sums.counting == .hll, people(line.parent) > Additivity.largestExactCount {
            return 1 << 30
        }
        return max(0, line.children.reduce(-people(line.parent)) { $0 + people($1) })
    }

    /// The `count` greatest of `numbers`, together.
    private func greatest(_ count: Int, of numbers: [Int]) -> Int {
        numbers.sorted(by: >).prefix(count).reduce(0, +)
    }
}
