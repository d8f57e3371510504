import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("Advice on a design")
struct DesignAdviceTests {
    /// Two dimensions of which the second is far too fine: eight codes in two groups of four.
    private static let design = SmallPolicy(
        dimensions: [
            .init("a", ["x", "y"]),
            .init(
                "b",
                groups: [
                    (code: "low", under: ["1", "2", "3", "4"]),
                    (code: "high", under: ["5", "6", "7", "8"]),
                ], levels: ["fine": (1...8).map(String.init), "broad": ["low", "high"]]),
        ],
        tables: [.init("ab", by: ["a", "b.fine"]), .init("a", by: ["a"])],
        threshold: .people(5))

    /// Two visits in each finest cell, and twenty more in one.
    private static let visits: [Microdata.Visit] = {
        let policy = design.policy
        let fine = policy.dimensions[1].codelist.leaves
        var visits: [Microdata.Visit] = []
        func add(_ a: Int, _ b: Int) {
            visits.append(.init(person: visits.count, codes: [a, b], requests: [[-1, -1]]))
        }
        for a in 1...2 { for b in fine { for _ in 0..<2 { add(a, b) } } }
        for _ in 0..<20 { add(1, fine[0]) }
        return visits
    }()

    private func figures(_ policy: Policy) throws -> TrialOutcome {
        try Trial.run(
            RehearsedTally(
                policy: policy, period: Self.design.tally([]).period,
                tables: Microdata(Self.visits).figures(for: policy), counting: .exact))
    }

    @Test(
        "The coarser level that keeps more cells is the best change, and what says no more is left out"
    )
    func best() throws {
        let policy = Self.design.policy
        var steps: [Int] = []
        let advice = try DesignAdvice(for: policy, figures(policy), limit: 10) { done, of in
            #expect(of == 3)
            steps.append(done)
        } trial: {
            try figures($0)
        }
        #expect(steps == [0, 1, 2, 3])
        #expect(advice.untried == 0)
        let table = try #require(advice.tables.first)
        #expect(advice.tables.count == 1, "the other table loses nothing")
        #expect(table.table == 0 && table.yield.share < 0.9)
        #expect(table.options.first?.change == .coarserLevel(1, level: "broad", table: 0))
        #expect(table.options.first?.yield.share == 1)
        #expect(table.options.contains { $0.change == .withoutDimension(1, table: 0) })
        for option in table.options {
            #expect(option.yield.share > table.yield.share)
            #expect(option.others.total == Self.visits.count)
        }
    }

    @Test("No more changes are tried than asked for, and the rest is told")
    func limited() throws {
        let policy = Self.design.policy
        var count = 0
        let advice = try DesignAdvice(for: policy, figures(policy), limit: 1) {
            count += 1
            return try figures($0)
        }
        #expect(count == 1)
        #expect(advice.untried == 2)
    }
}
