import SeuilCore

/// What a witness is wanted for: one cell, and where its figures should lie.
struct Goal: Sendable {
    let cell: Int
    /// For each measure, the least and the greatest figure that serves; `nil` where any does.
    private let least: [Int?]
    private let greatest: [Int?]
    /// The measure to push, and the cost of one more.
    private let push: (position: Int, cost: Double)?

    private init(
        cell: Int, least: [Int?], greatest: [Int?], push: (position: Int, cost: Double)? = nil
    ) {
        self.cell = cell
        self.least = least
        self.greatest = greatest
        self.push = push
    }

    /// All that `evidence` lacks for `cell`, above the truth: this can always be had by withholding enough.
    static func rise(of cell: Int, in system: CellSystem, given evidence: Evidence) -> Goal {
        let truth = system.cells[cell].truth ?? []
        var least = truth.indices.map { position in
            evidence.spreads(cell, position) ? nil : truth[position] + system.rule.interval
        }
        if !evidence.reachesThreshold(cell) {
            let counted = system.countedPosition
            least[counted] = max(least[counted] ?? 0, system.threshold.least)
        }
        return Goal(cell: cell, least: least, greatest: truth.map { _ in nil })
    }

    /// The threshold, and nothing else.
    static func reach(of cell: Int, in system: CellSystem) -> Goal {
        var least = system.measures.map { _ in Int?.none }
        least[system.countedPosition] = system.threshold.least
        return Goal(cell: cell, least: least, greatest: least.map { _ in nil })
    }

    /// The interval below the truth, on each measure that lacks it.
    static func fall(of cell: Int, in system: CellSystem, given evidence: Evidence) -> Goal {
        let truth = system.cells[cell].truth ?? []
        return Goal(
            cell: cell, least: truth.map { _ in nil },
            greatest: truth.indices.map { position in
                evidence.spreads(cell, position) ? nil : truth[position] - system.rule.interval
            })
    }

    /// As much or as little as possible of one measure.
    static func extreme(
        of cell: Int, _ position: Int, isHighest: Bool, in system: CellSystem
    ) -> Goal {
        let any = system.measures.map { _ in Int?.none }
        return Goal(
            cell: cell, least: any, greatest: any, push: (position, isHighest ? -1 : 1))
    }

    /// Whether more would always be better.
    var isExtreme: Bool { push != nil }

    /// `range` narrowed to what serves; empty ranges are given as the nearest end, which no world meets.
    func range(_ cell: Int, _ position: Int, within range: ClosedRange<Int>) -> ClosedRange<Int> {
        guard cell == self.cell else { return range }
        let lower = max(range.lowerBound, least[position] ?? range.lowerBound)
        let upper = min(range.upperBound, greatest[position] ?? range.upperBound)
        return lower...max(lower, upper)
    }

    /// Whether the goal can be reached at all within `range`.
    func isWithin(_ range: (Int) -> ClosedRange<Int>) -> Bool {
        least.indices.allSatisfy { position in
            let range = range(position)
            return (least[position] ?? range.lowerBound) <= range.upperBound
                && (greatest[position] ?? range.upperBound) >= range.lowerBound
        }
    }

    func cost(_ cell: Int, _ position: Int) -> Double {
        guard let push, cell == self.cell, position == push.position else { return 0 }
        return push.cost
    }
}
