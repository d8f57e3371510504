import SeuilCore

/// Withholds more until every cell is proved safe: what the cheapest world needs, cell after cell.
struct Repair {
    let bounds: Bounds
    private(set) var prices: Prices
    /// The same, with those of the cells that were published again.
    private let fullPrices: Prices
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence
    /// What each cell was withheld for beside the sensitive ones: for trials on invented visits only.
    private(set) var causes: [Int: WithholdingCause] = [:]
    private var leftovers: Leftovers
    /// How many cells were withheld for each because they stand beside it.
    private var withheldBeside: [Int: Int] = [:]
    static let mostBeside = 4
    /// How often a grid had more boxes than can be looked at, and one cell more was withheld for it.
    private var gridsGivenUp = 0
    private static let mostGivenUp = 4
    /// How often many cells were looked at together.
    private var rounds = 0
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
        if !bounds.isSmall, let all = bounds.system.cells.firstIndex(where: \.isGrandTotal) {
            self.prices.keepPublished(all)
        }
        fullPrices = self.prices
    }

    /// Withholds more until every cell is proved, or gives those for which nothing was found within the budget: the
    /// first one, all when the budget has ended, or the finest of a grid with more boxes than can be looked at.
    ///
    /// What is withheld for a proof often mends what is left over too, so that this comes second.
    mutating func run(_ certification: inout Certification) -> [Int]? {
        if !isSmall {
            peel()
            if system.cells.count > Repair.leastTogether { mendTogether(&certification) }
        }
        while true {
            while let cell = unproved.first {
                if !evidence.isUncertified(cell, under: pattern) {
                    unproved.popFirst()
                } else if !mend(cell, &certification) {
                    return certification.searchesLeft > 0
                        ? [cell] : evidence.uncertified(under: pattern)
                }
            }
            if let grid = enlargeLeftovers(&certification) { return finest(of: grid) }
            if unproved.first == nil { return nil }
        }
    }

    /// Proves many cells with each world, and withholds more for many of the others at once as long as many are left.
    private mutating func mendTogether(_ certification: inout Certification) {
        proveMany(&certification, eachWithin: mostBeforeMore)
        for reward in Repair.rewards where hasManyOpen {
            withholdForMany(worth: reward, &certification)
            proveMany(&certification, eachWithin: mostBeforeMore)
        }
        proveMany(&certification, eachWithin: Repair.mostForOne)
    }

    /// Proves many cells with each world, as long as that takes fewer searches for each of them than `most`.
    private mutating func proveMany(
        _ certification: inout Certification, eachWithin most: Int
    ) {
        var open = evidence.uncertified(under: pattern)
        while !open.isEmpty && !certification.isOver {
            let before = certification.searchesLeft
            var effort = Certification.Effort.broad
            var isDone = [Bool](repeating: false, count: system.cells.count)
            // Each round starts elsewhere, so that what is looked at together ends elsewhere too.
            let start = rounds * 617 % open.count
            for cell in open[start...] + open[..<start]
            where !isDone[cell] && evidence.isUncertified(cell, under: pattern) {
                isDone[cell] = true
                var looked = certification.proveMany(
                    around: cell, under: pattern, effort, round: rounds, adding: &evidence)
                if !looked.isFound, effort == .broad {
                    // So many together may have whole numbers in parts only.
                    effort = .wide
                    looked = certification.proveMany(
                        around: cell, under: pattern, effort, round: rounds, adding: &evidence)
                }
                for cell in looked.cells { isDone[cell] = true }
            }
            rounds += 1
            let left = open.filter { evidence.isUncertified($0, under: pattern) }
            let proved = open.count - left.count
            if proved * most <= before - certification.searchesLeft { return }
            open = left
        }
    }

    /// About what the search for one cell's world takes, as `Certification` counts.
    private static let mostForOne = 20
    /// The same while more can still be withheld for many at once, after which each world serves more of them: in the
    /// largest systems that begins sooner, as it takes less time and withholds more.
    private var mostBeforeMore: Int {
        system.cells.count > Repair.largest ? Repair.mostForOne / 2 : Repair.mostForOne
    }
    private static let largest = 30_000

    /// Withholds what lets many cells rise at once, each worth `reward`.
    private mutating func withholdForMany(
        worth reward: Double, _ certification: inout Certification
    ) {
        var isDone = [Bool](repeating: false, count: system.cells.count)
        for cell in evidence.uncertified(under: pattern)
        where !isDone[cell] && evidence.isUncertified(cell, under: pattern) {
            isDone[cell] = true
            let looked = certification.cheapestMove(
                forManyAround: cell, worth: reward, under: pattern, prices: prices,
                given: evidence)
            for cell in looked.cells { isDone[cell] = true }
            guard let move = looked.move else { continue }
            withhold(move.withheld, for: .cell(cell))
            if let world = World(changing: move.figures, in: bounds, under: pattern) {
                evidence.add(world)
            }
        }
    }

    /// What a proof may cost, one after another: what serves many cells cheaply comes first.
    private static let rewards = [20.0, 60, 180, 540]
    /// In systems of no more cells these are looked at one by one, which withholds less.
    static let leastTogether = 3_000

    /// Whether so many cells lack a proof that looking at them one by one would take longer than at all of them
    /// together once more.
    private var hasManyOpen: Bool {
        evidence.uncertified(under: pattern).count > max(200, system.cells.count / 200)
    }

    /// The cells of a grid that it does not have as totals.
    private func finest(of grid: Int) -> [Int] {
        let grid = system.grids[grid]
        return grid.cells.enumerated().compactMap { offset, cell in
            grid.axes.indices.allSatisfy { grid.place($0, of: offset) > 0 } ? cell : nil
        }
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
            cell, under: pattern, efforts: isSmall ? [.near, .wide] : [.near], adding: &evidence)
        {
            return true
        }
        if isSmall,
            certification.prove(cell, under: pattern, effort: .wide, adding: &evidence)
        {
            return true
        }
        let moves: [(WorldProgram.Scope, Certification.Effort)] =
            isSmall
            ? [(.everyMeasure, .wide), (.oneTimePeople, .wide)]
            : [.near, .deep].map { (.oneTimePeople, $0) }
        for (scope, effort) in moves {
            if move(cell, scope, effort, at: prices, &certification) { return true }
        }
        if isSmall { return false }
        // Without whole numbers what is withheld seems enough: perhaps further away.
        return publishAgain(cell, &certification)
            || moveAnything(cell, &certification)
            || certification.prove(cell, under: pattern, effort: .near, adding: &evidence)
            || !certification.isOver && withholdBeside(cell)
            // All beside it is withheld: a whole table would be next.
            || certification.proveQuickly(
                cell, under: pattern, efforts: [.wide, .broad, .whole], adding: &evidence)
    }

    /// Withholds what lets `cell` rise or fall as far as it must at the least price, and proves it so; `false` when
    /// that is nothing and proves nothing.
    private mutating func move(
        _ cell: Int, _ scope: WorldProgram.Scope, _ effort: Certification.Effort, at prices: Prices,
        _ certification: inout Certification
    ) -> Bool {
        guard
            let move = certification.cheapestMove(
                for: cell, under: pattern, prices: prices, effort: effort, scope: scope,
                given: evidence)
        else { return false }
        let hasWithheld = withhold(move.withheld, for: .cell(cell))
        return certification.follow(move, under: pattern, adding: &evidence) || hasWithheld
    }

    /// Looks for such a move among all cells, those that were published again included; a few times at most.
    private mutating func moveAnything(
        _ cell: Int, _ certification: inout Certification
    ) -> Bool {
        return move(cell, .oneTimePeople, .whole, at: fullPrices, &certification)
    }

    /// Publishes what was withheld for another's sake and cannot be proved itself, once for each cell: what needed it
    /// must find something else. `false` where that is not possible.
    private mutating func publishAgain(
        _ cell: Int, _ certification: inout Certification
    ) -> Bool {
        guard case .cell = causes[cell], !system.isSensitive(cell), prices[cell].isFinite
        else { return false }
        pattern.isWithheld[cell] = false
        if bounds.linesByCell[cell].contains(where: { bounds.isTooTight($0, under: pattern) }) {
            pattern.isWithheld[cell] = true
            return false
        }
        causes[cell] = nil
        prices.keepPublished(cell)
        let before = evidence.steps
        let forgotten = evidence.forgetWorlds(contradicting: pattern, at: cell, in: bounds)
        certification.spend(steps: evidence.steps - before)
        for change in forgotten.flatMap(\.changes) { unproved.insert(change.cell) }
        leftovers.change(cell, under: pattern)
        return true
    }

    /// Withholds the cheapest published figure on a line of `cell`, or else on a line of a cell that stands on one
    /// with it: where programs without whole numbers see no need for more, and no whole world was found. After a few
    /// of them all of these figures, so that a part of a table goes before the whole of it.
    mutating func withholdBeside(_ cell: Int) -> Bool {
        let times = withheldBeside[cell, default: 0]
        withheldBeside[cell] = times + 1
        let beside = terms(around: [cell])
        for near in [beside, terms(around: beside)] {
            let published = near.filter {
                system.isPublished($0, under: pattern) && !system.isZero($0)
                    && prices[$0].isFinite
            }.sorted()
            guard let cheapest = prices.cheapest(of: published) else { continue }
            if times < Repair.mostBeside { return withhold([cheapest], for: .cell(cell)) }
            return withhold(published, for: .cell(cell))
        }
        return false
    }

    private func terms(around cells: Set<Int>) -> Set<Int> {
        Set(cells.flatMap { bounds.linesByCell[$0] }.flatMap { system.lines[$0].terms })
    }

    /// Withholds more until nothing that equations leave over is of too few, or gives a grid of which that could not
    /// be found out.
    private mutating func enlargeLeftovers(_ certification: inout Certification) -> Int? {
        while true {
            let before = leftovers.steps
            let leftover = leftovers.firstTooSmall(under: pattern)
            certification.spend(steps: leftovers.steps - before)
            guard let leftover else { return nil }
            if let grid = leftover.grid {
                gridsGivenUp += 1
                if gridsGivenUp > Repair.mostGivenUp {
                    gridsGivenUp = 0
                    return grid
                }
            }
            let open = leftover.cells.filter { prices[$0].isFinite }
            guard let cell = prices.cheapest(of: open.isEmpty ? leftover.cells : open) else {
                return nil
            }
            withhold([cell], for: .remainder(of: leftover.cells[0]))
        }
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
}
