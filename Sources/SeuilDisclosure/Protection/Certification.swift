/// Looks for the worlds that prove cells safe, as far as the budget goes.
struct Certification {
    /// How far a search looks.
    enum Effort: Int {
        /// The nearest cells, without a search for whole solutions.
        case quick
        /// The nearest cells.
        case near
        /// As many cells as one program may have.
        case wide

        static let nearCells = 200

        var cellLimit: Int { self == .wide ? 10 * Effort.nearCells : Effort.nearCells }
    }

    let bounds: Bounds
    private(set) var searchesLeft: Int
    private let nodesPerSearch: Int

    init(_ bounds: Bounds, budget: Budget) {
        self.bounds = bounds
        searchesLeft = budget.searches
        nodesPerSearch = budget.nodesPerSearch
    }

    /// Leaves exactly `count` searches.
    mutating func renew(_ count: Int) { searchesLeft = count }

    /// Adds worlds to `evidence` until it certifies `cell`; `false` when none is found that helps.
    mutating func prove(
        _ cell: Int, under pattern: Pattern, effort: Effort, adding evidence: inout Evidence
    ) -> Bool {
        if evidence.certifies(cell) { return true }
        for scope in [WorldProgram.Scope.oneTimePeople, .everyMeasure] {
            attempt(
                .rise(of: cell, in: bounds.system, given: evidence), scope, under: pattern,
                effort, adding: &evidence)
            if !evidence.certifies(cell) && evidence.reachesThreshold(cell) {
                attempt(
                    .fall(of: cell, in: bounds.system, given: evidence), scope, under: pattern,
                    effort, adding: &evidence)
            }
            if evidence.certifies(cell) { return true }
        }
        if effort == .quick { return false }
        // What the threshold counts comes first: a cell that cannot reach it needs no further search.
        let counted = bounds.system.countedPosition
        let positions = [counted] + bounds.system.measures.indices.filter { $0 != counted }
        for position in positions {
            for isHighest in [true, false] where !evidence.certifies(cell) {
                attempt(
                    .extreme(of: cell, position, isHighest: isHighest, in: bounds.system),
                    .everyMeasure, under: pattern, effort, adding: &evidence)
                if !evidence.reachesThreshold(cell) { return false }
            }
        }
        return evidence.certifies(cell)
    }

    /// The cheapest published cells whose withholding lets `cell` rise or fall as far as it must, as a program
    /// without whole numbers sees it.
    mutating func cheapestMove(
        for cell: Int, under pattern: Pattern, prices: Prices, effort: Effort,
        given evidence: Evidence
    ) -> [Int]? {
        let system = bounds.system
        var goals = [Goal.rise(of: cell, in: system, given: evidence)]
        if evidence.reachesThreshold(cell) {
            goals.append(.fall(of: cell, in: system, given: evidence))
        }
        var best: (price: Double, cells: [Int])?
        for goal in goals where isWithinBounds(goal, under: pattern) && spend(effort) {
            let program = WorldProgram(
                bounds, under: pattern, goal: goal, scope: .everyMeasure, prices: prices.byCell,
                cellLimit: effort.cellLimit)
            guard let move = program.cheapestMove() else { continue }
            if move.price < best?.price ?? .infinity { best = move }
        }
        return best?.cells
    }

    private mutating func attempt(
        _ goal: Goal, _ scope: WorldProgram.Scope, under pattern: Pattern, _ effort: Effort,
        adding evidence: inout Evidence
    ) {
        guard isWithinBounds(goal, under: pattern), spend(effort) else { return }
        let program = WorldProgram(
            bounds, under: pattern, goal: goal, scope: scope,
            favouring: goal.isExtreme ? nil : evidence, cellLimit: effort.cellLimit)
        let nodes = scope == .oneTimePeople || effort == .quick ? 0 : nodesPerSearch
        if let world = program.world(nodeLimit: nodes) { evidence.add(world) }
    }

    private func isWithinBounds(_ goal: Goal, under pattern: Pattern) -> Bool {
        goal.isWithin { bounds.range(goal.cell, $0, under: pattern) }
    }

    private mutating func spend(_ effort: Effort) -> Bool {
        // Nothing more is looked for once nobody waits for it: `Protector.protect` then gives no tables at all.
        if searchesLeft <= 0 || Task.isCancelled { return false }
        searchesLeft -= effort == .wide ? 10 : 1
        return true
    }
}
