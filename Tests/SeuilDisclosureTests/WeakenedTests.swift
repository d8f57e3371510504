import SeuilAudit
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// An attack that cannot lose proves nothing: what protectors release that lack one thing, it must break, and
/// what ours releases of the same visits it must not.
@Suite("Wherever a weakened protector leaves a leak, the attack finds one, and none in ours")
struct WeakenedTests {
    private static let seeds: [UInt64] = Array(1...12)

    @Test("Exact determination only")
    func exactDetermination() throws {
        try compare("exact determination only", atLeast: 6) { seed in
            let (design, visits) = WeakenedTests.square(seed: seed, size: 4, smallest: 0)
            return (design, visits, try Weakened.exactDeterminationOnly(design, visits))
        }
    }

    @Test("Without the knowledge that zeros are published")
    func zeros() throws {
        try compare("zeros ignored", atLeast: 4) { seed in
            let (design, visits) = WeakenedTests.square(seed: seed, smallest: 1, largest: 4)
            return (design, visits, try Weakened.zerosIgnored(design, visits))
        }
    }

    @Test("Tables protected one by one")
    func oneByOne() throws {
        try compare("tables one by one", atLeast: 4) { seed in
            let (design, visits) = WeakenedTests.linked(seed: seed)
            return (design, visits, try Weakened.oneByOne(design, visits))
        }
    }

    @Test("Visitors taken as never additive")
    func additivity() throws {
        try compare("visitors never additive", atLeast: 3, hasOracle: false) { seed in
            let (design, visits) = WeakenedTests.people(seed: seed)
            return (design, visits, try Weakened.neverAdditive(design, visits))
        }
    }

    @Test("Small cells marked")
    func marks() throws {
        var broken = 0
        for seed in WeakenedTests.seeds {
            let (design, visits) = WeakenedTests.square(seed: seed, smallest: 0)
            let release = try design.release(visits, seed: seed)
            if release.withheldCount == 0 { continue }
            let figures = design.tally(visits).tables
            let least = design.threshold.least
            let marked = AttackedRelease(release) { figures[$0].visits[$1] < least }
            let verdict = try Attack(on: [marked]).run(budget: .closing)
            #expect(!verdict.breaks.isEmpty, "seed \(seed)")
            broken += 1
        }
        print("small cells marked: \(broken) of \(WeakenedTests.seeds.count) releases broken")
        #expect(broken >= 8)
    }

    /// Attacks what a weakened protector releases and what ours does.
    private func compare(
        _ name: String, atLeast least: Int, hasOracle: Bool = true,
        weakened: (UInt64) throws -> (SmallPolicy, [Microdata.Visit], ProtectedTables)
    ) throws {
        var broken = 0
        for seed in WeakenedTests.seeds {
            let (design, visits, weak) = try weakened(seed)
            let verdict = try Attack(on: [AttackedRelease(weak)]).run(budget: .closing)
            broken += verdict.breaks.isEmpty ? 0 : 1
            if hasOracle {
                // Wherever there is a leak the attack finds one.
                var bounds = VisitBounds(weak, room: visits.count + 10)
                let leaks = bounds.leaks(in: weak)
                #expect(leaks.isEmpty || !verdict.breaks.isEmpty, "seed \(seed): \(leaks)")
            }
            let ours = try design.release(visits, seed: seed)
            let other = try Attack(on: [AttackedRelease(ours)]).run(budget: .closing)
            #expect(other.breaks == [] && other.undecided == [], "seed \(seed)")
        }
        print("\(name): \(broken) of \(WeakenedTests.seeds.count) releases broken")
        #expect(broken >= least)
    }

    // MARK: Figures

    /// Visits without people in a square table.
    private static func square(
        seed: UInt64, size: Int = 3, smallest: Int, largest: Int = 12
    ) -> (SmallPolicy, [Microdata.Visit]) {
        var random = SeededGenerator(seed: seed)
        let codes = (1...size).map { "\($0)" }
        let design = SmallPolicy(
            dimensions: [.init("a", codes), .init("b", codes)],
            tables: [.init("t", by: ["a", "b"], showsVisitors: false)], threshold: .visits(4),
            interval: 4)
        var visits: [Microdata.Visit] = []
        for place in 0..<(size * size) {
            let isSmall = Int.random(in: 0..<5, using: &random) < 2
            let count = Int.random(in: isSmall ? smallest...3 : 4...largest, using: &random)
            visits += (0..<count).map { _ in
                .init(
                    person: nil, codes: [1 + place / size, 1 + place % size], requests: [[-1, -1]])
            }
        }
        return (design, visits)
    }

    /// Visits without people in two tables with a dimension in common, of which one is coarser in one of them.
    private static func linked(seed: UInt64) -> (SmallPolicy, [Microdata.Visit]) {
        var random = SeededGenerator(seed: seed)
        let design = SmallPolicy(
            dimensions: [
                .init(
                    "a", groups: [("x", ["1", "2"]), ("y", ["3", "4"])],
                    levels: ["broad": ["x", "y"]]), .init("b", ["1", "2", "3"]),
                .init("c", ["1", "2"]),
            ],
            tables: [
                .init("fine", by: ["a", "b"], showsVisitors: false),
                .init("broad", by: ["a.broad", "b", "c"], showsVisitors: false),
            ], threshold: .visits(5), interval: 4)
        var visits: [Microdata.Visit] = []
        for a in design.dimensions[0].codelist.leaves {
            for b in 1...3 {
                for c in 1...2 {
                    let count = Int.random(in: 0...9, using: &random)
                    visits += (0..<count).map { _ in
                        .init(person: nil, codes: [a, b, c], requests: [[-1, -1, -1]])
                    }
                }
            }
        }
        return (design, visits)
    }

    /// People of one sex and one district each, who come two to six times.
    private static func people(seed: UInt64) -> (SmallPolicy, [Microdata.Visit]) {
        var random = SeededGenerator(seed: seed)
        let design = SmallPolicy(
            dimensions: [.init("sex", ["F", "M"]), .init("district", ["1", "2", "3"])],
            tables: [.init("t", by: ["sex", "district"])], threshold: .people(3), interval: 5)
        let visits = (0..<20).flatMap { person in
            let codes = [
                Int.random(in: 1...2, using: &random), Int.random(in: 1...3, using: &random),
            ]
            return (0..<Int.random(in: 2...6, using: &random)).map { _ in
                Microdata.Visit(person: person, codes: codes, requests: [[-1, -1]])
            }
        }
        return (design, visits)
    }
}
