import SeuilCore

/// Withholds more until every cell is proved safe: what the cheapest world needs, cell after cell.
struct Repair {
    let bounds: Bounds
    let prices: Prices
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence
    /// What each cell was withheld for beside the sensitive ones: for trials on invented visits only.
    private(set) var causes: [Int: WithholdingCause] = [:]
    private var leftovers: Leftovers
    /// How many cells were withheld for each because they stand beside it.
    private var withheldBeside: [Int: Int] = [:]
    private static let mostBeside = 4
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
        if !isSmall { peel() }
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

    /// Whether the whole system is looked at before more is withheld.
    private var isSmall: Bool { bounds.isSmall }

    /// Withholds at once, before any search, what lines by themselves show to be needed: in each line that
    /// leaves its withheld parts too little to share, the cheapest cell, by the number of such lines it is on.
    private mutating func peel() {
        var lines = IndexQueue(system.lines.indices)
        while let line = lines.first {
            guard bounds.isTooTight(line, under: pattern),
                let cell = prices.cheapest(
                    of: system.lines[line].terms.filter {
                        system.isPublished($0, under: pattern) && !system.isZero($0)
                    },
                    by: { cell in
                        bounds.linesByCell[cell].count { bounds.isTooTight($0, under: pattern) }
                    })
            else {
                lines.popFirst()
                continue
            }
            withhold([cell], for: .remainder(of: system.lines[line].parent))
            for line in bounds.linesByCell[cell] { lines.insert(line) }
        }
    }

    /// Proves `cell`, or withholds something besides that helps to; `false` when neither is possible.
    private mutating func mend(_ cell: Int, _ certification: inout Certification) -> Bool {
        if certification.proveQuickly(
            cell, under: pattern, efforts: [.near, isSmall ? .wide : .middle], adding: &evidence)
        {
            return true
        }
        if isSmall,
            certification.prove(cell, under: pattern, effort: .wide, adding: &evidence)
        {
            return true
        }
        let moves: [(WorldProgram.Scope, Certification.Effort)] =
            isSmall ? [(.everyMeasure, .wide)] : [(.oneTimePeople, .near), (.oneTimePeople, .wide)]
        for (scope, effort) in moves {
            let move = certification.cheapestMove(
                for: cell, under: pattern, prices: prices, effort: effort, scope: scope,
                given: evidence)
            if withhold(move ?? [], for: .cell(cell)) { return true }
        }
        if isSmall { return false }
        // Without whole numbers what is withheld seems enough: perhaps further away.
        return certification.proveQuickly(
            cell, under: pattern, efforts: [.wide], adding: &evidence)
            || certification.prove(cell, under: pattern, effort: .near, adding: &evidence)
            || certification.searchesLeft > 0 && withholdBeside(cell)
    }

    /// Withholds the cheapest published figure on a line of `cell`, or else on a line of a cell that stands on one
    /// with it, a few times at most: where programs without whole numbers see no need for more, and no whole
    /// world was found.
    private mutating func withholdBeside(_ cell: Int) -> Bool {
        guard withheldBeside[cell, default: 0] < Repair.mostBeside else { return false }
        withheldBeside[cell, default: 0] += 1
        let beside = terms(around: [cell])
        for near in [beside, terms(around: beside)] {
            let published = near.filter {
                system.isPublished($0, under: pattern) && !system.isZero($0)
                    && !system.cells[$0].isGrandTotal
            }
            if let cheapest = prices.cheapest(of: published.sorted()) {
                return withhold([cheapest], for: .cell(cell))
            }
        }
        return false
    }

    private func terms(around cells: Set<Int>) -> Set<Int> {
        Set(cells.flatMap { bounds.linesByCell[$0] }.flatMap { system.lines[$0].terms })
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
