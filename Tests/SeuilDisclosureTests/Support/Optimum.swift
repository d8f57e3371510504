import SeuilSolver

@testable import SeuilCore
@testable import SeuilDisclosure

/// The least number of cells that must be withheld of one small table of visits, all patterns considered.
///
/// The guarantee is asked of a solver for each pattern anew: every withheld cell varies by the interval and
/// reaches the threshold, and holds a visit. In a table of two dimensions the extremes of the relaxation are
/// whole numbers, so that this is exact.
struct Optimum {
    private let system: CellSystem
    private let primary: UInt64
    private let lines: [UInt64]
    /// Cells that may be withheld besides: those that are not empty.
    private let candidates: [Int]
    private var verdicts: [UInt64: Int?] = [:]
    private var searchesLeft: Int
    /// The best pattern found, a bit a cell.
    private(set) var best: UInt64 = 0

    /// - Parameter searches: after so many programs the table is given up.
    init(_ system: CellSystem, searches: Int) {
        self.system = system
        primary = Optimum.mask(of: system.cells.indices.filter(system.isSensitive))
        lines = system.lines.map { Optimum.mask(of: [$0.parent] + $0.children) }
        candidates = system.cells.indices.filter { !system.isZero($0) }
        searchesLeft = searches
    }

    private static func mask(of cells: [Int]) -> UInt64 { cells.reduce(0) { $0 | 1 << UInt64($1) } }

    /// How many cells besides the small ones must be withheld; `nil` when that was not found out.
    mutating func complementaryCount() -> Int? {
        for count in 0...candidates.count {
            var seen: Set<UInt64> = []
            if isReached(from: primary, adding: count, &seen) { return count }
            if searchesLeft <= 0 { return nil }
        }
        return nil
    }

    private mutating func isReached(
        from pattern: UInt64, adding count: Int, _ seen: inout Set<UInt64>
    ) -> Bool {
        guard seen.insert(pattern).inserted, searchesLeft > 0 else { return false }
        // A cell that is alone on a line follows from it: another one there must go too.
        let alone = lines.filter { ($0 & pattern).nonzeroBitCount == 1 }
        if alone.isEmpty, uncertified(pattern) == nil {
            best = pattern
            return true
        }
        if count == 0 { return false }
        var choices = candidates.filter { pattern >> UInt64($0) & 1 == 0 }
        if let line = alone.min(by: { $0.nonzeroBitCount < $1.nonzeroBitCount }) {
            choices = choices.filter { line >> UInt64($0) & 1 == 1 }
        }
        return choices.contains {
            isReached(from: pattern | 1 << UInt64($0), adding: count - 1, &seen)
        }
    }

    /// The first withheld cell without its certificate.
    private mutating func uncertified(_ pattern: UInt64) -> Int? {
        if let known = verdicts[pattern] { return known }
        let hidden = system.cells.indices.filter { pattern >> UInt64($0) & 1 == 1 }
        let columns = Dictionary(uniqueKeysWithValues: hidden.enumerated().map { ($1, $0) })
        var program = LinearProgram()
        for _ in hidden { program.addColumn(from: 1, to: 10_000) }
        for line in system.lines {
            var terms: [LinearProgram.Term] = []
            var rest = 0
            for (cell, sign) in [(line.parent, -1)] + line.children.map({ ($0, 1) }) {
                if let column = columns[cell] {
                    terms.append(.init(column, Double(sign)))
                } else {
                    rest -= sign * (system.cells[cell].truth?[0] ?? 0)
                }
            }
            if !terms.isEmpty { program.addRow(terms, .equal, Double(rest)) }
        }
        let exposed = hidden.first { cell in
            searchesLeft -= 1
            let ends = [1.0, -1].map { sign -> Double in
                var program = program
                program.setCost(sign, of: columns[cell] ?? 0)
                return sign * (program.solved(nodeLimit: 0).solution?.cost ?? 0)
            }
            return ends[1] - ends[0] < Double(system.rule.interval) - 0.5
                || ends[1] < Double(system.threshold.least) - 0.5
        }
        verdicts[pattern] = .some(exposed)
        return exposed
    }
}
