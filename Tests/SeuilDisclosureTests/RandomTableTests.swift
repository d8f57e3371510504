import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Random tables of two and three dimensions, with and without hierarchies, linked and filtered, zeros
/// published and protected. `scripts/soak-disclosure` runs thousands.
@Suite("Random tables keep the guarantee, and decisions hang on figures alone")
struct RandomTableTests {
    @Test("No withheld cell can be worked out", arguments: Soak.seeds(60))
    func safety(seed: UInt64) throws {
        let random = RandomTables(seed: seed)
        let release = try random.design.release(random.microdata, seed: seed)
        var bounds = VisitBounds(release, room: random.visits.count + 10)
        #expect(bounds.leaks(in: release) == [], "seed \(seed)")
        let tally = random.design.tally(random.microdata)
        let policy = random.design.policy
        // Nothing is withheld where nothing is small, nor protected as a zero.
        let isAllLarge = tally.tables.allSatisfy { figures in
            figures.visits.enumerated().allSatisfy { cell, visits in
                visits >= policy.threshold.least
                    || visits == 0 && policy.isKnownPositive(cell, in: figures.layout)
            }
        }
        if isAllLarge { #expect(release.withheldCount == 0, "seed \(seed)") }
    }

    @Test(
        "Any order of codes, dimensions, tables, axes and audiences gives the same release",
        arguments: Soak.seeds(40))
    func order(seed: UInt64) throws {
        let random = RandomTables(seed: seed)
        let release = try random.design.release(random.microdata, seed: seed)
        let other = random.reordered(seed: seed &+ 1)
        let reordered = try other.design.release(other.microdata, seed: seed)
        #expect(release.withheldNames == reordered.withheldNames, "seed \(seed)")
    }

    @Test("The same tables twice give the same release", arguments: Soak.seeds(15))
    func stability(seed: UInt64) throws {
        let random = RandomTables(seed: seed)
        let first = try random.design.release(random.microdata, seed: seed)
        #expect(try random.design.release(random.microdata, seed: seed) == first, "seed \(seed)")
    }
}
