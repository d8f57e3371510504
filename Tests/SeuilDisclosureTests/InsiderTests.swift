import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Whoever was there knows their own visits, and takes them away from everything released.
@Suite("What a visitor of a withheld cell can work out")
struct InsiderTests {
    private static let least = 4
    private static let square = SmallPolicy(
        dimensions: [.init("a", ["1", "2"]), .init("b", ["1", "2"])],
        tables: [.init("t", by: ["a", "b"])], threshold: .people(least))

    /// For each inner cell the visits of each of its people.
    private func visits(_ cells: [[Int]]) -> [Microdata.Visit] {
        var person = 0
        return cells.enumerated().flatMap { cell, people in
            people.flatMap { count -> [Microdata.Visit] in
                person += 1
                return (0..<count).map { _ in
                    .init(
                        person: person, codes: [1 + cell / 2, 1 + cell % 2], requests: [[-1, -1]])
                }
            }
        }
    }

    /// The reviewer's example: the visitor who came four times rules out all worlds in which they are alone.
    @Test("No world leaves a visitor alone with visits that were others'")
    func alone() throws {
        let tally = InsiderTests.square.tally(
            visits([
                [4, 2], [1, 1, 1], [Int](repeating: 1, count: 9), [Int](repeating: 1, count: 5),
            ]))
        let system = try CellSystem(
            policy: InsiderTests.square.policy, tables: tally.tables, counting: .exact)
        let bounds = Bounds(system)
        let inner = ["a=1&b=1", "a=1&b=2", "a=2&b=1", "a=2&b=2"].compactMap { name in
            system.cells.firstIndex { $0.name == name }
        }
        #expect(inner.map { system.cells[$0].truth } == [[6, 2], [3, 3], [9, 9], [5, 5]])
        let pattern = Pattern(isWithheld: system.cells.indices.map(inner.contains))
        func world(_ moved: Int) -> World? {
            let signs = [1, -1, -1, 1]
            var figures: [Int: [Int]] = [:]
            for (cell, sign) in zip(inner, signs) {
                figures[cell] = system.cells[cell].truth?.map { $0 + sign * moved }
            }
            return World(changing: figures, in: bounds, under: pattern)
        }
        #expect((-2...2).map { world($0) != nil } == [false, false, true, true, true])
    }

