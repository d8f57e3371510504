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
    private var isSmall: Bool { system.cells.count <= Certification.Effort.wide.rawValue }

    /// Withholds at once, before any search, what lines by themselves show to be needed: in each line that
    /// leaves its withheld parts too little to share, the cheapest cell, by the number of such lines it is on.
    private mutating func peel() {
        var lines = IndexQueue(system.lines.indices)
        while let line = lines.first {
            guard isTooTight(line),
                let cell = prices.cheapest(
                    of: system.lines[line].terms.filter {
                        system.isPublished($0, under: pattern) && !system.isZero($0)
                    },
                    by: { cell in bounds.linesByCell[cell].count { isTooTight($0) } })
            else {
                lines.popFirst()
                continue
            }
            withhold([cell], for: .remainder(of: system.lines[line].parent))
            for line in bounds.linesByCell[cell] { lines.insert(line) }
        }
    }

    /// Whether no world within the line alone lets each of its withheld parts reach the threshold and spread.
    private func isTooTight(_ index: Int) -> Bool {
        let line = system.lines[index]
        let counted = system.countedPosition
        guard line.sums[counted] == .exact, system.isPublished(line.parent, under: pattern),
            system.cells[line.parent].shows[counted]
        else { return false }
        var room = 0
        var least = Int.max
        for child in line.children where !system.isPublished(child, under: pattern) {
            guard let truth = system.cells[child].truth, truth[0] > 0 else { continue }
            let lowest = bounds.hiddenRange(child, counted).lowerBound
            room += truth[counted] - lowest
            least = min(least, lowest)
        }
        return least < Int.max
            && (room + least < system.threshold.least || room < system.rule.interval)
    }

    /// Proves `cell`, or withholds something besides that helps to; `false` when neither is possible.
    private mutating func mend(_ cell: Int, _ certification: inout Certification) -> Bool {
        if certification.proveQuickly(
            cell, under: pattern, efforts: [.near, isSmall ? .wide : .middle], adding: &evidence)
        {
            return true
        }
        for effort in isSmall ? [Certification.Effort.wide] : [.near, .wide] {
            if certification.prove(cell, under: pattern, effort: effort, adding: &evidence) {
                return true
            }
            for scope in isSmall
                ? [WorldProgram.Scope.everyMeasure] : [.oneTimePeople, .everyMeasure]
            {
                let move = certification.cheapestMove(
                    for: cell, under: pattern, prices: prices, effort: effort, scope: scope,
                    given: evidence)
                if withhold(move ?? [], for: .cell(cell)) { return true }
            }
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
