/// Withholds more until every cell is proved safe: what the cheapest world needs, cell after cell.
struct Repair {
    let bounds: Bounds
    let prices: Prices
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence
    /// What each cell was withheld for beside the sensitive ones: for trials on invented visits only.
    private(set) var causes: [Int: WithholdingCause] = [:]
    private var leftovers: Leftovers
    /// Cells that may lack a proof.
    private var unproved: IndexQueue
    private var system: CellSystem { bounds.system }

    init(_ bounds: Bounds, prices: Prices) {
        self.bounds = bounds
        self.prices = prices
        pattern = bounds.system.primaryPattern
        evidence = Evidence(bounds.system)
        leftovers = Leftovers(bounds)
        unproved = IndexQueue(bounds.system.cells.indices)
    }

    /// Withholds more until every cell is proved, or gives the first for which nothing was found within the
    /// budget.
    ///
    /// What is withheld for a proof often mends what is left over too, so that this comes second.
    mutating func run(_ certification: inout Certification) -> Int? {
        repeat {
            while let cell = unproved.first {
                if evidence.isUncertified(cell, under: pattern) {
                    if !mend(cell, &certification) { return cell }
                } else {
                    unproved.popFirst()
                }
            }
        } while enlargeLeftovers()
        return nil
    }

    /// Proves `cell`, or withholds something besides that helps to; `false` when neither is possible.
    private mutating func mend(_ cell: Int, _ certification: inout Certification) -> Bool {
        for effort in [Certification.Effort.quick, .near, .wide] {
            if certification.prove(cell, under: pattern, effort: effort, adding: &evidence) {
                return true
            }
            if effort == .quick { continue }
            let move = certification.cheapestMove(
                for: cell, under: pattern, prices: prices, effort: effort, given: evidence)
            if withhold(move ?? [], for: .cell(cell)) { return true }
        }
        return false
    }

    /// Whether anything was withheld for what equations leave over.
    private mutating func enlargeLeftovers() -> Bool {
        var hasWithheld = false
        while let cells = leftovers.firstTooSmall(under: pattern),
            let cell = prices.cheapest(of: cells)
        {
            withhold([cell], for: .remainder(of: cells[0]))
            hasWithheld = true
        }
        return hasWithheld
    }

    /// Whether any of `cells` was still published.
    @discardableResult
    mutating func withhold(_ cells: [Int], for cause: WithholdingCause) -> Bool {
        let more = cells.filter { system.cells[$0].isListed && !pattern.isWithheld[$0] }
        for cell in more {
            pattern.isWithheld[cell] = true
            causes[cell] = cause
            unproved.insert(cell)
            leftovers.change(cell, under: pattern)
        }
        return !more.isEmpty
    }

    /// The cells without proof, in order.
    var uncertified: [Int] { evidence.uncertified(under: pattern) }
}