    /// Many small tables against an attacker who enumerates people: those of a cell as any number of others who
    /// share its visits, and one who knows theirs.
    @Test("Every visitor finds the interval, and the threshold possible", arguments: 1...40)
    func enumerated(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 9_000)
        for _ in 0..<5 {
            let cells = (0..<4).map { _ in
                (0..<Int.random(in: 1...7, using: &random)).map { _ in
                    [1, 1, 1, 2, 3, 5][Int.random(in: 0..<6, using: &random)]
                }
            }
            let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
            let release = try Protector(seed: SecretBytes(copying: key)).protect(
                InsiderTests.square.tally(visits(cells)))
            #expect(leaks(cells, release).isEmpty, "seed \(seed), \(cells)")
        }
    }

    private func leaks(_ cells: [[Int]], _ release: ProtectedTables) -> [String] {
        // Rows and columns of the layout begin with their totals.
        let inner = [4, 5, 7, 8]
        let statuses = release.tables[0].cells
        guard statuses.indices.allSatisfy({ inner.contains($0) || statuses[$0] != .withheld }),
            inner.allSatisfy({ statuses[$0] == .withheld })
        else { return [] }
        let signs = [1, -1, -1, 1]
        var leaks: [String] = []
        for (home, people) in cells.enumerated() {
            for own in Set(people).sorted() {
                var visits = [Set<Int>](repeating: [], count: 4)
                var visitors = visits
                for more in -30...30 {
                    for others in -30...30 {
                        let world = cells.indices.map { cell in
                            (
                                cells[cell].reduce(0, +) + signs[cell] * more,
                                cells[cell].count + signs[cell] * others
                            )
                        }
                        let isPossible = world.enumerated().allSatisfy { cell, figures in
                            let (visits, visitors) = figures
                            if visitors < 1 || visits < visitors { return false }
                            if cell != home { return true }
                            return visitors == 1
                                ? visits == own : visits - own >= visitors - 1
                        }
                        if !isPossible { continue }
                        for cell in cells.indices {
                            visits[cell].insert(world[cell].0)
                            visitors[cell].insert(world[cell].1)
                        }
                    }
                }
                for cell in cells.indices {
                    for values in [visits[cell], visitors[cell]] {
                        let width = (values.max() ?? 0) - (values.min() ?? 0)
                        if width < 3 { leaks.append("\(own) in \(home): \(cell) is \(width)") }
                    }
                    if visitors[cell].max() ?? 0 < InsiderTests.least {
                        leaks.append("\(own) in \(home): \(cell) is small")
                    }
                }
            }
        }
        return leaks
    }

    /// The reviewer's second example, in requests of several reasons: who asks for both each time.
    @Test("Visits for two reasons at once stay at least as many")
    func twoReasons() throws {
        let design = SmallPolicy(
            dimensions: [.init("r", ["1", "2"], scope: .request, isPerPerson: false)],
            tables: [.init("t", by: ["r"], unit: .visit)], threshold: .people(2))
        var visits = (0..<8).map { _ in
            Microdata.Visit(person: 0, codes: [-1], requests: [[1], [2]])
        }
        visits.append(.init(person: 99, codes: [-1], requests: [[1], [2]]))
        for person in 1...6 { visits.append(.init(person: person, codes: [-1], requests: [[1]])) }
        for person in 7...12 { visits.append(.init(person: person, codes: [-1], requests: [[2]])) }
        let system = try CellSystem(
            policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
        #expect(system.cells.map(\.truth) == [[21, 14], [15, 8], [15, 8]])
        let pattern = Pattern(isWithheld: [false, true, false])
        let bounds = Bounds(system)
        #expect(World(changing: [1: [16, 9]], in: bounds, under: pattern) != nil)
        // Without the other of them, somebody else came for the second reason only: the eight visits remain.
        #expect(World(changing: [1: [14, 7]], in: bounds, under: pattern) != nil)
        // One visit fewer for both would be one of the eight that are known.
        #expect(World(changing: [1: [13, 6]], in: bounds, under: pattern) == nil)
    }

    /// Groups of places, and codes in two of them: what one filter's table has above the other's is of one person.
    private static let filters = SmallPolicy(
        dimensions: [
            .init("p", groups: [("PG", ["Pg1", "Pg2"]), ("PH", ["Ph1", "Ph2"])]),
            .init("q", ["Q1", "Q2", "_U"]),
        ],
        tables: [
            .init("all", by: ["p"]), .init("group", by: ["q"], filter: ("p", "PG")),
            .init("part", by: ["q"], filter: ("p", "Pg1")),
        ], threshold: .people(3), interval: 2)

    private static let filtered: [Microdata.Visit] = {
        // Entries of the code lists, and how many people.
        let people = [
            (2, 1, 3), (2, 2, 6), (2, 3, 2), (3, 2, 2), (3, 3, 1), (5, 1, 1), (6, 1, 3),
        ]
        return people.flatMap { p, q, count in (0..<count).map { (p, q, $0) } }.enumerated().map {
            .init(person: $0.offset, codes: [$0.element.0, $0.element.1], requests: [[-1, -1]])
        }
    }()

    @Test("Whoever is alone in what two filters leave over knows it", arguments: 1...20)
    func leftOver(seed: Int) throws {
        let tally = InsiderTests.filters.tally(InsiderTests.filtered)
        let system = try CellSystem(
            policy: InsiderTests.filters.policy, tables: tally.tables, counting: .exact)
        let alone = try #require(system.cells.first { $0.name == "p=Pg2&q=_U" })
        #expect(alone.truth == [1, 1] && !alone.isListed)

        var random = SeededGenerator(seed: UInt64(seed))
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let tables = try Protector(seed: SecretBytes(copying: key)).protect(tally).tables
        // The person in Pg2 and in _U, with Pg1 ≥ 1 in _U, takes PG for 13 or 14: two values are no interval of two.
        let shown = tables.map { table in table.cells.map { $0 != .withheld } }
        let all = [true, false, true, false, false, false, true]
        #expect(shown != [all, [false, true, true, false], [true, true, false, false]])
    }
}
