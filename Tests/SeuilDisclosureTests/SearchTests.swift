import SeuilCrypto
import SeuilSolver
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// The parts of the search for worlds, each by itself.
@Suite("How worlds are searched for")
struct SearchTests {
    private static func cell(_ name: String, _ system: CellSystem) throws -> Int {
        try #require(system.cells.firstIndex { $0.name == name })
    }

    @Test("What one cell allows is a bound in whole numbers, as far as worlds go and no further")
    func narrowing() throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3"])],
            tables: [.init("t", by: ["a"], unit: .request, showsVisitors: false)],
            threshold: .visits(4))
        // Of each code so many visits, of which so many with two requests.
        let visits = [(9, 7), (9, 7), (3, 0)].enumerated().flatMap { code, counts in
            (0..<counts.0).map { visit in
                Microdata.Visit(
                    person: nil, codes: [code + 1],
                    requests: [[Int]](repeating: [-1], count: visit < counts.1 ? 2 : 1))
            }
        }
        let system = try CellSystem(
            policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
        let codes = try ["a=1", "a=2", "a=3"].map { try SearchTests.cell($0, system) }
        #expect(codes.map { system.cells[$0].truth } == [[16, 9], [16, 9], [3, 3]])
        let bounds = Bounds(system)
        let pattern = Pattern(isWithheld: system.cells.indices.map(codes.contains))
        let program = WorldProgram(
            bounds, under: pattern,
            goal: .extreme(of: codes[0], 1, isHighest: false, in: system), scope: .oneTimePeople,
            among: Neighbourhood(codes, in: bounds))
        guard case .free(9, let column) = program.variable(codes[0], 1) else {
            Issue.record("the cell has one column for both measures")
            return
        }
        // At most three requests a visit, and room for one visit's: (27 - 16 - 2) / 2 visits may go, which is 4.5.
        #expect(program.columns(of: codes).allSatisfy { $0 == $0.rounded() })
        #expect(program.program.columns[column].lower == -4)
        #expect(program.program.rows.count == 1)
        func world(_ moved: Int) -> World? {
            World(
                changing: [codes[0]: [16 - moved, 9 - moved], codes[1]: [16 + moved, 9 + moved]],
                in: bounds, under: pattern)
        }
        #expect(world(4) != nil && world(5) == nil)
    }

    @Test("Beside a cell without proof a few of the cheapest go one by one, and then the rest")
    func beside() throws {
        let system = try CountedTable(rows: [
            [2, 9, 9, 0, 9], [9, 9, 9, 9, 9], [9, 9, 9, 9, 9], [9, 9, 9, 9, 9],
        ]).system()
        let seed = SecretBytes(copying: [1, 2, 3])
        let prices = Prices(system, seed: seed)
        let small = try SearchTests.cell("a=a0&b=b0", system)
        let zero = try SearchTests.cell("a=a0&b=b3", system)
        var repair = Repair(Bounds(system), prices: prices)
        #expect(repair.pattern == system.primaryPattern)
        let lines = system.lines.filter { $0.terms.contains(small) }.flatMap(\.terms)
        let beside = Set(lines).subtracting([small, zero])
        // Three more columns, three more rows, and both totals.
        #expect(beside.count == 8)
        let cheapest = beside.sorted { prices[$0] < prices[$1] }
        for count in 1...Repair.mostBeside {
            let hasWithheld = repair.withholdBeside(small)
            #expect(hasWithheld)
            let withheld = system.cells.indices.filter { repair.pattern.isWithheld[$0] }
            #expect(Set(withheld) == Set([small] + cheapest.prefix(count)))
        }
        let hasWithheld = repair.withholdBeside(small)
        #expect(hasWithheld)
        let withheld = system.cells.indices.filter { repair.pattern.isWithheld[$0] }
        #expect(Set(withheld) == beside.union([small]))
        #expect(!repair.pattern.isWithheld[zero])
    }

    @Test("A search that follows few cells of a line takes those with room, and closes its chains")
    func fewOfALine() throws {
        // The further right and down, the more people.
        let rows = (0..<30).map { row in (0..<30).map { 5 + $0 + row } }
        let system = try CountedTable(rows: rows).system()
        let bounds = Bounds(system)
        var pattern = Pattern(isWithheld: system.cells.map { _ in false })
        for (cell, found) in system.cells.enumerated() where found.totals == 0 {
            pattern.isWithheld[cell] = true
        }
        let start = try SearchTests.cell("a=a0&b=b0", system)
        let reach = Reach(bounds: bounds, pattern: pattern, prices: nil, isJoint: false)
        #expect(reach.around(start, limit: 2_000).cells.count == 900)
        #expect(reach.around(start, limit: 50).cells.count == 50)
        let few = reach.around(start, limit: 50, perLine: 3)
        let names = Set(few.cells.map { system.cells[$0].name })
        #expect(few.cells == few.cells.sorted() && few.cells.count <= 50)
        let ends = [27, 28, 29]
        #expect(ends.allSatisfy { names.contains("a=a0&b=b\($0)") })
        #expect(ends.allSatisfy { names.contains("a=a\($0)&b=b0") })
        #expect(!names.contains("a=a0&b=b1"))
        // From each of these rows to each of these columns.
        for row in ends { for column in ends { #expect(names.contains("a=a\(row)&b=b\(column)")) } }
    }
}

extension WorldProgram {
    /// The bounds of all columns of `cells`.
    fileprivate func columns(of cells: [Int]) -> [Double] {
        cells.flatMap { cell in
            system.measures.indices.flatMap { position -> [Double] in
                guard case .free(_, let column) = variable(cell, position) else { return [] }
                return [program.columns[column].lower, program.columns[column].upper]
            }
        }
    }
}
