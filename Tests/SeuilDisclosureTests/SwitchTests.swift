import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Each switch of the policy's `disclosure`, by what it changes in a release.
@Suite("The switches of disclosure")
struct SwitchTests {
    /// One visit each of so many people in each cell of rows by columns.
    private static func visits(_ rows: [[Int]]) -> [Microdata.Visit] {
        var visits: [Microdata.Visit] = []
        for (row, counts) in rows.enumerated() {
            for (column, count) in counts.enumerated() {
                for _ in 0..<count {
                    visits.append(
                        .init(
                            person: visits.count, codes: [row + 1, column + 1],
                            requests: [[-1, -1]]))
                }
            }
        }
        return visits
    }

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
        let tally = design.tally(visits(rows))
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        let decision = Decision(
            on: system, seed: SecretBytes(copying: [seed]), budget: .standard)
        return Set(
            system.cells.indices.filter { decision.pattern.isWithheld[$0] }
                .map { system.cells[$0].name })
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
