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
            case .table(let table): #expect(outcome.tablesWithheld.contains(table))
            case .zero, .group, .dominated, .replay, .nothingReleased:
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

    /// One table over `a` and `b` with these people in its finest cells, each of whom came once.
    private static func outcome(_ counts: [[Int]]) throws -> TrialOutcome {
        let design = SmallPolicy(
            dimensions: [
                .init("a", counts.indices.map { "a\($0)" }),
                .init("b", counts[0].indices.map { "b\($0)" }),
            ],
            tables: [.init("ab", by: ["a", "b"])], threshold: .people(3))
        var visits: [Microdata.Visit] = []
        for (a, row) in counts.enumerated() {
            for (b, count) in row.enumerated() {
                for _ in 0..<count {
                    visits.append(
                        .init(person: visits.count, codes: [a + 1, b + 1], requests: [[-1, -1]]))
                }
            }
        }
        return try Trial.run(TrialTests.rehearsed(design, visits))
    }

    @Test("The share of a table is of its finest cells, in which each visit is once")
    func yields() throws {
        let counts = [[9, 9, 1, 9], [9, 9, 9, 9], [9, 9, 9, 9]]
        let table = try TrialTests.outcome(counts).tables[0]
        let hidden = table.cells.filter { $0.reason != nil }
        #expect(hidden.contains { $0.name == "a=a0&b=b2" && $0.reason == .fewerThanThreshold })
        #expect(table.yield.cells == 20 && table.yield.total == 100)
        #expect(table.yield.published == 20 - hidden.count)
        let finest = hidden.filter { $0.name.contains("&") }.reduce(0) { $0 + $1.count }
        #expect(table.yield.publishedTotal == 100 - finest)
        #expect(table.yield.publishedTotal > 0)
    }

    @Test("What is withheld of a small release for the rule's own sake says so")
    func replay() throws {
        let table = try TrialTests.outcome([[9, 9, 1], [9, 9, 9]]).tables[0]
        let reasons = table.cells.compactMap(\.reason)
        #expect(Set(reasons.map { "\($0)" }) == ["fewerThanThreshold", "replay"])
    }
}
