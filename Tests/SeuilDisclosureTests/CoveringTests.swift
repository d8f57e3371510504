import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Reasons by sex and reasons by district: in one table two reasons must share people, and in the other their row says
/// how many they share in each district at most.
///
/// Origin: found by a reader of this project's releases in 2026, by adding up a row of four reasons.
@Suite("Two reasons share no more than what their row has above its total")
struct CoveringTests {
    private static let design = SmallPolicy(
        dimensions: [
            .init("district", ["A", "B", "C"]), .init("sex", ["F", "M"]),
            .init("reason", ["1", "2", "3", "4"], scope: .request, isPerPerson: false),
        ],
        tables: [
            .init("by-sex", by: ["reason", "sex"], unit: .request),
            .init("by-district", by: ["reason", "district"], unit: .request),
        ], threshold: .people(5))

    private static let visits: [Microdata.Visit] = {
        var visits: [Microdata.Visit] = []
        func add(_ count: Int, sex: Int, district: Int, reasons: [Int]) {
            for _ in 0..<count {
                visits.append(
                    .init(
                        person: visits.count, codes: [district, sex, -1],
                        requests: reasons.map { [-1, -1, $0] }))
            }
        }
        for (district, counts) in [(1, (2, 17)), (2, (13, 10)), (3, (5, 24))] {
            add(counts.0, sex: 1, district: district, reasons: [1, 1, 1, 1, 1])
            add(counts.1, sex: 1, district: district, reasons: [2])
        }
        add(1, sex: 1, district: 3, reasons: [1, 2])
        add(1, sex: 2, district: 1, reasons: [4, 4, 4, 4, 4])
        for (district, count) in [(2, 7), (3, 2)] {
            add(7, sex: 2, district: district, reasons: [3, 3, 3, 3, 3])
            add(5, sex: 2, district: district, reasons: [3, 3, 4, 4])
            add(count, sex: 2, district: district, reasons: [4, 4, 4, 4, 4])
        }
        return visits
    }()

    /// Of the 34 men 24 came for reason 3 and 20 for reason 4: 10 for both, none of them in district A. In B the four
    /// reasons have 13 + 10 + 12 + 12 people, 42 in all: no more than 5 came for two. So 5 at least are in C, and of
    /// the 20 for reason 4 there are 12 in B: at most 3 are left for A.
    private static let hidden = [1, 2, 4].flatMap { reason in
        ["district=A&reason=\(reason)", "district=C&reason=\(reason)"]
    }

    @Test("The attack finds the three")
    func attack() throws {
        let release = CoveringTests.design.release(CoveringTests.visits) { _, name in
            CoveringTests.hidden.contains(name)
        }
        let verdict = try Attack(on: [AttackedRelease(release)]).run(budget: .auditor)
        let found = verdict.breaks.filter { $0.measure == "visitors" && $0.most == 3 }
        #expect(found.contains { $0.cells == ["by-district[4, A]"] }, "\(verdict.breaks)")
    }

    @Test("Such a release is not proved, and the protector makes another")
    func protection() throws {
        let tally = CoveringTests.design.tally(CoveringTests.visits)
        let system = try CellSystem(
            policy: CoveringTests.design.policy, tables: tally.tables, counting: .exact)
        let pattern = Pattern(
            isWithheld: system.cells.map { CoveringTests.hidden.contains($0.name) })
        #expect(pattern.withheldCount == CoveringTests.hidden.count)
        var certification = Certification(Bounds(system), budget: .standard)
        var evidence = Evidence(system)
        let cell = try #require(system.cells.firstIndex { $0.name == "district=A&reason=4" })
        let isProved = certification.prove(
            cell, under: pattern, effort: .wide, adding: &evidence)
        #expect(!isProved)

        let release = try Protector(seed: SecretBytes(copying: [1])).protect(tally)
        let verdict = try Attack(on: [AttackedRelease(release)]).run(budget: .auditor)
        #expect(verdict.breaks.isEmpty)
    }
}
