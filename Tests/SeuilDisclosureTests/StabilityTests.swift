import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("The same figures, the same decisions")
struct StabilityTests {
    /// The same design with its codes, dimensions and tables in another order.
    static func design(isReversed: Bool) -> SmallPolicy {
        let order = { (names: [String]) in isReversed ? Array(names.reversed()) : names }
        var dimensions: [SmallPolicy.Dimension] = [
            .init("a", order(["1", "2", "3", "4"])), .init("b", order(["x", "y", "z"])),
            .init("r", order(["p", "q", "s"]), scope: .request, isPerPerson: false),
        ]
        var tables: [SmallPolicy.Table] = [
            .init("a-b", by: order(["a", "b"])),
            .init("r-a", by: order(["r", "a"]), unit: .request),
            .init("only-p", by: ["b"], unit: .request, filter: ("r", "p")),
        ]
        if isReversed {
            dimensions.reverse()
            tables.reverse()
        }
        return SmallPolicy(dimensions: dimensions, tables: tables, threshold: .people(4))
    }

    static func visits(for design: SmallPolicy, seed: UInt64) -> [Microdata.Visit] {
        var random = SeededGenerator(seed: seed)
        let names = ["a", "b", "r"]
        let codes = [["1", "2", "3", "4"], ["x", "y", "z"], ["p", "q", "s"]]
        return (0..<120).map { visit in
            // Small numbers are likelier, so that some cells are small.
            let chosen = codes.map {
                $0[Int.random(in: 0..<($0.count * $0.count), using: &random).squareRoot]
            }
            let place = { (name: String) in
                design.dimensions.firstIndex { $0.name == name } ?? -1
            }
            var visitCodes = [-1, -1, -1]
            var request = visitCodes
            for (name, code) in zip(names, chosen) {
                let leaf = design.dimensions[place(name)].codelist.index(of: code) ?? -1
                if name == "r" {
                    request[place(name)] = leaf
                } else {
                    visitCodes[place(name)] = leaf
                }
            }
            return Microdata.Visit(person: visit / 2, codes: visitCodes, requests: [request])
        }
    }

    /// What is withheld, by the names of what cells count.
    private static func withheld(
        isReversed: Bool, seed: UInt64, key: UInt8 = 9
    ) throws -> Set<String> {
        let design = design(isReversed: isReversed)
        let tally = design.tally(visits(for: design, seed: seed))
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        let decision = Decision(
            on: system, seed: SecretBytes(copying: [UInt8](repeating: key, count: 32)),
            budget: .standard)
        return Set(
            system.cells.indices.filter { decision.pattern.isWithheld[$0] }
                .map { system.cells[$0].name })
    }

    @Test("Reordering codes, dimensions and tables changes nothing", arguments: 1...4)
    func order(seed: Int) throws {
        let forward = try StabilityTests.withheld(isReversed: false, seed: UInt64(seed))
        let backward = try StabilityTests.withheld(isReversed: true, seed: UInt64(seed))
        #expect(forward == backward)
        #expect(!forward.isEmpty)
    }

    @Test("The same tally twice gives the same tables")
    func repetition() throws {
        let design = StabilityTests.design(isReversed: false)
        let tally = design.tally(StabilityTests.visits(for: design, seed: 5))
        let seed = SecretBytes(copying: [1, 2, 3])
        let first = try Protector(seed: seed).protect(tally)
        let second = try Protector(seed: seed).protect(tally)
        #expect(first == second)
    }

    @Test("Another seed may choose other cells, and the small ones always go")
    func seeds() throws {
        let patterns = try (0..<6).map { key in
            try StabilityTests.withheld(isReversed: false, seed: 2, key: UInt8(key))
        }
        #expect(Set(patterns).count > 1)
    }

    @Test("A tally that contradicts itself is refused")
    func contradiction() throws {
        let design = StabilityTests.design(isReversed: false)
        var figures = design.tally(StabilityTests.visits(for: design, seed: 5)).tables
        figures[0].visits[1] += 1
        #expect(throws: ProtectionError.inconsistentTally(table: "only-p")) {
            try Protector(seed: SecretBytes(copying: [1])).protect(
                SmallPolicy.tally(design.policy, figures))
        }
    }

    @Test("Without any search left nothing is released")
    func noBudget() throws {
        let design = StabilityTests.design(isReversed: false)
        let tally = design.tally(StabilityTests.visits(for: design, seed: 5))
        let release = try Protector(
            seed: SecretBytes(copying: [1]),
            budget: Budget(searches: 0, cleanUpSearches: 0, nodesPerSearch: 0)
        ).protect(tally)
        #expect(release.isAllWithheld)
        #expect(release.protection.tablesWithheld == ["a-b", "r-a", "only-p"])
    }
}

extension Int {
    fileprivate var squareRoot: Int { Int(Double(self).squareRoot()) }
}
