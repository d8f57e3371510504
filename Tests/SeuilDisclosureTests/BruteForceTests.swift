import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Small tables against the enumerator: no withheld cell narrower than the interval, none that cannot reach
/// the threshold, nothing withheld where nothing is small.
@Suite("No withheld cell of a small table can be worked out")
struct BruteForceTests {
    @Test("One-way tables of three cells, exhaustively", arguments: 2...4)
    func oneWay(least: Int) throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3"])], tables: [.init("t", by: ["a"])],
            threshold: .visits(least))
        for number in 0..<125 {
            try check(design, [number % 5, number / 5 % 5, number / 25], seed: UInt64(number))
        }
    }

    @Test("Tables of two by two, a sample of the exhaustive list", arguments: 2...4)
    func twoByTwo(least: Int) throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2"]), .init("b", ["1", "2"])],
            tables: [.init("t", by: ["a", "b"])], threshold: .visits(least))
        for number in stride(from: least, to: 625, by: 7) {
            try check(
                design, [number % 5, number / 5 % 5, number / 25 % 5, number / 125],
                seed: UInt64(number))
        }
    }

    @Test("Random tables of three by three and of two by two by two", arguments: 1...12)
    func random(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let least = Int.random(in: 2...4, using: &random)
        let square = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3"]), .init("b", ["1", "2", "3"])],
            tables: [.init("t", by: ["a", "b"])], threshold: .visits(least))
        try check(square, counts(9, &random), seed: UInt64(seed))
        let cube = SmallPolicy(
            dimensions: [
                .init("a", ["1", "2"]), .init("b", ["1", "2"]), .init("c", ["1", "2"]),
            ],
            tables: [.init("t", by: ["a", "b", "c"])], threshold: .visits(least))
        try check(cube, counts(8, &random), seed: UInt64(seed))
    }

    @Test("Linked tables that share a margin, or close a circle", arguments: 1...12)
    func linked(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 1_000)
        let dimensions = ["a", "b", "c"].map { SmallPolicy.Dimension($0, ["1", "2"]) }
        let pairs = [["a", "b"], ["b", "c"], ["a", "c"]]
        for tables in [Array(pairs.prefix(2)), pairs, pairs + [["a", "b", "c"]]] {
            let design = SmallPolicy(
                dimensions: dimensions,
                tables: tables.map { SmallPolicy.Table($0.joined(), by: $0) },
                threshold: .visits(Int.random(in: 2...4, using: &random)))
            try check(design, counts(8, &random), seed: UInt64(seed))
        }
    }

    @Test("Levels of a hierarchy in several tables, and filters", arguments: 1...12)
    func levelsAndFilters(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 2_000)
        let least = Int.random(in: 2...4, using: &random)
        let age = SmallPolicy.Dimension(
            "age", groups: [("x", ["1", "2"]), ("y", ["3"])],
            levels: ["fine": ["1", "2", "3"], "broad": ["x", "y"]])
        let levels = SmallPolicy(
            dimensions: [age, .init("b", ["1", "2"]), .init("c", ["1", "2"])],
            tables: [
                .init("fine-b", by: ["age.fine", "b"]),
                .init("broad-b-c", by: ["age.broad", "b", "c"]),
                .init("fine-c", by: ["age.fine", "c"]),
            ], threshold: .visits(least))
        try check(levels, counts(12, &random, upTo: 3), seed: UInt64(seed))
        let filters = SmallPolicy(
            dimensions: [.init("a", ["1", "2"]), .init("p", ["1", "2", "3"])],
            tables: [
                .init("all", by: ["a"]), .init("one", by: ["a"], filter: ("p", "1")),
                .init("two", by: ["a"], filter: ("p", "2")),
            ], threshold: .visits(least))
        try check(filters, counts(6, &random), seed: UInt64(seed))
    }

    @Test("Zeros that are protected", arguments: 1...12)
    func zeros(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 3_000)
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3"]), .init("b", ["1", "2"])],
            tables: [.init("t", by: ["a", "b"])],
            threshold: .visits(Int.random(in: 2...4, using: &random)), zeros: .protect)
        try check(design, counts(6, &random), seed: UInt64(seed))
    }

    private func counts(_ count: Int, _ random: inout SeededGenerator, upTo largest: Int = 4)
        -> [Int]
    {
        (0..<count).map { _ in Int.random(in: 0...largest, using: &random) }
    }

    /// Protects the table with `counts` in the joint cross's order, and lets the enumerator try.
    private func check(_ design: SmallPolicy, _ counts: [Int], seed: UInt64) throws {
        let policy = design.policy
        var joint: [[Int]] = [[]]
        for dimension in policy.dimensions {
            joint = joint.flatMap { place in dimension.codelist.leaves.map { place + [$0] } }
        }
        let request = policy.dimensions.map { _ in -1 }
        let visits = zip(joint, counts).flatMap { codes, count in
            (0..<count).map { _ in
                Microdata.Visit(person: nil, codes: codes, requests: [request])
            }
        }
        var random = SeededGenerator(seed: seed)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let tally = design.tally(visits)
        let release = try Protector(seed: SecretBytes(copying: key)).protect(tally)
        let leaks = Enumerator(release, largest: counts.reduce(0, +))
            .leaks(in: release)
        #expect(leaks.isEmpty, "seed \(seed), \(design.threshold), counts \(counts)")
        let isAllLarge = tally.tables.allSatisfy { figures in
            figures.visits.enumerated().allSatisfy { cell, visits in
                visits >= policy.threshold.least
                    || visits == 0 && policy.disclosure.zeros == .publish
            }
        }
        if isAllLarge { #expect(release.withheldCount == 0, "counts \(counts)") }
    }
}
