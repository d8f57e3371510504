import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("What is withheld when nothing less was proved")
struct FallbackTests {
    @Test("Tables that list the cell go first, then the others, and the grand total never")
    func order() throws {
        let design = SmallPolicy(
            dimensions: [
                .init("a", ["1", "2"]), .init("b", ["1", "2"]), .init("c", ["1", "2"]),
            ],
            tables: [.init("first", by: ["a", "b"]), .init("second", by: ["c"])],
            threshold: .people(2))
        let visits = (0..<80).map { person in
            Microdata.Visit(
                person: person, codes: [1 + person % 2, 1 + person / 2 % 2, 1 + person / 4 % 2],
                requests: [[-1, -1, -1]])
        }
        let tally = design.tally(visits)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        var repair = Repair(
            Bounds(system), prices: Prices(system, seed: SecretBytes(copying: [1])))
        var fallback = Fallback(system)
        let cell = try #require(system.cells.firstIndex { $0.name == "c=1" })

        #expect(fallback.withhold(for: [cell], in: &repair))
        #expect(fallback.tables == [1])
        #expect(repair.pattern.withheldCount == 2)
        while fallback.withhold(for: [cell], in: &repair) {}
        #expect(fallback.tables == [0, 1])
        for (index, cell) in system.cells.enumerated() where cell.isListed && !system.isZero(index)
        {
            #expect(repair.pattern.isWithheld[index] == !cell.isGrandTotal, "\(cell.name)")
        }
    }
}
