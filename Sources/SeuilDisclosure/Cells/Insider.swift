/// What a world must leave as it is to convince those who were there: visitors of a withheld cell, who can take
/// their own visits and requests away from everything released.
///
/// Relations are linear, and the truth without one person is itself a possible truth. So where a world leaves
/// every inequality as much slack as one person can use up, the world without that person's own figures keeps
/// every relation too: what it proves, it proves to them. The bounds below are the most that one person can
/// use up, known from the true figures and, as `most`, from `LargestShares`; all of it, where these do not tell.
///
/// Cells without a true figure are exempt: an insider knows where they stand in a cross that no table shows,
/// and that is not followed up.
struct Insider: Sendable {
    /// Largest first; the last tells insiders apart: people, or visits where nobody is identified.
    let measures: [Measure]
    let everyVisitIsIdentified: Bool

    private var last: Int { measures.count - 1 }

    // MARK: Cells

    /// Whether a cell may have `figures` in a world, in truth `truth`.
    func accepts(_ figures: [Int], truth: [Int], most: [Int]?) -> Bool {
        for position in truth.indices.dropLast()
        where figures[position] - figures[position + 1] < leastExcess(truth, position, most: most) {
            return false
        }
        if figures[last] >= min(2, truth[last]) && (truth[last], figures[last]) != (1, 1) {
            return true
        }
        if truth[last] > 1 {
            // Somebody would be left alone there, with what everybody has: one visit, one request.
            return figures[last] == 1 && figures[0] == 1 && truth[0] == truth[last]
        }
        // Whoever is alone there knows the cell.
        return truth[last] == 0 || figures == truth
            || isOpen && figures[last - 1] > truth[last - 1]
    }

    /// The least of a measure above the next smaller one.
    func leastExcess(_ truth: [Int], _ position: Int, most: [Int]?) -> Int {
        min(truth[position] - truth[position + 1], (most?[position] ?? .max) - 1)
    }

    /// The least of the last measure in a world, whatever the others are.
    func least(truth: [Int]) -> Int {
        min(isUniform(truth) ? 1 : 2, truth[last])
    }

    /// Whether all who came had the same: one visit, one request.
    func isUniform(_ truth: [Int]) -> Bool { truth[0] == truth[last] }

    /// Whether a cell of one visitor may hold visits of others, whom nobody identified.
    private var isOpen: Bool { measures[last] == .visitors && last > 0 && !everyVisitIsIdentified }

    /// The least room under the most requests that visits can carry, `ratio` each.
    func leastRatioRoom(_ ratio: Int, truth: [Int], _ smaller: Int) -> Int {
        let room = ratio * truth[smaller] - truth[smaller - 1]
        let most = smaller == last ? 1 : truth[smaller] - max(1, truth[last]) + 1
        return max(0, min(room, (ratio - 1) * most))
    }

    // MARK: Lines

    /// The least slack of a line in one measure.
    struct Room: Sendable {
        /// Of the parts together above the total.
        var overlap = 0
        /// Of the total above the parts together.
        var rest = 0
        /// Of the total above each part.
        var outside: [Int]
    }

    /// The room that worlds must leave on `line`, whose total and parts are truly `total` and `parts`.
    func room(
        on line: Line, _ position: Int, total: [Int], parts: [[Int]], most: [Int]?
    ) -> Room {
        let share = most?[position] ?? .max
        let outside = parts.map { total[position] - $0[position] }
        let rest = slack(total, parts, position)
        var room = Room(outside: parts.map { _ in 0 })
        switch line.sums[position] {
        case .overlapping(let slack):
            // One person is in all parts at most, one visit in as many as it has requests.
            let (shared, overflows) = (parts.count - 1).multipliedReportingOverflow(by: share)
            let most = position == last ? parts.count - 1 : overflows ? .max : shared
            room.overlap = max(slack, min(-rest, most))
            room.outside = outside.map { min(leastOutside($0, line, position), share) }
        case .partialOverlapping:
            room.outside = outside.map { min(leastOutside($0, line, position), share) }
        case .partial:
            let people = line.sums[last] == .partial ? slack(total, parts, last) : 0
            room.rest = min(people > 0 ? rest - people + 1 : rest, share)
        case .exact, .joint, .outside, .covering, .unrelated: break
        }
        return room
    }

    private func leastOutside(_ outside: Int, _ line: Line, _ position: Int) -> Int {
        if position == last { return min(1, outside) }
        // What the excess of the outside already says need not be said twice.
        return line.boundsExcess[position] ? 0 : max(0, outside)
    }

    private func slack(_ total: [Int], _ parts: [[Int]], _ position: Int) -> Int {
        parts.reduce(total[position]) { $0 - $1[position] }
    }

    /// Whether a line may have `figures` in a world, in truth `truth`; in both the total comes first.
    func accepts(_ figures: [[Int]], truth: [[Int]], on line: Line, most: [Int]?) -> Bool {
        let trueParts = Array(truth.dropFirst())
        let parts = Array(figures.dropFirst())
        return measures.indices.allSatisfy { position in
            let room = room(
                on: line, position, total: truth[0], parts: trueParts, most: most)
            let outside = parts.map { figures[0][position] - $0[position] }
            let areLeft = zip(outside, room.outside).allSatisfy { $0 >= $1 }
            let rest = slack(figures[0], parts, position)
            return switch line.sums[position] {
            case .overlapping: -rest >= room.overlap && areLeft
            case .partialOverlapping: areLeft
            case .partial: rest >= room.rest
            case .exact, .joint, .outside, .covering, .unrelated: true
            }
        }
            && line.boundsExcess.indices.allSatisfy { position in
                !line.boundsExcess[position]
                    || zip(parts, trueParts).allSatisfy { part, truePart in
                        excess(figures[0], part, position)
                            >= leastExcess(truth[0], truePart, position, most: most)
                    }
            }
    }

    /// The least of what lies outside a part, above the next smaller measure; `most` is one person's in the total.
    func leastExcess(_ total: [Int], _ part: [Int], _ position: Int, most: [Int]?) -> Int {
        min(excess(total, part, position), most?[position] ?? .max)
    }

    /// What lies outside a part, above the next smaller measure.
    func excess(_ total: [Int], _ part: [Int], _ position: Int) -> Int {
        total[position] - total[position + 1] - part[position] + part[position + 1]
    }
}
