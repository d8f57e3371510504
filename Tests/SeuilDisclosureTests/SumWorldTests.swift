import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("Worlds of sums")
struct SumWorldTests {
    private let system: CellSystem
    private let sums: CellSums

    /// Four cells of three people each who brought 10, 20 and 30, capped at 50; their total is published.
    init() throws {
        var design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3", "4"])],
            tables: [SmallPolicy.Table("t", by: ["a"]).withSum])
        design.sum.cap = 50
        let tally = design.tally(
            (0..<12).map {
                .init(
                    person: $0, codes: [1 + $0 / 3], requests: [[-1]], amount: 10 + 10 * ($0 % 3))
            })
        system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        sums = try #require(
            CellSums(
                0, of: tally.policy.policy, tables: tally.tables, counting: .exact, in: system))
    }

    private var whole: Int { system.cells.firstIndex(where: \.isGrandTotal) ?? -1 }
    private var parts: [Int] { system.cells.indices.filter { $0 != whole } }

    private func holds(
        _ totals: [Int: Int], beside counts: [Int: Int] = [:],
        for reader: CellSums.Reader = .outsider
    ) -> Bool {
        SumWorld(
            changing: totals.mapValues { $0 * 1_000_000 }, beside: counts, in: sums,
            fixed: [whole], for: reader) != nil
    }

    @Test("A world keeps what adds up, what is published, and the caps")
    func relations() {
        #expect(holds([parts[0]: 150, parts[1]: 0, parts[2]: 30]))
        #expect(!holds([parts[0]: 61]))
        #expect(!holds([parts[0]: 151, parts[1]: 0, parts[2]: 29]))
        #expect(!holds([parts[0]: 61, whole: 241]))
        #expect(!holds([parts[0]: -1, parts[1]: 121]))
        // Two visits fewer and two more: as many caps.
        let moved = [parts[0]: 5, parts[1]: 1]
        #expect(holds([parts[0]: 70, parts[1]: 50], beside: moved))
        #expect(!holds([parts[0]: 69, parts[1]: 51], beside: moved))
    }

    @Test(
        "An insider's world holds the largest part of each cell, and room for whoever brought least"
    )
    func insiders() {
        #expect(holds([parts[0]: 90, parts[1]: 30], for: .insider))
        #expect(!holds([parts[0]: 91, parts[1]: 29], for: .insider))
        // Of three times 50, one visitor may have brought nothing.
        #expect(holds([parts[0]: 100, parts[1]: 30, parts[2]: 50], for: .insider))
        #expect(!holds([parts[0]: 101, parts[1]: 30, parts[2]: 49], for: .insider))
    }

    @Test("As many steps are taken as the bounds allow, and none beyond")
    func steps() {
        var steps = SumSteps()
        steps.keep(60, changing: 3, within: 0...150)
        #expect((steps.lower, steps.upper) == (-20, 30))
        steps.keep(60, changing: -7, within: 10...100)
        #expect((steps.lower, steps.upper) == (-5, 7))
        steps.keep(5, changing: 0, within: 0...5)
        #expect(!steps.isEmpty)
        steps.keep(6, changing: 0, within: 0...5)
        #expect(steps.isEmpty)
        var far = SumSteps()
        far.keep(100, changing: 2, within: 0...50)
        #expect(far.upper == -25 && far.lower == -50)
    }

    @Test("Totals that do not add up, or pass the cap, prove nothing")
    func unsound() throws {
        var design = SmallPolicy(
            dimensions: [.init("a", ["1", "2"])],
            tables: [SmallPolicy.Table("t", by: ["a"]).withSum])
        design.sum.cap = 50
        let tally = design.tally(
            (0..<8).map {
                .init(person: $0, codes: [1 + $0 % 2], requests: [[-1]], amount: 20)
            })
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        #expect(
            CellSums(
                0, of: tally.policy.policy, tables: tally.tables, counting: .exact, in: system)
                != nil)
        for totals in [[160, 80, 81], [1_000, 500, 500]] {
            var figures = tally.tables
            figures[0].sums[0].totals = totals.map { $0 * 1_000_000 }
            let other = SmallPolicy.tally(design.policy, figures)
            #expect(
                CellSums(
                    0, of: other.policy.policy, tables: other.tables, counting: .exact, in: system)
                    == nil)
        }
    }
}
