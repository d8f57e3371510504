/// Looks for the worlds that prove cells safe, as far as the budget goes.
struct Certification {
    /// How many cells a search looks at.
    enum Effort: Int {
        case near = 200
        case middle = 600
        case wide = 2_000
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

    /// Adds worlds in which people with one visit come or go to `evidence` until it certifies `cell`; `false`
    /// when none is found that helps.
    mutating func proveQuickly(
        _ cell: Int, under pattern: Pattern, efforts: [Effort], adding evidence: inout Evidence
    ) -> Bool {
        for effort in efforts where !evidence.certifies(cell) {
            move(cell, .oneTimePeople, under: pattern, effort, adding: &evidence)
            // A small system is looked at in every measure next.
            if bounds.isSmall || effort == .middle { continue }
            // What does not go far enough on one side may do so on both together. One column a cell stands for
            // all of its measures, so that one of them is enough to look at.
            for isHighest in [true, false]
            where !evidence.certifies(cell) && (isHighest || evidence.reachesThreshold(cell)) {
                attempt(
                    .extreme(
                        of: cell, bounds.system.countedPosition, isHighest: isHighest,
                        in: bounds.system),
                    .oneTimePeople, under: pattern, effort, adding: &evidence)
            }
        }
        return evidence.certifies(cell)
    }

    /// Adds worlds of any kind to `evidence` until it certifies `cell`; `false` when none is found that helps.
    mutating func prove(
        _ cell: Int, under pattern: Pattern, effort: Effort, adding evidence: inout Evidence
    ) -> Bool {
        move(cell, .everyMeasure, under: pattern, effort, adding: &evidence)
        if evidence.certifies(cell) { return true }
        let system = bounds.system
        if !evidence.reachesThreshold(cell) {
            // A cell that cannot reach the threshold needs no further search.
            attempt(
                .reach(of: cell, in: system), .everyMeasure, under: pattern, effort,
                adding: &evidence)
            if !evidence.reachesThreshold(cell) { return false }
        }
        for position in system.measures.indices {
            for isHighest in [true, false] where !evidence.spreads(cell, position) {
                attempt(
                    .extreme(of: cell, position, isHighest: isHighest, in: system),
                    .everyMeasure, under: pattern, effort, adding: &evidence)
            }
            if !bounds.isSmall && !evidence.spreads(cell, position) { return false }
        }
        return evidence.certifies(cell)
    }

    /// Lets `cell` rise as far as it must, and if that is not enough fall.
    private mutating func move(
        _ cell: Int, _ scope: WorldProgram.Scope, under pattern: Pattern, _ effort: Effort,
        adding evidence: inout Evidence
    ) {
        attempt(
            .rise(of: cell, in: bounds.system, given: evidence), scope, under: pattern, effort,
            adding: &evidence)
        if evidence.certifies(cell) || !evidence.reachesThreshold(cell) { return }
        attempt(
            .fall(of: cell, in: bounds.system, given: evidence), scope, under: pattern, effort,
            adding: &evidence)
    }

    /// The cheapest published cells whose withholding lets `cell` rise or fall as far as it must, as a program
    /// without whole numbers sees it.
    mutating func cheapestMove(
        for cell: Int, under pattern: Pattern, prices: Prices, effort: Effort,
        scope: WorldProgram.Scope,
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
                bounds, under: pattern, goal: goal, scope: scope, prices: prices.byCell,
                cellLimit: 2 * effort.rawValue)
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
            favouring: goal.isExtreme ? nil : evidence, cellLimit: effort.rawValue)
        switch program.world(nodeLimit: scope == .oneTimePeople ? 0 : nodesPerSearch) {
        case .world(let world):
            evidence.add(world)
        case .impossible: return
        case .nothing:
            guard scope == .oneTimePeople, !goal.isExtreme else { return }
            // What should serve many cells at once moves many, by fractions; what moves few may be whole.
            let sparse = WorldProgram(
                bounds, under: pattern, goal: goal, scope: scope, isSparse: true,
                cellLimit: effort.rawValue)
            if let world = sparse.world(nodeLimit: Certification.sparseNodes).world {
                evidence.add(world)
            }
        }
    }

    /// Enough for most programs that move few cells.
    private static let sparseNodes = 20

    private func isWithinBounds(_ goal: Goal, under pattern: Pattern) -> Bool {
        goal.isWithin { bounds.range(goal.cell, $0, under: pattern) }
    }

    private mutating func spend(_ effort: Effort) -> Bool {
        // Nothing more is looked for once nobody waits for it: `Protector.protect` then gives no tables at all.
        if searchesLeft <= 0 || Task.isCancelled { return false }
        searchesLeft -= effort.rawValue / Effort.near.rawValue
        return true
    }
}
