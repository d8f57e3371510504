import TestSupport

@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker who tries every small set of people, each with their visits and requests, against a release.
///
/// It knows nothing of how measures relate: it counts invented people like a tally counts real ones. It may be
/// anybody, or one of the people who came, who knows what they did themselves.
struct PeopleEnumerator: Sendable {
    /// What one person may have done: a few visits. Of nobody's visits the person is `nil`.
    struct Kind: Sendable {
        let visits: [Microdata.Visit]
    }

    let design: SmallPolicy
    let kinds: [Kind]
    private let layouts: [TableLayout]
    /// How many figures a world has: every table's count of every cell, then every table's visitors.
    private let width: Int
    /// The figures of every world, one after the other.
    private var figures: [UInt8] = []
    /// For each world, how many people of each kind, one after the other.
    private var counts: [UInt8] = []

    /// Every set of at most `largest` people of `kinds`.
    init(_ design: SmallPolicy, kinds: [Kind], upTo largest: Int) {
        let policy = design.policy
        self.design = design
        self.kinds = kinds
        layouts = policy.tables.indices.map { TableLayout(table: $0, of: policy) }
        let contributions = kinds.map { kind -> [(place: Int, value: UInt8)] in
            let tables = Microdata(kind.visits).figures(for: policy)
            let all =
                tables.flatMap { table in (0..<table.layout.cellCount).map(table.count) }
                + tables.flatMap(\.visitors)
            return all.enumerated().filter { $0.element > 0 }
                .map { (place: $0.offset, value: UInt8($0.element)) }
        }
        width = 2 * layouts.reduce(0) { $0 + $1.cellCount }
        var world = [UInt8](repeating: 0, count: width)
        var people = [UInt8](repeating: 0, count: kinds.count)
        add(0, rest: largest, &world, &people, contributions)
    }

    private mutating func add(
        _ kind: Int, rest: Int, _ world: inout [UInt8], _ people: inout [UInt8],
        _ contributions: [[(place: Int, value: UInt8)]]
    ) {
        if kind == kinds.count {
            figures += world
            counts += people
            return
        }
        for count in 0...rest {
            people[kind] = UInt8(count)
            add(kind + 1, rest: rest - count, &world, &people, contributions)
            for (place, value) in contributions[kind] { world[place] += value }
        }
        for (place, value) in contributions[kind] { world[place] -= UInt8(rest + 1) * value }
        people[kind] = 0
    }

    /// Some people, by the number of their kind.
    func people(_ count: Int, using random: inout SeededGenerator) -> [Int] {
        (0..<count).map { _ in Int.random(in: kinds.indices, using: &random) }
    }

    /// What people of those kinds did, as visits with their persons.
    func visits(of people: [Int]) -> [Microdata.Visit] {
        people.enumerated().flatMap { person, kind in
            kinds[kind].visits.map { visit in
                var visit = visit
                if visit.person != nil { visit.person = person }
                return visit
            }
        }
    }

    /// Every withheld cell that some measure pins down to less than the interval, or that cannot hold enough
    /// people, in all worlds that look like the release, to anybody or to one of `people`.
    func leaks(in release: ProtectedTables, of people: [Int]) -> [String] {
        let seen = Seen(release, layouts)
        if seen.withheld.isEmpty { return [] }
        let worlds = (0..<counts.count / kinds.count).filter { world in
            let first = world * width
            return seen.published.allSatisfy { figures[first + $0.place] == $0.value }
                && seen.positive.allSatisfy { figures[first + $0] > 0 }
        }
        var leaks = leaks(seen, worlds, release.policy.policy, to: "anybody")
        for kind in Set(people).sorted() {
            let mine = worlds.filter { counts[$0 * kinds.count + kind] > 0 }
            leaks += self.leaks(seen, mine, release.policy.policy, to: "one of kind \(kind)")
        }
        return leaks
    }

    /// What a release says, by places among a world's figures.
    private struct Seen {
        var published: [(place: Int, value: UInt8)] = []
        var withheld: [(place: Int, name: String, showsVisitors: Bool)] = []
        /// Withheld cells that are known not to be empty.
        var positive: [Int] = []

        init(_ release: ProtectedTables, _ layouts: [TableLayout]) {
            let policy = release.policy.policy
            let cellCount = layouts.reduce(0) { $0 + $1.cellCount }
            var start = 0
            for table in release.tables {
                let rule = policy.tables[table.layout.table]
                for (cell, status) in table.cells.enumerated() {
                    switch status {
                    case .published(let count, let visitors):
                        published.append((start + cell, UInt8(count)))
                        if let visitors {
                            published.append((cellCount + start + cell, UInt8(visitors)))
                        }
                    case .withheld:
                        withheld.append((start + cell, "\(rule.name)[\(cell)]", rule.showsVisitors))
                        if !release.isAllWithheld, policy.isKnownPositive(cell, in: table.layout) {
                            positive.append(start + cell)
                        }
                    case .notShown: break
                    }
                }
                start += table.layout.cellCount
            }
        }
    }

    private func leaks(_ seen: Seen, _ worlds: [Int], _ policy: Policy, to whom: String)
        -> [String]
    {
        seen.withheld.compactMap { cell in
            let ranges = [cell.place, width / 2 + cell.place].map { place -> ClosedRange<UInt8> in
                var low = UInt8.max
                var high: UInt8 = 0
                for world in worlds {
                    let figure = figures[world * width + place]
                    low = min(low, figure)
                    high = max(high, figure)
                }
                return min(low, high)...high
            }
            let interval = policy.disclosure.interval
            let isSafe =
                ranges[0].count > interval && Int(ranges[1].upperBound) >= policy.threshold.least
                && (!cell.showsVisitors || ranges[1].count > interval)
            return isSafe ? nil : "\(cell.name) is \(ranges[0]), people \(ranges[1]), to \(whom)"
        }
    }
}
