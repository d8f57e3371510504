import SeuilAudit
import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Two audiences: reasons by hour for one, reasons by district for the other. Whoever came in the morning for reason 2
/// came for reason 1 too, but for a few; so there are few in a district who came for reason 1 alone.
///
/// Origin: found by a reader of this project's releases in 2026, by adding up over hours, which people do not.
@Suite("Who came for one reason and not for another is known from every slice")
struct OutsideTests {
    private static let design = SmallPolicy(
        dimensions: [
            .init("district", ["A", "B", "C"]), .init("hour", ["1", "2", "3"], isPerPerson: false),
            .init("reason", ["1", "2", "3", "4"], scope: .request, isPerPerson: false),
        ],
        tables: [
            .init("by-hour", by: ["reason", "hour"], unit: .request),
            .init("by-district", by: ["reason", "district"], unit: .request),
        ], threshold: .people(11))

    private static let visits: [Microdata.Visit] = {
        var visits: [Microdata.Visit] = []
        func add(_ count: Int, district: Int, hour: Int, reasons: [Int]) {
            for _ in 0..<count {
                visits.append(
                    .init(
                        person: visits.count, codes: [district, hour, -1],
                        requests: reasons.map { [-1, -1, $0] }))
            }
        }
        for hour in 1...2 {
            add(13, district: 1, hour: hour, reasons: [1, 2, 3])
            add(7, district: 1, hour: hour, reasons: [1, 2])
            add(12, district: 3, hour: hour, reasons: [1, 2])
            add(2, district: 1, hour: hour, reasons: [3])
        }
        add(2, district: 2, hour: 1, reasons: [1])
        add(1, district: 2, hour: 2, reasons: [1])
        for district in 1...3 {
            add(15, district: district, hour: 3, reasons: [3])
            add(15, district: district, hour: 3, reasons: [4])
        }
        return visits
    }()

    /// 34 of the first hour's 36 people came for reason 1 and 33 of the second's 35, nobody for reason 2 in the third.
    /// So at most 4 came for reason 2 alone; of the 24 of district C for reason 2 at least 20 came for reason 1, and of
    /// these 67 there are 40 in district A: at most 7 are left for B.
    private static let hidden = [
        "district=B&reason=1", "district=C&reason=1", "district=B&reason=3", "district=C&reason=3",
        "hour=1&reason=3", "hour=2&reason=3", "hour=3&reason=3", "hour=1&reason=4",
        "hour=2&reason=4", "hour=3&reason=4",
    ]

    @Test("The attack finds the seven")
    func attack() throws {
        let release = OutsideTests.design.release(OutsideTests.visits) { _, name in
            OutsideTests.hidden.contains(name)
        }
        let verdict = try Attack(on: [AttackedRelease(release)]).run(budget: .auditor)
        let found = try #require(
            verdict.breaks.first { $0.measure == "visitors" && $0.cells[0].contains("B") })
        #expect(found.most == 7)
    }

    @Test("Such a release is not proved, and the protector makes another")
    func protection() throws {
        let tally = OutsideTests.design.tally(OutsideTests.visits)
        let system = try CellSystem(
            policy: OutsideTests.design.policy, tables: tally.tables, counting: .exact)
        let pattern = Pattern(
            isWithheld: system.cells.map { OutsideTests.hidden.contains($0.name) })
        #expect(pattern.withheldCount == OutsideTests.hidden.count)
        var certification = Certification(Bounds(system), budget: .standard)
        var evidence = Evidence(system)
        let cell = try #require(system.cells.firstIndex { $0.name == "district=B&reason=1" })
        let isProved = certification.prove(
            cell, under: pattern, effort: .wide, adding: &evidence)
        #expect(!isProved)

        let release = try Protector(seed: SecretBytes(copying: [1])).protect(tally)
        #expect(!release.isAllWithheld)
        let verdict = try Attack(on: [AttackedRelease(release)]).run(budget: .auditor)
        #expect(verdict.breaks.isEmpty)
    }
}
