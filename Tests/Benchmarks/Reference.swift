import SeuilCore

/// The case's visits counted into its tables, and the line rule on them: the least work that any method does on the
/// same figures, on the same core. Times are given as multiples of it too, which carry over to another machine.
struct Reference {
    let figures: [TableFigures]
    let visits: Int
    let people: Int
    let addedByLineRule: Int
    /// Of one round; short rounds are repeated.
    let seconds: Double

    init(_ policy: Policy, _ layouts: [TableLayout], peoplePerCell: Double) {
        let finest = layouts.map(\.leafCellCount).max() ?? 0
        let clock = ContinuousClock()
        let start = clock.now
        var rounds = 0.0
        var site: SiteVisits
        var figures: [TableFigures]
        var lineRule: LineRule
        repeat {
            site = SiteVisits(policy, people: Int(Double(finest) * peoplePerCell), seed: 1)
            figures = site.figures(for: layouts)
            lineRule = LineRule(figures, least: policy.threshold.least)
            lineRule.run()
            rounds += 1
        } while clock.now - start < .milliseconds(200)
        seconds = (clock.now - start).seconds / rounds
        self.figures = figures
        visits = site.visitCount
        people = site.people
        addedByLineRule = lineRule.addedCount
    }
}

extension TableLayout {
    /// The cells that are no totals.
    fileprivate var leafCellCount: Int {
        axes.reduce(1) { count, axis in
            count * axis.entries.indices.count { !axis.parents.contains($0) }
        }
    }
}
