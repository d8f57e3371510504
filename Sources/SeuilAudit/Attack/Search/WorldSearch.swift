/// Looks for worlds: whole numbers for every column that agree with all that is known.
///
/// One world is found for all; others are made from it by changing some columns near a question. A world
/// counts only when whole-number arithmetic confirms each row that it touches, so that no tolerance of the
/// solver can make an attack too mild.
struct WorldSearch {
    let equations: Equations
    let bounds: Bounds
    let questions: [Question]
    private(set) var seen: [[Seen]]
    /// The first world.
    let base: [Int]
    private let goalsByColumn: [[Place]]
    private let components: Components

    /// A goal of a question.
    private struct Place {
        let question: Int
        let goal: Int
    }

    init(
        _ equations: Equations, _ bounds: Bounds, _ components: Components,
        questions: [Question], base: [Int]
    ) {
        self.equations = equations
        self.bounds = bounds
        self.components = components
        self.questions = questions
        self.base = base
        var places = base.map { _ in [Place]() }
        for (index, question) in questions.enumerated() {
            for (goal, expression) in question.goals.map(\.expression).enumerated() {
                for term in expression where !bounds.isFixed(term.column) {
                    places[term.column].append(Place(question: index, goal: goal))
                }
            }
        }
        goalsByColumn = places
        seen = questions.map { $0.goals.map { Seen($0.expression.value(in: base)) } }
    }

    func isMet(_ question: Int) -> Bool {
        zip(questions[question].goals, seen[question]).contains { $1.meets($0) }
    }

    func isMet(_ question: Int, goal: Int) -> Bool {
        seen[question][goal].meets(questions[question].goals[goal])
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
        var touched: Set<[Int]> = []
        for column in changed {
            for place in goalsByColumn[column]
            where touched.insert([place.question, place.goal]).inserted {
                let goal = questions[place.question].goals[place.goal]
                seen[place.question][place.goal].take(goal.expression.value(in: world))
            }
        }
        return true
    }

    /// Looks for a world in which `expression` is at least `value`, changing at most `size` columns near it.
    mutating func find(
        _ expression: Expression, atLeast value: Int, size: Int, nodeLimit: Int
    ) -> WorldProgram.Found {
        let columns = components.columns(
            around: expression.map(\.column), atMost: size, equations, bounds)
        var program = WorldProgram(equations, bounds, columns: columns, base: base)
        program.demand(expression, isAtLeast: value)
        let found = program.world(nodeLimit: nodeLimit)
        guard case .world(let values, _) = found else { return found }
        return take(values, in: program.columns) ? found : .unknown
    }

    /// All free columns that bear on `expression`.
    func reach(of expression: Expression) -> [Int] {
        components.columns(
            around: expression.map(\.column), atMost: .max, equations, bounds)
    }
}

extension [Equations.Term] {
    /// What the expression is in `world`.
    func value(in world: [Int]) -> Int { reduce(0) { $0 + $1.factor * world[$1.column] } }

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
