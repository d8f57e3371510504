/// A figure that follows from columns: their weighted sum.
typealias Expression = [Equations.Term]

/// What an attacker asks of some cells, and what keeps the answer safe.
struct Question {
    /// What is asked about.
    enum Subject: Hashable {
        /// One measure of a withheld cell.
        case figure(cell: Int, measure: Int)
        /// Whether a withheld cell may hold as many people (or visits) as the threshold asks.
        case threshold(cell: Int)
        /// One measure of disjoint cells together, of which none is published.
        case group(cells: [Int], measure: Int)
        /// Whether some of a row's people are in another category.
        case row(total: Int, part: Int)
    }

    /// Something that worlds can show to be so.
    enum Goal {
        /// Two worlds differ in it by that much.
        case spread(Expression, least: Int)
        /// In some world it is that much.
        case reach(Expression, least: Int)

        var expression: Expression {
            switch self {
            case .spread(let expression, _), .reach(let expression, _): expression
            }
        }
    }

    let subject: Subject
    /// One is enough.
    let goals: [Goal]
}

/// What the worlds seen so far say of one goal: the least and the most that its expression has been.
struct Seen {
    var least: Int
    var most: Int

    init(_ value: Int) {
        least = value
        most = value
    }

    mutating func take(_ value: Int) {
        least = min(least, value)
        most = max(most, value)
    }

    func meets(_ goal: Question.Goal) -> Bool {
        switch goal {
        case .spread(_, let width): most - least >= width
        case .reach(_, let value): most >= value
        }
    }
}

/// How a question ended.
enum Answer: Equatable {
    /// Worlds show that the guarantee holds.
    case safe
    /// No world does.
    case broken(Interval)
    /// The search ended before either was shown.
    case undecided(Interval)
}
