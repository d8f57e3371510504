/// Looks for the worlds that prove cells safe, as far as the budget goes.
struct Certification {
    let bounds: Bounds
    private(set) var searchesLeft: Int
    private let nodesPerSearch: Int
    /// How many cells a first search may move.
    private static let nearCells = 200

    init(_ bounds: Bounds, budget: Budget) {
        self.bounds = bounds
        searchesLeft = budget.searches
        nodesPerSearch = budget.nodesPerSearch
    }

    /// Whether only searches among the nearest cells are worth their time.
    private var isHasty = false

    /// Leaves at most `limit` searches, all of them among the nearest cells.
    mutating func hasten(limit: Int) {
        searchesLeft = min(searchesLeft, limit)
        isHasty = true
    }

    /// Adds worlds to `evidence` until it certifies `cell`; `false` when none is found that helps.
    mutating func prove(_ cell: Int, under pattern: Pattern, adding evidence: inout Evidence)
        -> Bool
    {
        let system = bounds.system
        let others = evidence.uncertified(under: pattern).filter { $0 != cell }
        attempt(
            .rise(of: cell, in: system, given: evidence), under: pattern, favouring: others,
            adding: &evidence)
        if evidence.certifies(cell) { return true }
        if evidence.reachesThreshold(cell) {
            attempt(
                .fall(of: cell, in: system, given: evidence), under: pattern, adding: &evidence)
        }
        // What the threshold counts comes first: a cell that cannot reach it needs no further search.
        let counted = system.countedPosition
        let positions = [counted] + system.measures.indices.filter { $0 != counted }
        for position in positions {
            for isHighest in [true, false] where !evidence.certifies(cell) {
                attempt(
                    .extreme(of: cell, position, isHighest: isHighest, in: system),
                    under: pattern, adding: &evidence)
                if !evidence.reachesThreshold(cell) { return false }
            }
        }
        return evidence.certifies(cell)
    }

    /// Proves every cell of `pattern`, or stops at the first for which it cannot.
    mutating func proveAll(under pattern: Pattern, adding evidence: inout Evidence) -> Bool {
        while let cell = evidence.uncertified(under: pattern).first {
            if !prove(cell, under: pattern, adding: &evidence) { return false }
        }
        return true
    }

    /// The cheapest published cells whose withholding lets `cell` rise or fall as far as it must, as a program
    /// without whole numbers sees it.
    mutating func cheapestMove(
        for cell: Int, under pattern: Pattern, prices: Prices, given evidence: Evidence
    ) -> [Int]? {
        let system = bounds.system
        var goals = [Goal.rise(of: cell, in: system, given: evidence)]
        if evidence.reachesThreshold(cell) {
            goals.append(.fall(of: cell, in: system, given: evidence))
        }
        var best: (price: Double, cells: [Int])?
        for goal in goals where isWithinBounds(goal, under: pattern) && spend() {
            let program = WorldProgram(bounds, under: pattern, goal: goal, prices: prices.byCell)
            guard let move = program.cheapestMove() else { continue }
            if move.price < best?.price ?? .infinity { best = move }
        }
        return best?.cells
    }

    private mutating func attempt(
        _ goal: Goal, under pattern: Pattern, favouring favoured: [Int] = [],
        adding evidence: inout Evidence
    ) {
        guard isWithinBounds(goal, under: pattern), spend() else { return }
        let near = [Certification.nearCells]
        for limit in isHasty ? near : goal.isExtreme ? [Int.max] : near + [Int.max] {
            let program = WorldProgram(
                bounds, under: pattern, goal: goal, favouring: favoured, cellLimit: limit)
            if let world = program.world(nodeLimit: nodesPerSearch) {
                evidence.add(world)
                return
            }
            if !program.isLimited { return }
        }
    }

    private func isWithinBounds(_ goal: Goal, under pattern: Pattern) -> Bool {
        goal.isWithin { bounds.range(goal.cell, $0, under: pattern) }
    }

    private mutating func spend() -> Bool {
        // Nothing more is looked for once nobody waits for it: `Protector.protect` then gives no tables at all.
        if searchesLeft == 0 || Task.isCancelled { return false }
        searchesLeft -= 1
        return true
    }
}
