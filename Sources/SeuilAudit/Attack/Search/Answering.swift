/// Answers questions one after the other: by worlds already seen, by worlds made nearby, by the bound of the
/// relaxed program, and at last by the whole program in whole numbers.
struct Answering {
    /// How many columns near a question are changed at first, and how many then.
    private static let sizes = [60, 240]
    /// Worlds to begin with, a component.
    private static let farWorlds = 8
    /// Questions that a search for another keeps in view.
    private static let others = 200
    /// Nodes for a search among few columns.
    private static let nodesNearby = 60

    private let campaign: Campaign
    private let budget: AttackBudget
    private(set) var search: WorldSearch
    private(set) var searches = 0

    /// - Parameter base: A world.
    init(_ campaign: Campaign, _ budget: AttackBudget, base: [Int]) {
        self.campaign = campaign
        self.budget = budget
        search = WorldSearch(
            campaign.equations, campaign.bounds, campaign.components,
            questions: campaign.questions, base: base)
    }

    /// The answers, one a question.
    ///
    /// - Throws: `cancelled`.
    mutating func answers(_ progress: (AttackProgress) -> Void) throws(AttackError) -> [Answer] {
        lookFar()
        var answers: [Answer] = []
        for index in campaign.questions.indices {
            if Task.isCancelled { throw .cancelled }
            answers.append(answer(index))
            if answers.count.isMultiple(of: 64) || answers.count == campaign.questions.count {
                progress(
                    AttackProgress(
                        periods: campaign.equations.known.periods, answered: answers.count,
                        questions: campaign.questions.count))
            }
        }
        return answers
    }

    /// Takes a few worlds far from the first: everything large at once, then some large and others small. They
    /// settle most questions together.
    private mutating func lookFar() {
        for component in campaign.components.all {
            var draw = UInt64(component.count)
            for round in 0..<Answering.farWorlds {
                guard takeSearch() else { return }
                var program = WorldProgram(
                    campaign.equations, campaign.bounds, columns: component, base: search.base)
                for column in component {
                    // Knuth's MMIX generator: any fixed weights would do.
                    draw = draw &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let weight = round == 0 ? 1 : Double(draw >> 62) - 1.5
                    program.favour([.init(column: column, factor: 1)], weight: weight)
                }
                if case .world(let values, _) = program.anyWorld(nodeLimit: Answering.nodesNearby) {
                    search.take(values, in: program.columns)
                }
            }
        }
    }

    private mutating func answer(_ index: Int) -> Answer {
        let goals = campaign.questions[index].goals
        if search.isMet(index) { return .safe }
        for size in Answering.sizes {
            for goal in goals.indices where tryNearby(index, goal, size: size) { return .safe }
        }
        var isOpen = false
        for goal in goals.indices {
            switch settle(index, goal) {
            case true?: return .safe
            case false?: continue
            case nil: isOpen = true
            }
        }
        let range = exactRange(of: goals[0].expression)
        return isOpen ? .undecided(range) : .broken(range)
    }

    // MARK: Nearby

    /// Whether a world that changes `size` columns around the goal meets it.
    private mutating func tryNearby(_ index: Int, _ goal: Int, size: Int) -> Bool {
        let wanted = campaign.questions[index].goals[goal]
        for (expression, value) in wanted.demands(search.seen(index, goal: goal)) {
            guard campaign.bounds.most(of: expression) >= value, takeSearch() else { continue }
            _ = search.find(
                expression, atLeast: value, size: size, nodeLimit: Answering.nodesNearby,
                favouring: search.others(after: index, count: Answering.others))
            if search.isMet(index, goal: goal) { return true }
        }
        return false
    }

    /// Counts a search, if there are any left.
    private mutating func takeSearch() -> Bool {
        guard searches < budget.searches else { return false }
        searches += 1
        return true
    }

    // MARK: The whole program

