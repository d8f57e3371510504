import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Each switch of the policy's `disclosure`, by what it changes in a release.
@Suite("The switches of disclosure")
struct SwitchTests {
    private static func design(
        _ rows: [[Int]], isSpecial: Bool = false, tables: [SmallPolicy.Table]
    ) -> SmallPolicy {
        var design = SmallPolicy(
            dimensions: [
                .init("p", rows.indices.map { "\($0 + 1)" }),
                .init("q", rows[0].indices.map { "\($0 + 1)" }, isSpecial: isSpecial),
            ], tables: tables, threshold: .people(4))
        design.zeros = nil
        return design
    }

    /// The names of the cells that are withheld.
    private static func withheld(_ design: SmallPolicy, _ rows: [[Int]], seed: UInt8 = 1) throws
        -> Set<String>
    {
        let tally = design.tally([Microdata.Visit](rows))
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        let decision = Decision(
            on: system, seed: SecretBytes(copying: [seed]), budget: .standard)
        return Set(
            system.cells.indices.filter { decision.pattern.isWithheld[$0] }
                .map { system.cells[$0].name })
    }

    /// The names of the cells that hold everybody of a row, or too many.
    private static func rowsInOneCategory(_ design: SmallPolicy, _ rows: [[Int]]) throws
        -> [String]
    {
        let system = try CellSystem(
            policy: design.policy, tables: design.tally([Microdata.Visit](rows)).tables,
            counting: .exact)
        return system.groups.whole.map { system.cells[$0].name }.sorted()
    }

    @Test("A zero of a special category is withheld, that of a row where nobody came is not")
    func specialZeros() throws {
        let rows = [[9, 0, 12], [14, 10, 11], [0, 0, 0], [11, 13, 17]]
        let tables = [SmallPolicy.Table("t", by: ["p", "q"])]
        let ordinary = try SwitchTests.withheld(SwitchTests.design(rows, tables: tables), rows)
        #expect(ordinary.isEmpty)
        let special = SwitchTests.design(rows, isSpecial: true, tables: tables)
        let withheld = try SwitchTests.withheld(special, rows)
        #expect(withheld.contains("p=1&q=2"))
        #expect(withheld.allSatisfy { !$0.contains("p=3") })
        var published = special
        published.zeros = .publish
        #expect(try SwitchTests.withheld(published, rows).isEmpty)
    }

    @Test("A row in one category is not told, nor with the key one of all people but one")
    func group() throws {
        // Everybody of p=1 is in q=1, of p=2 everybody but one, of p=3 not quite.
        let rows = [[12, 0, 0], [15, 1, 0], [30, 20, 25], [14, 16, 15]]
        let tables = [SmallPolicy.Table("t", by: ["p", "q"])]
        var design = SwitchTests.design(rows, tables: tables)
        design.zeros = .publish
        #expect(try SwitchTests.rowsInOneCategory(design, rows).isEmpty)
        design.group = .special
        #expect(try SwitchTests.rowsInOneCategory(design, rows).isEmpty)
        design.dimensions[1].isPerPerson = false
        let whole = try SwitchTests.withheld(design, rows)
        #expect(try SwitchTests.rowsInOneCategory(design, rows) == ["p=1&q=1"])
        #expect(whole.contains("p=1&q=1"))
        // Its empty cells go with it, or nothing could hide it; the row's own number stays.
        #expect(whole.isSuperset(of: ["p=1&q=2", "p=1&q=3"]))
        #expect(!whole.contains("p=1"))
        design.dimensions[1].isSpecial = true
        #expect(try SwitchTests.withheld(design, rows).isSuperset(of: ["p=1&q=1", "p=2&q=1"]))
        design.dimensions[1].isSpecial = false
        design.group = .protect
        #expect(try SwitchTests.withheld(design, rows).isSuperset(of: ["p=1&q=1", "p=2&q=1"]))
    }

    @Test(
        "What figures do not show, the unknown and the site's own total are no rows in one category"
    )
    func noGroup() throws {
        var visits: [Microdata.Visit] = []
        for person in 0..<12 {
            for q in [1, 2] {
                visits.append(.init(person: person, codes: [1, q], requests: [[-1, -1]]))
            }
        }
        for (person, codes) in zip(
            12..., [[2, 1], [2, 3], [3, 3]].flatMap({ Array(repeating: $0, count: 12) }))
        {
            visits.append(.init(person: person, codes: codes, requests: [[-1, -1]]))
        }
        for showsVisitors in [true, false] {
            var design = SmallPolicy(
                dimensions: [
                    .init("p", ["1", "2", "3"]),
                    .init("q", ["1", "2", "_U"], isPerPerson: false),
                ],
                tables: [.init("t", by: ["p", "q"], showsVisitors: showsVisitors)],
                threshold: .people(4))
            design.group = .protect
            let system = try CellSystem(
                policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
            // Everybody of p=1 came for q=1 too, which only numbers of people tell; and whoever came for q=2
            // is of p=1, which every number tells.
            let told = showsVisitors ? ["p=1&q=1", "p=1&q=2"] : ["p=1&q=2"]
            #expect(system.groups.whole.map { system.cells[$0].name }.sorted() == told)
        }
    }

    @Test(
        "A row is not hidden where nobody of the site is elsewhere, nor its zeros that follow from others"
    )
    func impliedZeros() throws {
        let tables = [SmallPolicy.Table("t", by: ["p", "q"])]
        for (rows, expected) in [
            ([[12, 0, 0], [15, 0, 0]], [[String](), []]),
            ([[12, 0, 0], [15, 4, 0]], [["p=1&q=1"], ["p=1&q=2"]]),
        ] {
            var design = SwitchTests.design(rows, tables: tables)
            design.zeros = .publish
            design.group = .special
            design.dimensions[1].isSpecial = true
            let system = try CellSystem(
                policy: design.policy, tables: design.tally([Microdata.Visit](rows)).tables,
                counting: .exact)
            let names = [system.groups.whole, system.groups.beside].map { cells in
                cells.map { system.cells[$0].name }.sorted()
            }
            #expect(names == expected)
        }
    }

    @Test("A table of greater weight keeps its cells where another's can go", arguments: 1...5)
    func weight(seed: UInt8) throws {
        // q=1 is small and stands in one table; beside it q=2 or q=3 must go, which two tables over p show too.
        let rows = [[2, 30, 30], [0, 30, 30]]
        for (weights, kept, gone) in [([20, 1], "q=2", "q=3"), ([1, 20], "q=3", "q=2")] {
            let tables = [
                SmallPolicy.Table("all", by: ["q"]),
                SmallPolicy.Table("two", by: ["p"], filter: ("q", "2"), weight: weights[0]),
                SmallPolicy.Table("three", by: ["p"], filter: ("q", "3"), weight: weights[1]),
            ]
            let design = SwitchTests.design(rows, tables: tables)
            let withheld = try SwitchTests.withheld(design, rows, seed: seed)
            #expect(withheld.contains("q=1") && withheld.contains(gone))
            #expect(!withheld.contains(kept))
        }
    }
}
