import Foundation
import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// What published figures leave over on several axes at once, from `Vectors/boxes.txt` and at random.
@Suite("No sum of hidden cells that figures give away stands for too few")
struct RemainderTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let isFiltered: Bool
        let rows: [[Int]]
        let least: Int
        let zeros: DisclosureRule.Zeros
        /// Names of the cells that a release withheld which gave a small group away.
        let withheld: Set<String>
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Vectors/boxes.txt")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return Case(
                name: fields[0], isFiltered: fields[1] == "filters",
                rows: fields[2].split(separator: "/").map { row in
                    row.split(separator: " ").compactMap { Int($0) }
                }, least: Int(fields[3]) ?? 0,
                zeros: DisclosureRule.Zeros(rawValue: fields[4]) ?? .publish,
                withheld: Set(fields[5].split(separator: " ").map(String.init)))
        }
    }()

    @Test("Every case of the file was read") func allRead() {
        #expect(RemainderTests.cases.count == 7)
    }

    @Test("A known release that gives a box away is mended by any one cell named", arguments: cases)
    func named(_ known: Case) throws {
        let design = RemainderTests.design(known)
        let tally = design.tally(RemainderTests.visits(known))
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        var pattern = Pattern(
            isWithheld: system.cells.map { $0.isListed && known.withheld.contains($0.name) })
        #expect(pattern.withheldCount == known.withheld.count)
        let bounds = Bounds(system)
        let cells = try #require(RemainderTests.firstTooSmallBox(bounds, pattern))
        #expect(cells.count > 1)
        for cell in cells {
            pattern.isWithheld[cell] = true
            let others = RemainderTests.firstTooSmallBox(bounds, pattern)
            #expect(others.map(Set.init) != Set(cells))
            pattern.isWithheld[cell] = false
        }
    }

    @Test("The protector lets no box of the known cases out", arguments: cases, 1...3)
    func protected(_ known: Case, seed: Int) throws {
        try check(
            RemainderTests.design(known), RemainderTests.visits(known), seed: UInt64(seed))
    }

    @Test("Random tables of two and of three axes", arguments: 1...20)
    func tables(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 7_000)
        let isPerPerson = Bool.random(using: &random)
        let zeros: DisclosureRule.Zeros = Bool.random(using: &random) ? .publish : .protect
        let square = SmallPolicy(
            dimensions: [
                .init("p", ["1", "2", "3"]),
                .init("q", ["1", "2", "3"], isPerPerson: isPerPerson),
            ],
            tables: [.init("t", by: ["p", "q"], showsVisitors: isPerPerson)],
            threshold: .people(4), zeros: zeros)
        try check(square, people(square, 45, &random), seed: UInt64(seed))
        let cube = SmallPolicy(
            dimensions: ["a", "b", "c"].map { .init($0, ["1", "2"]) },
            tables: [.init("t", by: ["a", "b", "c"])], threshold: .people(4), zeros: zeros)
        try check(cube, people(cube, 40, &random), seed: UInt64(seed))
    }

    @Test("Random levels and pairs of filters", arguments: 1...20)
    func levelsAndFilters(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) &+ 8_000)
        let region = SmallPolicy.Dimension(
            "p", groups: [("G", ["g1", "g2"]), ("H", ["h1", "h2"])],
            levels: ["fine": ["g1", "g2", "h1", "h2"], "broad": ["G", "H"]])
        let filters = SmallPolicy(
            dimensions: [region, .init("q", ["1", "2", "3"])],
            tables: [
                .init("outer", by: ["q"], filter: ("p", "G")),
                .init("inner", by: ["q"], filter: ("p", "g1")),
            ], threshold: .people(5))
        try check(filters, people(filters, 80, &random), seed: UInt64(seed))
        let levels = SmallPolicy(
            dimensions: [region, .init("q", ["1", "2", "3"])],
            tables: [.init("fine", by: ["p.fine", "q"])], threshold: .people(4))
        try check(levels, people(levels, 60, &random), seed: UInt64(seed))
    }

    private static func firstTooSmallBox(_ bounds: Bounds, _ pattern: Pattern) -> [Int]? {
        let boxes = Boxes(bounds, under: pattern)
        for grid in bounds.system.grids.indices {
            var steps = 0
            if let box = boxes.tooSmall(grid, steps: &steps) { return box.cells }
        }
        return nil
    }

    private static func design(_ known: Case) -> SmallPolicy {
        let columns = known.rows[0].indices.map { "\($0 + 1)" }
        if known.isFiltered {
            return SmallPolicy(
                dimensions: [
                    .init("p", groups: [("G", ["g1", "g2"]), ("H", [])]), .init("q", columns),
                ],
                tables: [
                    .init("outer", by: ["q"], filter: ("p", "G")),
                    .init("inner", by: ["q"], filter: ("p", "g1")),
                ], threshold: .people(known.least), zeros: known.zeros)
        }
        return SmallPolicy(
            dimensions: [
                .init("p", known.rows.indices.map { "\($0 + 1)" }),
                .init("q", columns, isPerPerson: false),
            ],
            tables: [.init("t", by: ["p", "q"], showsVisitors: false)],
            threshold: .people(known.least), zeros: known.zeros)
    }

    private static func visits(_ known: Case) -> [Microdata.Visit] {
        // Of a filter's case the rows are g1 and g2, which stand after their group in the code list.
        [Microdata.Visit](known.rows, firstRow: known.isFiltered ? 2 : 1)
    }

    /// People who come up to three times, elsewhere where that is possible.
    private func people(_ design: SmallPolicy, _ count: Int, _ random: inout SeededGenerator)
        -> [Microdata.Visit]
    {
        let request = design.dimensions.map { _ in -1 }
        return (0..<count).flatMap { person in
            var codes = design.dimensions.map { leaf(of: $0, &random) }
            return (0..<Int.random(in: 1...3, using: &random)).map { _ in
                for (place, dimension) in design.dimensions.enumerated()
                where !dimension.isPerPerson {
                    codes[place] = leaf(of: dimension, &random)
                }
                return Microdata.Visit(person: person, codes: codes, requests: [request])
            }
        }
    }

    /// Mostly the last leaf, so that the others together stay small; any one of a hierarchy.
    private func leaf(of dimension: SmallPolicy.Dimension, _ random: inout SeededGenerator) -> Int {
        let leaves = dimension.codelist.leaves
        let isLast = dimension.levels.isEmpty && Int.random(in: 1...10, using: &random) < 8
        return leaves[isLast ? leaves.count - 1 : Int.random(in: leaves.indices, using: &random)]
    }

    private func check(_ design: SmallPolicy, _ visits: [Microdata.Visit], seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let release = try Protector(seed: SecretBytes(copying: key)).protect(design.tally(visits))
        let least = design.policy.threshold.least
        var leaks: [String] = []
        if design.tables.count == 2 {
            let list = design.dimensions[0].codelist
            let inner = list.index(of: "g1") ?? -1
            let outer = Set(["g1", "g2"].compactMap(list.index))
            leaks = BoxAttack(release.tables[0], release.tables[1], entries: (outer, inner))
                .leaks(visits, least: least)
        } else {
            leaks = BoxAttack(on: release.tables[0]).leaks(visits, least: least)
        }
        #expect(leaks.isEmpty, "seed \(seed)")
    }
}
