import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Tables that share a dimension over which people do not add up.
@Suite("What two reasons have in common is the same in every table")
struct OverlapTests {
    /// Sixty women who all ask for reasons 1 and 2, sixty men for reason 3, in three districts.
    private static func system(
        besides more: [Microdata.Visit] = []
    ) throws -> (CellSystem, ClosedTally) {
        let design = SmallPolicy(
            dimensions: [
                .init("district", ["a", "b", "c"]), .init("sex", ["F", "M"]),
                .init("reason", ["1", "2", "3"], scope: .request, isPerPerson: false),
            ],
            tables: [
                .init("by-sex", by: ["reason", "sex"], unit: .request),
                .init("by-district", by: ["reason", "district"], unit: .request),
            ], threshold: .people(11))
        var visits: [Microdata.Visit] = []
        for (sex, reasons, counts) in [(1, [1, 2], [30, 5, 25]), (2, [3], [20, 15, 25])] {
            for (district, count) in counts.enumerated() {
                for _ in 0..<count {
                    visits.append(
                        .init(
                            person: visits.count, codes: [district + 1, sex, -1],
                            requests: reasons.map { [-1, -1, $0] }))
                }
            }
        }
        let tally = design.tally(visits + more)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        return (system, tally)
    }

    /// The reviewer's example: among the women reasons 1 and 2 are the same people, so they are in every
    /// district, and what either table withholds is known from the other.
    @Test("A cell that another table's overlap pins down is not certified")
    func pinned() throws {
        let (system, _) = try OverlapTests.system()
        let hidden = [
            "district=a&reason=1", "district=b&reason=1", "district=b&reason=2",
            "district=c&reason=2", "district=a&reason=3", "district=c&reason=3",
        ]
        let pattern = Pattern(isWithheld: system.cells.map { hidden.contains($0.name) })
        #expect(pattern.withheldCount == 6)
        let bounds = Bounds(system)
        var certification = Certification(bounds, budget: .standard)
        var evidence = Evidence(system)
        let cell = try #require(system.cells.firstIndex { $0.name == "district=b&reason=1" })
        let isProved = certification.prove(
            cell, under: pattern, effort: .wide, adding: &evidence)
        #expect(!isProved)
    }

    @Test("The protector finds another way")
    func protects() throws {
        let (_, tally) = try OverlapTests.system()
        let release = try Protector(seed: SecretBytes(copying: [1])).protect(tally)
        #expect(release.withheldCount > 2)
        #expect(!release.isAllWithheld)
        #expect(release.protection.tablesWithheld.isEmpty)
    }

    /// One more woman asks for reason 1 in district a and for reason 2 in district b, although the policy says that
    /// a person has one district: she is among the women who ask for both, and among them in neither district.
    @Test("Where somebody contradicts the policy the truth is still a world")
    func contradicted() throws {
        let moved = [(1, 1), (2, 2)].map { district, reason in
            Microdata.Visit(
                person: 120, codes: [district, 1, -1], requests: [[-1, -1, reason]])
        }
        let (system, tally) = try OverlapTests.system(besides: moved)
        #expect(system.notAdditive == [0])
        #expect(Bounds(system).base.allSatisfy { $0 != nil })
        let release = try Protector(seed: SecretBytes(copying: [1])).protect(tally)
        #expect(!release.isAllWithheld)
    }
}
