import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// How much more than necessary is withheld, on tables small enough to try everything.
@Suite("Against the optimum")
struct OptimumTests {
    @Test(
        "The median table withholds at most a tenth more complementary cells than the best pattern")
    func ratio() throws {
        var ratios: [Double] = []
        var givenUp = 0
        for seed in Soak.seeds(40) {
            let system = try OptimumTests.system(seed: seed)
            if system.primaryPattern.withheldCount == 0 { continue }
            var optimum = Optimum(system, searches: 4_000)
            guard let least = optimum.complementaryCount() else {
                givenUp += 1
                continue
            }
            let key = (0..<32).map { _ in UInt8(truncatingIfNeeded: seed) }
            let decision = Decision(
                on: system, seed: SecretBytes(copying: key), budget: .standard)
            let ours = decision.pattern.withheldCount - system.primaryPattern.withheldCount
            #expect(ours >= least, "seed \(seed)")
            if least > 0 { ratios.append(Double(ours) / Double(least)) }
        }
        ratios.sort()
        let share = { (part: Double) in ratios[Int(part * Double(ratios.count - 1))] }
        let optimal = ratios.count { $0 == 1 }
        print(
            "complementary cells against the optimum: \(ratios.count) tables, \(optimal) optimal, median \(share(0.5)), 90 % within \(share(0.9)), largest \(share(1)); \(givenUp) tables given up"
        )
        #expect(ratios.count > 10)
        #expect(share(0.5) <= 1.10)
    }

    /// One table of visits of three by three to four by four, a few cells of which are small.
    static func system(seed: UInt64) throws -> CellSystem {
        var random = SeededGenerator(seed: seed)
        let sizes = (0..<2).map { _ in Int.random(in: 3...4, using: &random) }
        let names = ["a", "b"]
        let design = SmallPolicy(
            dimensions: zip(names, sizes).map { name, size in
                .init(name, (1...size).map { "\($0)" })
            }, tables: [.init("t", by: names, showsVisitors: false)],
            threshold: .visits(Int.random(in: 4...5, using: &random)))
        var visits: [Microdata.Visit] = []
        for a in 1...sizes[0] {
            for b in 1...sizes[1] {
                let isSmall = Int.random(in: 0..<5, using: &random) == 0
                let count = Int.random(in: isSmall ? 0...4 : 5...40, using: &random)
                visits += (0..<count).map { _ in
                    .init(person: nil, codes: [a, b], requests: [[-1, -1]])
                }
            }
        }
        return try CellSystem(
            policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
    }
}