    /// Whether any world at all meets the goal; `nil` when the search ended before that was clear.
    private mutating func settle(_ index: Int, _ goal: Int) -> Bool? {
        let wanted = campaign.questions[index].goals[goal]
        let others = search.others(after: index, count: Answering.others)
        switch wanted {
        case .reach(let expression, let value):
            guard let most = greatest(of: expression, stopAt: value, others) else { return nil }
            if most.value < value { return false }
            return search.isMet(index, goal: goal) ? true : nil
        case .spread(let expression, let width):
            for (end, value) in wanted.demands(search.seen(index, goal: goal)) {
                _ = greatest(of: end, stopAt: value, others)
                if search.isMet(index, goal: goal) { return true }
            }
            guard let most = greatest(of: expression, stopAt: nil),
                let least = greatest(of: expression.negated, stopAt: nil)
            else { return nil }
            if search.isMet(index, goal: goal) { return true }
            return most.value + least.value < width ? false : nil
        }
    }

    /// The exact interval of `expression` as far as the budget goes, else what is known to hold it.
    mutating func exactRange(of expression: Expression) -> Interval {
        let most = greatest(of: expression, stopAt: nil)
        let least = greatest(of: expression.negated, stopAt: nil)
        return Interval(
            least: least.map { -$0.value } ?? campaign.bounds.least(of: expression),
            most: most?.value ?? campaign.bounds.most(of: expression),
            isExact: most?.isExact == true && least?.isExact == true)
    }

    /// A bound from above, and whether a world reaches it.
    private struct Most {
        let value: Int
        let isExact: Bool
    }

    /// The most that `expression` is in any world.
    ///
    /// - Parameter stopAt: A value that is enough.
    private mutating func greatest(
        of expression: Expression, stopAt: Int?, _ others: [Expression] = []
    ) -> Most? {
        let columns = search.reach(of: expression)
        guard !columns.isEmpty else {
            return Most(value: expression.value(in: search.base), isExact: true)
        }
        guard takeSearch() else { return nil }
        var program = WorldProgram(
            campaign.equations, campaign.bounds, columns: columns, base: search.base)
        let bound = program.relaxedMost(of: expression)
        // No world is above the bound of the relaxed program; one that reaches it is not needed then.
        if let bound, let stopAt, bound < stopAt { return Most(value: bound, isExact: true) }
        let atMost = bound.map { Most(value: $0, isExact: false) }
        if let enough = stopAt ?? bound {
            var demanding = program
            demanding.demand(expression, isAtLeast: enough)
            for other in others { demanding.favour(other) }
            guard takeSearch() else { return atMost }
            let found =
                stopAt == nil
                ? demanding.roundedWorld() : demanding.anyWorld(nodeLimit: budget.nodes)
            if let reached = reached(found, expression, demanding) {
                return Most(value: reached.value, isExact: true)
            }
            if let stopAt {
                // Only the demand can leave no world at all.
                if case .none = found { return Most(value: stopAt - 1, isExact: true) }
                return atMost
            }
        }
        program.favour(expression)
        guard takeSearch() else { return atMost }
        let found = program.world(nodeLimit: budget.nodes)
        guard let reached = reached(found, expression, program), reached.isBest else {
            return atMost
        }
        return Most(value: reached.value, isExact: true)
    }

    /// What `expression` is in a world that was found, and whether that is the most there is.
    private mutating func reached(
        _ found: WorldProgram.Found, _ expression: Expression, _ program: WorldProgram
    ) -> (value: Int, isBest: Bool)? {
        guard case .world(let values, let isBest) = found,
            search.take(values, in: program.columns)
        else { return nil }
        var world = search.base
        for (column, value) in zip(program.columns, values) { world[column] = value }
        return (expression.value(in: world), isBest)
    }
}

/// Between what a figure is, both ends included.
struct Interval: Equatable {
    let least: Int
    let most: Int
    /// Whether worlds reach both ends; otherwise the true interval may be narrower.
    let isExact: Bool

    var width: Int { most - least }
}

extension Question.Goal {
    /// What worlds to look for next: each an expression and how large it should be.
    func demands(_ seen: Seen) -> [(Expression, Int)] {
        switch self {
        case .reach(let expression, let value): [(expression, value)]
        case .spread(let expression, let width):
            [(expression, seen.least + width), (expression.negated, width - seen.most)]
        }
    }
}

extension Bounds {
    /// What `expression` is at most, each column by itself.
    func most(of expression: Expression) -> Int {
        expression.reduce(0) {
            $0 + $1.factor * ($1.factor > 0 ? upper[$1.column] : lower[$1.column])
        }
    }

    func least(of expression: Expression) -> Int { -most(of: expression.negated) }
}
