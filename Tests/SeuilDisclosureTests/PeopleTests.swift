import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Small sets of people who come several times for several reasons, against every other small set of people,
/// for anybody and for each of the people themselves. `scripts/soak-disclosure` runs thousands.
@Suite("No withheld cell can be worked out from people who come several times", .serialized)
struct PeopleTests {
    @Test("Two reasons by two sexes, up to two visits each", arguments: Soak.seeds(20))
    func reasonsBySex(seed: UInt64) throws {
        try check(PeopleDesigns.reasonsBySex, people: 3...4, seed: seed)
    }

    @Test("Reasons by sex and reasons by district", arguments: Soak.seeds(20))
    func linked(seed: UInt64) throws {
        try check(PeopleDesigns.linked, people: 3...4, seed: seed)
    }

    @Test("Reasons, and those of one sex behind a filter", arguments: Soak.seeds(20))
    func filtered(seed: UInt64) throws {
        try check(PeopleDesigns.filtered, people: 3...4, seed: seed)
    }

    @Test("Hours by sex, up to three visits each", arguments: Soak.seeds(20))
    func hoursBySex(seed: UInt64) throws {
        try check(PeopleDesigns.hoursBySex, people: 3...5, seed: seed)
    }

    @Test("Visits of nobody beside those of people", arguments: Soak.seeds(20))
    func unidentified(seed: UInt64) throws {
        try check(PeopleDesigns.unidentified, people: 3...5, seed: seed)
    }

    @Test("Hours by reasons, where one person may be in every cell", arguments: Soak.seeds(10))
    func hoursByReason(seed: UInt64) throws {
        try check(PeopleDesigns.hoursByReason, people: 2...3, seed: seed)
    }

    private func check(
        _ enumerator: PeopleEnumerator, people count: ClosedRange<Int>, seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let people = enumerator.people(Int.random(in: count, using: &random), using: &random)
        var design = enumerator.design
        design.zeros = Int.random(in: 0..<4, using: &random) == 0 ? .protect : .publish
        let release = try design.release(enumerator.visits(of: people), seed: seed)
        #expect(enumerator.leaks(in: release, of: people) == [], "seed \(seed)")
    }
}
