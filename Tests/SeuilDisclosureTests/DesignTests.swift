import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("Which tables can be glued, and what a weaker protector gives away")
struct DesignTests {
    private func design(_ tables: [[String]], codes: Int = 2) -> SmallPolicy {
        SmallPolicy(
            dimensions: ["a", "b", "c"].map { name in
                SmallPolicy.Dimension(name, (1...codes).map { "\($0)" })
            },
            tables: tables.map { SmallPolicy.Table($0.joined(), by: $0) }, threshold: .visits(3))
    }

    @Test("Tables in a chain need no cross, a circle needs one, and a table over the circle none")
    func circles() {
        #expect(TableDesign(design([["a", "b"], ["b", "c"]]).policy).crosses.isEmpty)
        let circle = TableDesign(design([["a", "b"], ["b", "c"], ["c", "a"]]).policy)
        #expect(circle.crosses.map { circle.cellCount(of: $0) } == [27])
        let covered = design([["a", "b"], ["b", "c"], ["c", "a"], ["a", "b", "c"]])
        #expect(TableDesign(covered.policy).crosses.isEmpty)
    }

    @Test("Levels of one dimension close a circle that its name alone does not show")
    func levels() {
        let age = SmallPolicy.Dimension(
            "age", groups: [("x", ["1", "2"]), ("y", ["3"])],
            levels: ["fine": ["1", "2", "3"], "broad": ["x", "y"]])
        let design = SmallPolicy(
            dimensions: [age, .init("b", ["1", "2"]), .init("c", ["1", "2"])],
            tables: [
                .init("1", by: ["age.fine", "b"]), .init("2", by: ["age.broad", "b", "c"]),
                .init("3", by: ["age.fine", "c"]),
            ])
        #expect(TableDesign(design.policy).crosses.count == 1)
    }

    @Test("Filters on two codes of one dimension have their remainder in common")
    func filters() {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2"]), .init("p", ["1", "2", "3", "4"])],
            tables: [
                .init("one", by: ["a"], filter: ("p", "1")),
                .init("two", by: ["a"], filter: ("p", "2")),
            ])
        let tables = TableDesign(design.policy)
        #expect(tables.crosses.count == 1)
        #expect(tables.crosses.first?.blocks[1]?.count == 3)
    }

    @Test("A circle whose cross is too large is refused with its dimensions")
    func limit() {
        let circle = [["a", "b"], ["b", "c"], ["c", "a"]]
        #expect(DesignLimit.check(design(circle, codes: 20).policy).isEmpty)
        let found = DesignLimit.check(design(circle, codes: 30).policy)
        #expect(found.map(\.dimensions) == [["a", "b", "c"]])
        #expect(found.map(\.cellCount) == [31 * 31 * 31])
    }

    @Test("The enumerator breaks a release that withholds small cells and nothing else")
    func weakened() throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3"])], tables: [.init("t", by: ["a"])],
            threshold: .visits(3))
        let visits = [1, 2, 2, 2, 3, 3, 3, 3].map {
            Microdata.Visit(person: nil, codes: [$0], requests: [[-1]])
        }
        let tally = design.tally(visits)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        let weak = ProtectedTables(
            policy: tally.policy, period: tally.period,
            tables: tally.tables.map {
                ProtectedTable(
                    $0.layout, of: design.policy, in: system, under: system.primaryPattern)
            },
            notAdditive: [], counting: .exact,
            protection: ProtectionNote(method: "weak", tablesWithheld: []))
        #expect(weak.withheldCount == 1)
        #expect(Enumerator(weak, largest: 8).leaks(in: weak).count == 1)
    }

    @Test("A world that breaks a relation, or a published figure, is no world")
    func worlds() throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2"])], tables: [.init("t", by: ["a"])],
            threshold: .people(2))
        let visits = (0..<8).map {
            Microdata.Visit(person: $0, codes: [1 + $0 % 2], requests: [[-1]])
        }
        let system = try CellSystem(
            policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
        let bounds = Bounds(system)
        let hidden = Pattern(isWithheld: system.cells.map { $0.name != "" })
        #expect(system.cells.map(\.name) == ["", "a=1", "a=2"])
        #expect(World(changing: [:], in: bounds, under: hidden) != nil)
        #expect(
            World(changing: [0: [8, 8], 1: [5, 5], 2: [3, 3]], in: bounds, under: hidden) != nil)
        #expect(
            World(changing: [0: [8, 8], 1: [5, 5], 2: [4, 4]], in: bounds, under: hidden) == nil)
        #expect(
            World(changing: [0: [9, 9], 1: [5, 5], 2: [4, 4]], in: bounds, under: hidden) == nil)
        #expect(
            World(changing: [0: [8, 8], 1: [4, 5], 2: [4, 3]], in: bounds, under: hidden) == nil)
        #expect(
            World(changing: [0: [8, 8], 1: [8, 8], 2: [0, 0]], in: bounds, under: hidden) == nil)
        #expect(World(changing: [1: [4], 2: [4, 4]], in: bounds, under: hidden) == nil)
    }
}
