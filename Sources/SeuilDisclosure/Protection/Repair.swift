/// Withholds more until every cell is proved safe: what the cheapest world needs, cell after cell.
struct Repair {
    let prices: Prices
    private let bounds: Bounds
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence
    /// Tables of which everything of their own was withheld, because nothing less was proved.
    private(set) var tablesWithheld: Set<Int> = []
    /// What each cell was withheld for beside the sensitive ones: for trials on invented visits only.
    private(set) var causes: [Int: WithholdingCause] = [:]
    private var system: CellSystem { bounds.system }

    init(_ bounds: Bounds, prices: Prices) {
        self.bounds = bounds
        self.prices = prices
        pattern = bounds.system.primaryPattern
        evidence = Evidence(bounds.system)
    }

    /// Whether a pattern was found that withholds less than everything.
    mutating func run(_ certification: inout Certification) -> Bool {
        while true {
            while let cell = evidence.uncertified(under: pattern).first {
                if Task.isCancelled { return false }
                if certification.prove(cell, under: pattern, adding: &evidence) { continue }
                let move =
                    certification.cheapestMove(
                        for: cell, under: pattern, prices: prices, given: evidence) ?? []
                if !withhold(move, for: .cell(cell)) && !withholdTable(with: cell) { return false }
            }
            let before = pattern
            enlargeRemainders()
            if pattern == before { return true }
        }
    }

    private mutating func enlargeRemainders() {
        var isLargeEnough = false
        while !isLargeEnough {
            var remainders = Remainders(bounds, under: pattern)
            guard let cells = remainders.firstTooSmall(), let cell = prices.cheapest(of: cells)
            else {
                isLargeEnough = true
                continue
            }
            withhold([cell], for: .remainder(of: cells[0]))
        }
    }

    /// Whether any of `cells` was still published.
    @discardableResult
    private mutating func withhold(_ cells: [Int], for cause: WithholdingCause) -> Bool {
        let more = cells.filter { system.cells[$0].isListed && !pattern.isWithheld[$0] }
        for cell in more {
            pattern.isWithheld[cell] = true
            causes[cell] = cause
        }
        return !more.isEmpty
    }

    /// Withholds the cells that only the smallest table with `cell` lists, then those it shares.
    private mutating func withholdTable(with cell: Int) -> Bool {
        let tables = system.cellsByTable.indices
            .filter { system.cellsByTable[$0].contains(cell) }
            .sorted { system.cellsByTable[$0].count < system.cellsByTable[$1].count }
        for isShared in [false, true] {
            for table in tables {
                let elsewhere = Set(
                    system.cellsByTable.indices.filter { $0 != table }
                        .flatMap { system.cellsByTable[$0] })
                let cells = system.cellsByTable[table].filter {
                    elsewhere.contains($0) == isShared
                        && !system.isPublishedZero($0, under: pattern)
                }
                if withhold(cells, for: .table(table)) {
                    tablesWithheld.insert(table)
                    return true
                }
            }
        }
        return false
    }
}
