import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("Trials on invented visits")
struct TrialTests {
    /// Figures as a rehearsal would give them.
    static func rehearsed(
        _ design: SmallPolicy, _ visits: [Microdata.Visit]
    ) -> RehearsedTally {
        let tally = design.tally(visits)
        return RehearsedTally(
            policy: tally.policy.policy, period: tally.period, tables: tally.tables,
            counting: .exact)
    }

    @Test("A trial withholds what a release would under its seed", arguments: 1...4)
    func sameDecision(seed: Int) throws {
        let design = StabilityTests.design(isReversed: false)
        let visits = StabilityTests.visits(for: design, seed: UInt64(seed))
        let outcome = try Trial.run(TrialTests.rehearsed(design, visits))
        let release = try Protector(seed: SecretBytes(copying: Array("seuil trial".utf8)))
            .protect(design.tally(visits))
        for (trial, table) in zip(outcome.tables, release.tables) {
            for cell in trial.cells {
                #expect((cell.reason == nil) == (table.cells[cell.place] != .withheld))
            }
        }
    }

    @Test(
        "Every withheld cell has its reason, and what it is needed for is withheld",
        arguments: 1...6)
    func reasons(seed: Int) throws {
        let design = StabilityTests.design(isReversed: false)
        let visits = StabilityTests.visits(for: design, seed: UInt64(seed))
        let outcome = try Trial.run(TrialTests.rehearsed(design, visits))
        let least = design.threshold.least
        var withheld: Set<String> = []
        for cell in outcome.tables.flatMap(\.cells) where cell.reason != nil {
            withheld.insert(cell.name)
        }
        var protecting = 0
        for cell in outcome.tables.flatMap(\.cells) {
            let people = try #require(cell.visitors)
            #expect(
                (cell.reason == .fewerThanThreshold) == (cell.count > 0 && people < least),
                "\(cell)")
            switch cell.reason {
            case .protects(let other):
                protecting += 1
                // It may be published itself, after the clean-up, or lie in what nobody is shown.
                #expect(other != cell.name)
            case .remainder, .fewerThanThreshold, nil: break
            case .zero, .tellsOfEach, .table, .nothingReleased:
                Issue.record("not in this design: \(cell)")
            }
        }
        #expect(withheld.count > 0)
        print("\(withheld.count) withheld, \(protecting) for others")
    }

    @Test("Without any search everything is withheld because nothing could be proved")
    func nothingProved() throws {
        let design = StabilityTests.design(isReversed: false)
        let tally = TrialTests.rehearsed(design, StabilityTests.visits(for: design, seed: 5))
        let outcome = try Trial.run(
            tally, budget: Budget(searches: 0, cleanUpSearches: 0, nodesPerSearch: 0))
        let reasons = outcome.tables.flatMap(\.cells).map(\.reason)
        #expect(reasons.allSatisfy { $0 != nil })
        #expect(reasons.contains(.nothingReleased))
    }

    @Test("The share of a table is of its finest cells, in which each visit is once")
    func yields() throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["x", "y"]), .init("b", ["p", "q", "r"])],
            tables: [.init("ab", by: ["a", "b"])], threshold: .people(3))
        let counts = [[9, 9, 1], [9, 9, 9]]
        var visits: [Microdata.Visit] = []
        for a in 0..<2 {
            for b in 0..<3 {
                for _ in 0..<counts[a][b] {
                    visits.append(
                        .init(person: visits.count, codes: [a + 1, b + 1], requests: [[-1, -1]]))
                }
            }
        }
        let table = try Trial.run(TrialTests.rehearsed(design, visits)).tables[0]
        let yield = table.yield
        #expect(yield.cells == 12 && yield.total == 46)
        let hidden = table.cells.filter { $0.reason != nil }
        #expect(yield.published == 12 - hidden.count)
        #expect(hidden.contains { $0.name == "a=x&b=r" && $0.reason == .fewerThanThreshold })
        #expect(yield.publishedTotal < 46 && yield.publishedTotal > 0)
    }
}
