import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// What larger systems do for many cells at once, which would take too long one by one.
@Suite("Many cells are proved, and hidden, together")
struct TogetherTests {
    /// Inner cells of 1 to 8 visitors, and the same for the same seed.
    private static func table(_ rows: Int, _ columns: Int, seed: UInt64) -> CountedTable {
        var random = SeededGenerator(seed: seed)
        return CountedTable(
            rows: (0..<rows).map { _ in
                (0..<columns).map { _ in Int.random(in: 1...8, using: &random) }
            })
    }

    private static func withholding(
        _ system: CellSystem, _ isWithheld: (CellSystem.Cell) -> Bool
    ) -> Pattern {
        Pattern(isWithheld: system.cells.map { $0.isListed && isWithheld($0) })
    }

    @Test("One world lets many cells rise, and leaves every total as it is", arguments: 1...5)
    func proveMany(seed: Int) throws {
        let table = TogetherTests.table(20, 20, seed: UInt64(seed))
        let system = try table.system()
        let bounds = Bounds(system)
        let pattern = TogetherTests.withholding(system) { $0.totals == 0 }
        var certification = Certification(bounds, budget: .standard)
        var evidence = Evidence(system)
        let open = evidence.uncertified(under: pattern)
        #expect(open.count == 400)
        var left = [open.count]
        while let first = evidence.uncertified(under: pattern).first, left.count < 6 {
            let looked = certification.proveMany(
                around: first, under: pattern, .broad, round: left.count, adding: &evidence)
            #expect(looked.isFound && looked.cells == open)
            left.append(evidence.uncertified(under: pattern).count)
        }
        // Each world serves a good part of what is left, where a search for each cell would serve one.
        #expect(left.last == 0 && left[1] < 300, "seed \(seed): \(left)")
        #expect(evidence.allWorlds.count == left.count - 1)
        for world in evidence.allWorlds {
            let moves = Dictionary(
                uniqueKeysWithValues: world.changes.map { change in
                    let cell = system.cells[change.cell]
                    return (cell.name, change.figures[0] - (cell.truth?[0] ?? 0))
                })
            #expect(table.sums { moves[$0] ?? 0 }.allSatisfy { $0 == 0 })
        }
    }

    @Test(
        "More is withheld for many cells together the more each is worth, and nothing for next to nothing"
    )
    func withholdForMany() throws {
        // Small cells far from each other: none shares a line with another.
        let rows = (0..<20).map { row in
            (0..<20).map { $0 == row && row % 2 == 0 ? 2 : 9 }
        }
        let system = try CountedTable(rows: rows).system()
        let bounds = Bounds(system)
        var pattern = system.primaryPattern
        let small = system.cells.indices.filter { pattern.isWithheld[$0] }
        #expect(small.count == 10)
        var certification = Certification(bounds, budget: .standard)
        let prices = Prices(system, seed: SecretBytes(copying: [1, 2, 3]))
        let evidence = Evidence(system)
        var withheld: [[Int]] = []
        for reward in [0.1, 20, 60, 540] {
            let looked = certification.cheapestMove(
                forManyAround: small[0], worth: reward, under: pattern, prices: prices,
                given: evidence)
            #expect(Set(small).isSubset(of: looked.cells))
            withheld.append(try #require(looked.move).withheld)
        }
        #expect(withheld[0].isEmpty)
        #expect(zip(withheld, withheld.dropFirst()).allSatisfy { $0.count <= $1.count })
        let most = try #require(withheld.last)
        #expect(most.allSatisfy { !pattern.isWithheld[$0] && !system.isZero($0) })
        for cell in most { pattern.isWithheld[cell] = true }
        var proved = evidence
        for round in 0..<3 {
            _ = certification.proveMany(
                around: small[0], under: pattern, .broad, round: round, adding: &proved)
        }
        #expect(small.count(where: proved.certifies) >= 5)
    }

    @Test(
        "A system in which many are looked at together is proved by worlds that add up",
        arguments: 1...3)
    func large(seed: Int) throws {
        let table = TogetherTests.table(56, 56, seed: UInt64(seed))
        let system = try table.system()
        #expect(system.cells.count > Repair.leastTogether)
        let decision = Decision(
            on: system, seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32)),
            budget: .standard)
        let evidence = try #require(decision.evidence)
        #expect(decision.tablesWithheld.isEmpty)
        var lowest = system.cells.map { $0.truth?[0] ?? 0 }
        var highest = lowest
        for world in evidence.allWorlds {
            var moves: [String: Int] = [:]
            for change in world.changes {
                let cell = system.cells[change.cell]
                moves[cell.name] = change.figures[0] - (cell.truth?[0] ?? 0)
                #expect(decision.pattern.isWithheld[change.cell] && change.figures[0] > 0)
                lowest[change.cell] = min(lowest[change.cell], change.figures[0])
                highest[change.cell] = max(highest[change.cell], change.figures[0])
            }
            let sums = table.sums { moves[$0] ?? 0 }
            let totals =
                table.rows.indices.map { moves["a=a\($0)"] ?? 0 }
                + table.rows[0].indices.map { moves["b=b\($0)"] ?? 0 }
            #expect(sums == totals)
        }
        for cell in system.cells.indices {
            if decision.pattern.isWithheld[cell] {
                #expect(highest[cell] - lowest[cell] >= 3 && highest[cell] >= 4)
            } else {
                #expect((system.cells[cell].truth?[0] ?? 0) >= 4)
            }
        }
    }

    @Test("Cells prove boxes where people add up, are shown, and every table counts all of them")
    func provedBoxes() throws {
        func isProved(_ isPerPerson: Bool, _ showsVisitors: Bool, isFiltered: Bool) throws -> [Bool]
        {
            var design = SmallPolicy(
                dimensions: [
                    .init("a", ["1", "2"]), .init("b", ["1", "2"], isPerPerson: isPerPerson),
                ],
                tables: [.init("t", by: ["a", "b"], showsVisitors: showsVisitors)],
                threshold: .people(4))
            if isFiltered {
                // No table says of the other codes how many they are.
                design.tables = [.init("b", by: ["b"]), .init("f", by: ["b"], filter: ("a", "1"))]
            }
            let visits = (0..<40).map { person in
                Microdata.Visit(
                    person: person / 2,
                    codes: [1 + person / 2 % 2, 1 + (isPerPerson ? person / 4 : person) % 2],
                    requests: [[-1, -1]])
            }
            let system = try CellSystem(
                policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
            #expect(!system.grids.isEmpty)
            return Bounds(system).isProvedByCells
        }
        #expect(try isProved(true, true, isFiltered: false).allSatisfy { $0 })
        #expect(try isProved(false, true, isFiltered: false).contains(false))
        #expect(try isProved(true, false, isFiltered: false).contains(false))
        #expect(try isProved(true, true, isFiltered: true).contains(false))
        // "Random tables of two and of three axes" looks for boxes in what such tables release.
    }
}
