import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Releases that share visits, against an attacker who has all of them.
@Suite("No withheld cell can be worked out from several releases over the same days")
struct SharedDaysTests {
    @Test("Two short periods and the long one that holds them and a day more", arguments: 1...8)
    func longLast(seed: Int) throws {
        try check(order: [0, 1, 2], seed: seed)
    }

    @Test("The long period first, then two short ones of it", arguments: 1...8)
    func longFirst(seed: Int) throws {
        try check(order: [2, 0, 1], seed: seed)
    }

    @Test("Two short periods and the long one made of them", arguments: 1...8)
    func covered(seed: Int) throws {
        try check(order: [0, 1, 3], seed: seed)
    }

    @Test("A threshold on visits: short and long periods in any order", arguments: 1...8)
    func visits(seed: Int) throws {
        let orders = [[0, 2, 1], [0, 1, 3], [3, 0, 2], [2, 3, 0]]
        try check(
            order: orders[seed % orders.count], of: SharedDaysTests.byVisits, people: 5...7,
            seed: seed)
    }

    @Test("The attacker breaks releases that take no account of one another")
    func attackerCanWin() throws {
        let broken = try (1...8).filter { seed in
            try !run(
                order: [0, 1, 2], of: SharedDaysTests.byPeople, people: 3...4, seed: seed,
                isForgetful: true
            ).leaks.isEmpty
        }
        #expect(!broken.isEmpty)
    }

    @Test("Where nothing is small, the long period is published beside the short ones")
    func isOfUse() throws {
        let counts = try (1...8).map { seed in
            try run(order: [0, 1, 3], of: SharedDaysTests.byPeople, people: 4...4, seed: seed)
                .publishedLast
        }
        #expect(counts.contains { $0 > 0 })
    }

    /// Days 1 and 2 are two short periods; with day 3 and without it, a long one.
    private static let periods = [Days(1...1), Days(2...2), Days(1...3), Days(1...2)]

    private static let byPeople: DaysEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"])], tables: [.init("t", by: ["sex"])],
            threshold: .people(2), interval: 2)
        let stays: [[Int]] = [
            [1], [2], [3], [1, 1], [1, 2], [1, 3], [2, 2], [2, 3], [3, 3],
        ]
        return enumerator(design, stays: stays, upTo: 6)
    }()

    private static let byVisits: DaysEnumerator = {
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"])],
            tables: [.init("t", by: ["sex"], showsVisitors: false)], threshold: .visits(3),
            interval: 2)
        return enumerator(design, stays: [[1], [2], [3]], upTo: 11)
    }()

    private static func enumerator(
        _ design: SmallPolicy, stays: [[Int]], upTo largest: Int
    ) -> DaysEnumerator {
        let kinds = [1, 2].flatMap { sex in
            stays.map { days in
                DaysEnumerator.Kind(
                    visits: days.map { day in
                        (day, Microdata.Visit(person: 0, codes: [sex], requests: [[-1]]))
                    })
            }
        }
        return DaysEnumerator(design.policy, kinds: kinds, periods: periods, upTo: largest)
    }

    private func check(
        order: [Int], of enumerator: DaysEnumerator = byPeople, people: ClosedRange<Int> = 3...4,
        seed: Int
    ) throws {
        let leaks = try run(order: order, of: enumerator, people: people, seed: seed).leaks
        #expect(leaks.isEmpty, "seed \(seed)")
    }

    /// What each release of the enumerator's periods, made in `order`, gives away with those before it, and how many
    /// cells the last publishes.
    private func run(
        order: [Int], of enumerator: DaysEnumerator, people: ClosedRange<Int>, seed: Int,
        isForgetful: Bool = false
    ) throws -> (leaks: [String], publishedLast: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let visits = enumerator.people(
            Int.random(in: people, using: &random), using: &random)
        var releases: [DaysEnumerator.Release] = []
        var earlier: [EarlierFigures] = []
        var leaks: [String] = []
        for period in order {
            let days = enumerator.periods[period]
            let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
            let tally = SmallPolicy.tally(
                enumerator.policy,
                Microdata(visits.filter { days.contains($0.day) }.map(\.visit))
                    .figures(for: enumerator.policy), in: days)
            let tables = try Protector(seed: SecretBytes(copying: key))
                .protect(tally, after: isForgetful ? [] : earlier)
            let isFirst = earlier.allSatisfy {
                !$0.days.overlaps(days.period.start..<days.period.end)
            }
            let release = DaysEnumerator.Release(
                period: period, tables: tables, publishesZeros: isFirst)
            // What the earlier ones had said of its days before it came is not its doing.
            let silent = enumerator.leaks(in: releases + [release.silenced])
            releases.append(release)
            earlier.append(EarlierFigures(tables))
            leaks += enumerator.leaks(in: releases).filter { leak in
                !silent.contains { $0.cell == leak.cell && $0.bounds == leak.bounds }
            }.map { "\($0.cell): \($0.bounds)" }
        }
        let published = releases.last?.tables.tables.flatMap(\.cells).count {
            $0 != .withheld && $0 != .notShown
        }
        return (leaks, published ?? 0)
    }
}

extension DaysEnumerator.Release {
    /// The release with everything withheld.
    fileprivate var silenced: Self {
        let hidden = tables.tables.map { table in
            ProtectedTable(
                layout: table.layout,
                cells: table.cells.map { $0 == .notShown ? .notShown : .withheld })
        }
        return Self(
            period: period,
            tables: ProtectedTables(
                policy: tables.policy, period: tables.period, tables: hidden,
                notAdditive: tables.notAdditive, counting: tables.counting,
                protection: tables.protection), publishesZeros: false)
    }
}
