import SeuilCore

/// Looks for the worlds that prove cells safe, as far as the budget goes.
struct Certification {
    /// How many cells a search looks at.
    enum Effort: Int {
        case near = 200
        case middle = 600
        case wide = 2_000
        /// A few of each line only.
        case deep = 1_500
        /// As far as many cells depend on each other.
        case broad = 5_000
        /// Nearly everything.
        case whole = 20_000
    }

    let bounds: Bounds
    private(set) var searchesLeft: Int
    private var stepsLeft = Certification.stepsPerSearch
    private let nodesPerSearch: Int

    init(_ bounds: Bounds, budget: Budget) {
        self.bounds = bounds
        searchesLeft = budget.searches(for: bounds.system)
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
            // What must rise that far to reach the threshold needs nothing else.
            if !evidence.reachesThreshold(cell), isFarBelowThreshold(cell) { continue }
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

    /// Adds a world in which as many cells around `cell` as may be rise as far as their proof needs; gives the cells that
    /// were looked at together, and whether there is such a world in whole numbers.
    ///
    /// - Parameter round: Each favours other cells.
    mutating func proveMany(
        around cell: Int, under pattern: Pattern, _ effort: Effort, round: Int,
        adding evidence: inout Evidence
    ) -> (cells: [Int], isFound: Bool) {
        if isOver { return ([], false) }
        let around = Reach(bounds: bounds, pattern: pattern, prices: nil, isJoint: true)
            .around(cell, limit: effort.rawValue)
        let program = WorldProgram(
            bounds, under: pattern, goal: nil, scope: .oneTimePeople, favouring: evidence,
            reward: .init(whole: 1, round: round), among: around)
        var iterations = 0
        let size = program.size
        let world = program.world(nodeLimit: 0, counting: &iterations).world
        spend(around, iterations, size: size)
        if let world { evidence.add(world) }
        return (around.cells, world != nil)
    }

    /// What to withhold so that as many cells around `cell` as may be rise as far as their proof needs, where each of
    /// them is worth `reward`; and the cells that were looked at together.
    mutating func cheapestMove(
        forManyAround cell: Int, worth reward: Double, under pattern: Pattern, prices: Prices,
        given evidence: Evidence
    ) -> (move: WorldProgram.Move?, cells: [Int]) {
        if isOver { return (nil, []) }
        let around = Reach(bounds: bounds, pattern: pattern, prices: prices.byCell, isJoint: true)
            .around(cell, limit: Effort.whole.rawValue)
        let program = WorldProgram(
            bounds, under: pattern, goal: nil, scope: .oneTimePeople, prices: prices.byCell,
            favouring: evidence, reward: .init(whole: reward, round: 0), among: around)
        var iterations = 0
        let size = program.size
        let move = program.cheapestMove(to: nil, counting: &iterations)
        spend(around, iterations, size: size)
        return (move, around.cells)
    }

    /// Whether the threshold lies the interval above the cell's true figure, or more.
    private func isFarBelowThreshold(_ cell: Int) -> Bool {
        let truth = bounds.system.cells[cell].truth?[bounds.system.countedPosition] ?? 0
        return truth + bounds.system.rule.interval <= bounds.system.threshold.least
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

    /// The cheapest way for `cell` to rise or fall as far as it must, were published cells withheld at their price,
    /// as a program without whole numbers sees it.
    mutating func cheapestMove(
        for cell: Int, under pattern: Pattern, prices: Prices, effort: Effort,
        scope: WorldProgram.Scope,
        given evidence: Evidence
    ) -> WorldProgram.Move? {
        let system = bounds.system
        var goals = [Goal.rise(of: cell, in: system, given: evidence)]
        if evidence.reachesThreshold(cell) {
            goals.append(.fall(of: cell, in: system, given: evidence))
        }
        let around = Reach(
            bounds: bounds, pattern: pattern, prices: prices.byCell,
            isJoint: scope == .oneTimePeople
        )
        .around(
            cell, limit: effort == .whole ? effort.rawValue : 2 * effort.rawValue,
            perLine: perPricedLine(effort))
        var best: WorldProgram.Move?
        for goal in goals where isWithinBounds(goal, under: pattern) && spend(effort) {
            let program = WorldProgram(
                bounds, under: pattern, goal: goal, scope: scope, prices: prices.byCell,
                isSparse: true, among: around)
            var iterations = 0
            let size = program.size
            let found = program.cheapestMove(to: goal, counting: &iterations)
            spend(around, iterations, size: size)
            guard let move = found else { continue }
            if move.price < best?.price ?? .infinity { best = move }
        }
        return best
    }

    /// Adds the world of `move` to `evidence`, now that `pattern` withholds what it moves; `false` when it is none in
    /// whole numbers, and none is found among the same cells.
    mutating func follow(
        _ move: WorldProgram.Move, under pattern: Pattern, adding evidence: inout Evidence
    ) -> Bool {
        guard let goal = move.goal else { return false }
        if let world = World(changing: move.figures, in: bounds, under: pattern) {
            evidence.add(world)
            if evidence.certifies(goal.cell) { return true }
        }
        guard spend(.near) else { return false }
        let around = Neighbourhood(move.cells, in: bounds)
        let program = WorldProgram(
            bounds, under: pattern, goal: goal, scope: move.scope, isSparse: true,
            among: around)
        var iterations = 0
        let size = program.size
        let found = program.world(nodeLimit: Certification.sparseNodes, counting: &iterations)
        spend(around, iterations, size: size)
        guard let world = found.world else { return false }
        evidence.add(world)
        return evidence.certifies(goal.cell)
    }

    private mutating func attempt(
        _ goal: Goal, _ scope: WorldProgram.Scope, under pattern: Pattern, _ effort: Effort,
        adding evidence: inout Evidence
    ) {
        guard isWithinBounds(goal, under: pattern), !isOver else { return }
        let around = Reach(
            bounds: bounds, pattern: pattern, prices: nil, isJoint: scope == .oneTimePeople
        ).around(goal.cell, limit: effort.rawValue, perLine: perLine(effort))
        guard spend(effort) else { return }
        let program = WorldProgram(
            bounds, under: pattern, goal: goal, scope: scope,
            favouring: goal.isExtreme ? nil : evidence, among: around)
        var iterations = 0
        let size = program.size
        defer { spend(around, iterations, size: size) }
        switch program.world(
            nodeLimit: scope == .oneTimePeople ? 0 : nodesPerSearch, counting: &iterations)
        {
        case .world(let world):
            evidence.add(world)
        case .impossible: return
        case .nothing:
            guard scope == .oneTimePeople, !goal.isExtreme else { return }
            // What should serve many cells at once moves many, by fractions; what moves few may be whole.
            let sparse = WorldProgram(
                bounds, under: pattern, goal: goal, scope: scope, isSparse: true, among: around)
            if let world = sparse.world(nodeLimit: Certification.sparseNodes, counting: &iterations)
                .world
            {
                evidence.add(world)
            }
        }
    }

    /// How many cells of a line a search follows: all of the nearest, so that one world serves many, and further
    /// away a few, so that chains can close.
    private func perLine(_ effort: Effort) -> Int? {
        if bounds.isSmall { return nil }
        return switch effort {
        case .near, .wide, .broad, .whole: nil
        case .middle, .deep: 4
        }
    }

    /// The same of a search in which published cells have prices, so that there are more to choose from.
    private func perPricedLine(_ effort: Effort) -> Int? {
        if bounds.isSmall { return nil }
        return switch effort {
        case .near, .deep: 6
        case .middle: 16
        case .wide, .broad, .whole: nil
        }
    }

    /// Enough for most programs that move few cells.
    private static let sparseNodes = 20

    private func isWithinBounds(_ goal: Goal, under pattern: Pattern) -> Bool {
        goal.isWithin { bounds.range(goal.cell, $0, under: pattern) }
    }

    /// Whether the budget has ended, or nobody waits any more: `Protector.protect` then gives no tables at all.
    var isOver: Bool { searchesLeft <= 0 || Task.isCancelled }

    /// Counts looking at so many cells as searches.
    mutating func spend(steps: Int) {
        stepsLeft -= steps
        if stepsLeft > 0 { return }
        searchesLeft = max(0, searchesLeft - 1 + stepsLeft / Certification.stepsPerSearch)
        stepsLeft += (1 - stepsLeft / Certification.stepsPerSearch) * Certification.stepsPerSearch
    }

    /// About as long as a search among the nearest cells.
    private static let stepsPerSearch = 10_000

    /// Counts what a search of a large system took: the making of its program, and each iteration over the whole of it.
    private mutating func spend(_ around: Neighbourhood, _ iterations: Int, size: Int) {
        if bounds.isSmall { return }
        searchesLeft -= around.cells.count / Effort.near.rawValue
        spend(steps: iterations * size / Certification.entriesPerStep)
    }

    /// An iteration looks at about so many rows and columns in the time of a step.
    private static let entriesPerStep = 60

    private mutating func spend(_ effort: Effort) -> Bool {
        if isOver { return false }
        // Of a large system what a search takes is known after it.
        searchesLeft -= bounds.isSmall ? effort.rawValue / Effort.near.rawValue : 1
        return true
    }
}
