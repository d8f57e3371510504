import TestSupport

@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker who has several releases over some of the same days, and tries every small set of people with their
/// visits of every day against all of them together.
///
/// Like `PeopleEnumerator` it knows nothing of how figures relate: it counts.
struct DaysEnumerator {
    /// One way of coming: visits of one person, each on a day.
    struct Kind {
        let visits: [(day: Int, visit: Microdata.Visit)]
    }

    let policy: Policy
    let kinds: [Kind]
    let periods: [Days]
    private let cellCount: Int
    /// How many figures one world has: for each period the counts of all tables' cells, then their visitors.
    private let figureCount: Int
    /// The figures of every small set of people, one after another.
    private var worlds: [UInt8] = []

    init(_ policy: Policy, kinds: [Kind], periods: [Days], upTo largest: Int) {
        self.policy = policy
        self.kinds = kinds
        self.periods = periods
        let layouts = policy.tables.indices.map { TableLayout(table: $0, of: policy) }
        cellCount = layouts.reduce(0) { $0 + $1.cellCount }
        figureCount = 2 * cellCount * periods.count
        let contributions = kinds.map { kind in
            periods.flatMap { days in
                let visits = kind.visits.filter { days.contains($0.day) }.map(\.visit)
                let tables = Microdata(visits).figures(for: policy)
                return tables.flatMap { table in (0..<table.layout.cellCount).map(table.count) }
                    + tables.flatMap(\.visitors)
            }.enumerated().filter { $0.element > 0 }.map { ($0.offset, UInt8($0.element)) }
        }
        add(contributions, from: 0, rest: largest, to: [UInt8](repeating: 0, count: figureCount))
    }

    /// People of some of the kinds, chosen by `random`, with the days of their visits.
    func people(
        _ count: Int, using random: inout SeededGenerator
    ) -> [(day: Int, visit: Microdata.Visit)] {
        (0..<count).flatMap { person in
            kinds[Int.random(in: kinds.indices, using: &random)].visits.map { day, visit in
                var visit = visit
                visit.person = person
                return (day, visit)
            }
        }
    }

    /// What a release says of one period.
    struct Release {
        let period: Int
        let tables: ProtectedTables
        /// Whether what it withholds is known not to be 0.
        var publishesZeros = true
    }

    /// A withheld cell that is pinned down: the least and the greatest count, and visitors.
    struct Leak {
        let cell: String
        let bounds: [[Int]]
    }

    /// Every withheld cell of any release that all of them pin down to less than the interval, or that cannot
    /// hold enough people.
    func leaks(in releases: [Release]) -> [Leak] {
        var published: [(place: Int, value: Int)] = []
        var withheld: [(place: Int, name: String, isNotZero: Bool)] = []
        for release in releases {
            var place = 2 * cellCount * release.period
            for table in release.tables.tables {
                for (cell, status) in table.cells.enumerated() {
                    switch status {
                    case .published(let count, let visitors):
                        published.append((place, count))
                        if let visitors {
                            published.append((cellCount + place, visitors))
                        }
                    case .withheld:
                        let name = policy.tables[table.layout.table].name
                        let period = release.tables.period.id
                        let isNotZero = release.publishesZeros && !release.tables.isAllWithheld
                        withheld.append((place, "\(name)[\(cell)] of \(period)", isNotZero))
                    case .notShown: break
                    }
                    place += 1
                }
            }
        }
        let values = published.map { UInt8(clamping: $0.value) }
        let publishedPlaces = published.map(\.place)
        let positivePlaces = withheld.filter(\.isNotZero).map(\.place)
        let places = withheld.flatMap { [$0.place, cellCount + $0.place] }
        var low = places.map { _ in UInt8.max }
        var high = places.map { _ in UInt8(0) }
        // Plain loops: there are many worlds.
        var start = -figureCount
        nextWorld: while start + figureCount < worlds.count {
            start += figureCount
            for index in 0..<values.count
            where worlds[start + publishedPlaces[index]] != values[index] { continue nextWorld }
            for place in positivePlaces where worlds[start + place] == 0 { continue nextWorld }
            for index in 0..<places.count {
                let value = worlds[start + places[index]]
                if value < low[index] { low[index] = value }
                if value > high[index] { high[index] = value }
            }
        }
        return withheld.indices.compactMap { index in
            let bounds = [2 * index, 2 * index + 1].map { [Int(low[$0]), Int(high[$0])] }
            let isSafe =
                bounds.allSatisfy { $0[1] - $0[0] >= policy.disclosure.interval }
                && bounds[1][1] >= policy.threshold.least
            return isSafe ? nil : Leak(cell: withheld[index].name, bounds: bounds)
        }
    }

    /// Adds the figures of every set of at most `rest` people of the kinds from `kind` on.
    private mutating func add(
        _ contributions: [[(place: Int, value: UInt8)]], from kind: Int, rest: Int,
        to figures: [UInt8]
    ) {
        if kind == contributions.count {
            worlds += figures
            return
        }
        var figures = figures
        for count in 0...rest {
            add(contributions, from: kind + 1, rest: rest - count, to: figures)
            for (place, value) in contributions[kind] { figures[place] += value }
        }
    }
}
