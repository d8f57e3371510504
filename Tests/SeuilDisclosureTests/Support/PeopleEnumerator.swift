import TestSupport

@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker who tries every small set of people, each with their visits and requests, against a release.
///
/// It knows nothing of how measures relate: it counts invented people like a tally counts real ones.
struct PeopleEnumerator {
    /// What one person may have done: a few visits.
    struct Kind {
        let visits: [Microdata.Visit]
    }

    let policy: Policy
    private let kinds: [Kind]
    /// For each world, how many people of each kind.
    private var worlds: [[UInt8]] = []
    /// For each kind, the figures of one person of it: every table's count, then every table's visitors.
    private let contributions: [[Int]]
    private let layouts: [TableLayout]

    /// Every set of at most `largest` people of `kinds`.
    init(_ policy: Policy, kinds: [Kind], upTo largest: Int) {
        self.policy = policy
        self.kinds = kinds
        layouts = policy.tables.indices.map { TableLayout(table: $0, of: policy) }
        contributions = kinds.map { PeopleEnumerator.figures(of: $0.visits, policy) }
        add([], rest: largest)
    }

    private mutating func add(_ counts: [UInt8], rest: Int) {
        if counts.count == kinds.count {
            worlds.append(counts)
            return
        }
        for count in 0...rest { add(counts + [UInt8(count)], rest: rest - count) }
    }

    private static func figures(of visits: [Microdata.Visit], _ policy: Policy) -> [Int] {
        let tables = Microdata(visits).figures(for: policy)
        return tables.flatMap { table in (0..<table.layout.cellCount).map(table.count) }
            + tables.flatMap(\.visitors)
    }

    /// People of some of the worlds, chosen by `random`, as visits with their persons.
    func visits(ofPeople count: Int, using random: inout SeededGenerator) -> [Microdata.Visit] {
        (0..<count).flatMap { person in
            kinds[Int.random(in: kinds.indices, using: &random)].visits.map { visit in
                var visit = visit
                visit.person = person
                return visit
            }
        }
    }

    /// Every withheld cell that some measure pins down to less than the interval, or that cannot hold enough
    /// people, in all worlds that look like the release.
    func leaks(in release: ProtectedTables) -> [String] {
        var published: [(place: Int, value: Int)] = []
        var withheld: [(place: Int, name: String, showsVisitors: Bool)] = []
        let cellCount = layouts.reduce(0) { $0 + $1.cellCount }
        var start = 0
        for table in release.tables {
            for (cell, status) in table.cells.enumerated() {
                switch status {
                case .published(let count, let visitors):
                    published.append((start + cell, count))
                    if let visitors { published.append((cellCount + start + cell, visitors)) }
                case .withheld:
                    let rule = policy.tables[table.layout.table]
                    withheld.append((start + cell, "\(rule.name)[\(cell)]", rule.showsVisitors))
                case .notShown: break
                }
            }
            start += table.layout.cellCount
        }
        if withheld.isEmpty { return [] }
        var low = [Int](repeating: Int.max, count: 2 * cellCount)
        var high = [Int](repeating: 0, count: 2 * cellCount)
        for world in worlds {
            let figures = figures(of: world)
            guard published.allSatisfy({ figures[$0.place] == $0.value }),
                release.isAllWithheld || withheld.allSatisfy({ figures[$0.place] > 0 })
            else { continue }
            for place in figures.indices {
                low[place] = min(low[place], figures[place])
                high[place] = max(high[place], figures[place])
            }
        }
        return withheld.compactMap { cell in
            let people = cellCount + cell.place
            let width = high[cell.place] - low[cell.place]
            let peopleWidth = high[people] - low[people]
            let isSafe =
                width >= policy.disclosure.interval && high[people] >= policy.threshold.least
                && (!cell.showsVisitors || peopleWidth >= policy.disclosure.interval)
            return isSafe
                ? nil
                : "\(cell.name): \(low[cell.place])…\(high[cell.place]), people \(low[people])…\(high[people])"
        }
    }

    private func figures(of world: [UInt8]) -> [Int] {
        var figures = [Int](repeating: 0, count: contributions[0].count)
        for (kind, count) in world.enumerated() where count > 0 {
            for (place, value) in contributions[kind].enumerated() where value > 0 {
                figures[place] += Int(count) * value
            }
        }
        return figures
    }
}
