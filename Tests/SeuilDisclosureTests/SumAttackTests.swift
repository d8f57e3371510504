import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Small tables with a sum against an attacker who asks a solver, from outside and from inside.
@Suite("No withheld sum of a small table can be worked out")
struct SumAttackTests {
    private static let designs = [
        SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3", "4"])],
            tables: [SmallPolicy.Table("t", by: ["a"]).withSum]),
        SmallPolicy(
            dimensions: [.init("a", ["1", "2"]), .init("b", ["1", "2", "3"])],
            tables: [SmallPolicy.Table("t", by: ["a", "b"]).withSum]),
        SmallPolicy(
            dimensions: [
                .init("a", ["1", "2", "3"]), .init("b", ["1", "2"]), .init("c", ["1", "2"]),
            ],
            tables: [
                SmallPolicy.Table("ab", by: ["a", "b"]).withSum, .init("bc", by: ["b", "c"]),
            ]),
        SmallPolicy(
            dimensions: [.init("a", groups: [("x", ["1", "2", "3"]), ("y", ["4", "5"])])],
            tables: [SmallPolicy.Table("t", by: ["a"]).withSum]),
    ]

    @Test("Intervals hold for outsiders and for each contributor", arguments: 1...6)
    func intervals(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 77_000)
        for (index, design) in Self.designs.enumerated() {
            let visits = visits(of: design, &random)
            let release = try Protector(
                seed: SecretBytes(copying: [UInt8](repeating: 3, count: 32)),
                withstandsReplay: false
            )
            .protect(design.tally(visits))
            for leak in leaks(in: release, of: visits, design) {
                Issue.record("seed \(seed), design \(index): \(leak)")
            }
        }
    }

    @Test("Sums are published in most tables, not given up in all")
    func publishedShare() throws {
        var (published, all) = (0, 0)
        for seed in 1...15 {
            var random = SeededGenerator(seed: UInt64(seed) &+ 77_000)
            for design in Self.designs {
                let release = try Protector(
                    seed: SecretBytes(copying: [UInt8](repeating: 3, count: 32)),
                    withstandsReplay: false
                ).protect(design.tally(visits(of: design, &random)))
                if release.isAllWithheld { continue }
                all += 1
                published += release.tables[0].sums.isEmpty ? 0 : 1
            }
        }
        print("sums published in \(published) of \(all) releases")
        #expect(published * 2 > all)
    }

    /// A few people, most of whom come once, in places of very different sizes.
    private func visits(
        of design: SmallPolicy, _ random: inout SeededGenerator
    ) -> [Microdata.Visit] {
        let policy = design.policy
        let leaves = policy.dimensions.map { $0.codelist.leaves }
        var visits: [Microdata.Visit] = []
        for person in 0..<Int.random(in: 12...40, using: &random) {
            let codes = leaves.map { codes in
                codes[
                    min(
                        Int.random(in: 0..<codes.count, using: &random),
                        Int.random(in: 0..<codes.count, using: &random))]
            }
            for _ in 0..<max(1, Int.random(in: -3...3, using: &random)) {
                let amount = min(
                    Int.random(in: 0...100, using: &random), Int.random(in: 0...100, using: &random)
                )
                visits.append(
                    .init(
                        person: person, codes: codes, requests: [codes.map { _ in -1 }],
                        amount: amount))
            }
        }
        return visits
    }

    private func leaks(
        in release: ProtectedTables, of visits: [Microdata.Visit], _ design: SmallPolicy
    ) -> [String] {
        guard release.tables[0].sums[0] != nil else { return [] }
        let attack = SumAttack(release)
        let people = Dictionary(grouping: visits) { $0.person ?? -1 }.compactMap { _, own in
            attack.joint.firstIndex(of: own[0].codes).map {
                SumAttack.Person(
                    place: $0, visits: own.count, amount: own.reduce(0) { $0 + $1.amount })
            }
        }
        let table = release.tables[0]
        var leaks: [String] = []
        for (cell, status) in table.cells.enumerated() where status == .withheld {
            let places = attack.places(of: cell, in: table.layout)
            let inside = people.filter { places.contains($0.place) }
            let total = Double(inside.reduce(0) { $0 + $1.amount })
            let amounts = inside.map(\.amount).sorted(by: >) + [0, 0]
            let share = Double(design.percent) / 100
            let least = max(Double(design.interval), share * total)
            let rest = total - Double(amounts[0] + amounts[1])
            let reach = total + max(0, share * Double(amounts[0]) - rest)
            let outside = attack.range(over: places, knowing: nil)
            if !isWide(outside, max(least, Double(amounts[0])), reach) {
                leaks.append("cell \(cell) of \(total) is in \(String(describing: outside))")
            }
            for insider in extremes(of: people) {
                let seen = attack.range(over: places, knowing: insider)
                let isInside = places.contains(insider.place)
                if !isWide(seen, Double(design.interval), reach) {
                    leaks.append(
                        "cell \(cell) of \(total), \(amounts): \(insider) sees it in "
                            + String(describing: seen))
                }
                // The others' contributions, none of which may be found within p percent.
                let own = isInside ? Double(insider.amount) : 0
                var others = inside.map(\.amount)
                if isInside, let mine = others.firstIndex(of: insider.amount) {
                    others.remove(at: mine)
                }
                let largest = Double(others.max() ?? 0)
                if let seen, seen.upperBound - own < largest * (1 + share) - 1e-6 {
                    leaks.append("cell \(cell), \(amounts): \(insider) finds \(largest) in \(seen)")
                }
            }
        }
        return leaks
    }

    /// Of each place whoever brought most and least: what they know bounds what the others know.
    private func extremes(of people: [SumAttack.Person]) -> [SumAttack.Person] {
        Dictionary(grouping: people, by: \.place).sorted { $0.key < $1.key }.flatMap { _, own in
            let order = own.sorted { $0.amount < $1.amount }
            return own.count == 1 ? order : [order[0], order[order.count - 1]]
        }
    }

    private func isWide(_ range: ClosedRange<Double>?, _ least: Double, _ reach: Double) -> Bool {
        guard let range else { return false }
        return range.upperBound - range.lowerBound >= least - 1e-6
            && range.upperBound >= reach - 1e-6
    }
}
