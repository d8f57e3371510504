/// Looks for worlds: whole numbers for every column that agree with all that is known.
///
/// One world is found for all; others are made from it by changing some columns near a question. A world
/// counts only when whole-number arithmetic confirms each row that it touches, so that no tolerance of the
/// solver can make an attack too mild.
struct WorldSearch {
    let equations: Equations
    let bounds: Bounds
    let questions: [Question]
    /// The first world.
    let base: [Int]
    private let components: Components
    /// What worlds have said of each goal; those of one question stand together.
    private var seen: [Seen] = []
    private var firstGoal: [Int] = []
    private var goals: [Question.Goal] = []
    /// The goals whose expression has the column.
    private var goalsOfColumn: [[Int]]
    /// For each goal the number of the last world that it was asked of.
    private var lastWorld: [Int] = []
    private var worlds = 0

    init(
        _ equations: Equations, _ bounds: Bounds, _ components: Components,
        questions: [Question], base: [Int]
    ) {
        self.equations = equations
        self.bounds = bounds
        self.components = components
        self.questions = questions
        self.base = base
        goalsOfColumn = base.map { _ in [] }
        for question in questions {
            firstGoal.append(goals.count)
            for goal in question.goals {
                for term in goal.expression where !bounds.isFixed(term.column) {
                    goalsOfColumn[term.column].append(goals.count)
                }
                goals.append(goal)
                seen.append(Seen(goal.expression.value(in: base)))
                lastWorld.append(0)
            }
        }
    }

    /// What worlds have said of a goal of a question.
    func seen(_ question: Int, goal: Int) -> Seen { seen[firstGoal[question] + goal] }

    func isMet(_ question: Int) -> Bool {
        questions[question].goals.indices.contains { isMet(question, goal: $0) }
    }

    func isMet(_ question: Int, goal: Int) -> Bool {
        seen(question, goal: goal).meets(questions[question].goals[goal])
    }

    /// What else to look for on the way: expressions of the next questions after `index` that are not settled.
    func others(after index: Int, count: Int) -> [Expression] {
        questions.indices.dropFirst(index + 1).lazy.filter { !isMet($0) }.prefix(count).map {
            questions[$0].goals[0].expression
        }
    }

    /// Takes note of the world with these values in these columns and those of the base in all others; false
    /// when it is none.
    @discardableResult
    mutating func take(_ values: [Int], in columns: [Int]) -> Bool {
        var world = base
        var changed: [Int] = []
        for (column, value) in zip(columns, values) where world[column] != value {
            world[column] = value
            changed.append(column)
        }
        guard equations.holds(world, around: changed, bounds) else { return false }
        worlds += 1
        for column in changed {
            for goal in goalsOfColumn[column] where lastWorld[goal] != worlds {
                lastWorld[goal] = worlds
                seen[goal].take(goals[goal].expression.value(in: world))
            }
        }
        return true
    }

    /// Looks for a world in which `expression` is at least `value`, changing at most `size` columns near it.
    mutating func find(
        _ expression: Expression, atLeast value: Int, size: Int, nodeLimit: Int,
        favouring others: [Expression]
    ) -> WorldProgram.Found {
        let columns = components.columns(around: expression.map(\.column), atMost: size)
        var program = WorldProgram(equations, bounds, columns: columns, base: base)
        program.demand(expression, isAtLeast: value)
        for other in others { program.favour(other) }
        let found = program.anyWorld(nodeLimit: nodeLimit)
        guard case .world(let values, _) = found else { return found }
        return take(values, in: program.columns) ? found : .unknown
    }

    /// All free columns that bear on `expression`.
    func reach(of expression: Expression) -> [Int] {
        components.reach(of: expression.map(\.column))
    }
}

extension [Equations.Term] {
    /// What the expression is in `world`.
    func value(in world: [Int]) -> Int {
        var value = 0
        for term in self { value += term.factor * world[term.column] }
        return value
    }

    /// The same with every sign turned.
    var negated: [Equations.Term] { map { .init(column: $0.column, factor: -$0.factor) } }
}

extension Equations {
    /// Whether `world` keeps within the bounds of `columns` and agrees with every row through them.
    func holds(_ world: [Int], around columns: [Int], _ bounds: Bounds) -> Bool {
        for column in columns {
            guard (bounds.lower[column]...bounds.upper[column]).contains(world[column]) else {
                return false
            }
            for index in bounds.rows[column] {
                let row = rows[index]
                let value = row.terms.value(in: world)
                guard value >= row.least ?? value, value <= row.most ?? value else { return false }
            }
        }
        return true
    }
}
