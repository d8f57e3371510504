import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Small sets of people who come several times for several reasons, against every other small set of people.
@Suite("No withheld cell can be worked out from people who come several times")
struct PeopleTests {
    @Test("Two reasons by two sexes, up to two visits each", arguments: 1...10)
    func reasonsBySex(seed: Int) throws {
        try check(PeopleTests.bySex, people: 3...4, seed: seed)
    }

    @Test("Reasons by sex and reasons by district", arguments: 1...10)
    func linked(seed: Int) throws {
        try check(PeopleTests.linked, people: 3...4, seed: seed)
    }

    private static let bySex: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [
                .init("sex", ["F", "M"]),
                .init("reason", ["1", "2"], scope: .request, isPerPerson: false),
            ],
            tables: [.init("t", by: ["reason", "sex"], unit: .request)],
            threshold: .people(2), interval: 2)
        let visits: [[Int]] = [[1], [2], [1, 2]]
        let histories = visits.indices.flatMap { first in
            [[visits[first]]] + visits[first...].map { [visits[first], $0] }
        }
        let kinds = [1, 2].flatMap { sex in
            histories.map { history in
                PeopleEnumerator.Kind(
                    visits: history.map { reasons in
                        Microdata.Visit(
                            person: 0, codes: [sex, -1], requests: reasons.map { [-1, $0] })
                    })
            }
        }
        return PeopleEnumerator(design.policy, kinds: kinds, upTo: 6)
    }()

    private static let linked: PeopleEnumerator = {
        let design = SmallPolicy(
            dimensions: [
                .init("sex", ["F", "M"]), .init("district", ["1", "2"]),
                .init("reason", ["1", "2"], scope: .request, isPerPerson: false),
            ],
            tables: [
                .init("by-sex", by: ["reason", "sex"], unit: .request),
                .init("by-district", by: ["reason", "district"], unit: .request),
            ], threshold: .people(2), interval: 2)
        let kinds = [1, 2].flatMap { sex in
            [1, 2].flatMap { district in
                [[1], [2], [1, 2], [1, 1], [2, 2]].map { reasons in
                    PeopleEnumerator.Kind(
                        visits: [
                            Microdata.Visit(
                                person: 0, codes: [sex, district, -1],
                                requests: reasons.map { [-1, -1, $0] })
                        ])
                }
            }
        }
        return PeopleEnumerator(design.policy, kinds: kinds, upTo: 6)
    }()

    private func check(
        _ enumerator: PeopleEnumerator, people: ClosedRange<Int>, seed: Int
    ) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let visits = enumerator.visits(
            ofPeople: Int.random(in: people, using: &random), using: &random)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let release = try Protector(seed: SecretBytes(copying: key)).protect(
            SmallPolicy.tally(enumerator.policy, Microdata(visits).figures(for: enumerator.policy)))
        let leaks = enumerator.leaks(in: release)
        #expect(leaks.isEmpty, "seed \(seed)")
    }
}
