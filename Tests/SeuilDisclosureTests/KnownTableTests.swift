import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// The field's known tables, from `Vectors/tables` and the literature, and what is known of them.
@Suite("Known tables of the field")
struct KnownTableTests {
    /// A table of rows by columns.
    private static func design(_ rows: [[Int]], least: Int) -> SmallPolicy {
        SmallPolicy(
            dimensions: [
                .init("row", rows.indices.map { "\($0 + 1)" }),
                .init("column", rows[0].indices.map { "\($0 + 1)" }),
            ], tables: [.init("t", by: ["row", "column"])], threshold: .visits(least))
    }

    private static func visits(_ rows: [[Int]]) -> [Microdata.Visit] {
        rows.enumerated().flatMap { row, counts in
            counts.enumerated().flatMap { column, count in
                (0..<count).map { _ in
                    .init(person: nil, codes: [row + 1, column + 1], requests: [[-1, -1]])
                }
            }
        }
    }

    /// What is known of a cell of `rows` when `withheld` is withheld.
    private static func range(
        of cell: [Int], in rows: [[Int]], withholding withheld: [[Int]],
        zeros: DisclosureRule.Zeros
    ) -> ClosedRange<Int>? {
        var design = design(rows, least: 3)
        design.zeros = zeros
        let names = withheld.map { "column=\($0[1])&row=\($0[0])" }
        let release = design.release(visits(rows)) { names.contains($1) }
        var bounds = VisitBounds(release, room: 300)
        let layout = release.tables[0].layout
        return bounds.range(of: layout.cell(at: cell), in: layout)
    }

    /// Fischetti and Salazar (2001): of rows I, II, III and columns A, B, C the cell II,C is sensitive. Three
    /// cells beside it suffice, and it then lies between 5 and 30.
    @Test("Fischetti and Salazar's three cells leave their sensitive cell between 5 and 30")
    func fischettiSalazar() {
        let rows = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
        let withheld = [[2, 3], [2, 1], [3, 1], [3, 3]]
        for (zeros, expected) in [(DisclosureRule.Zeros.protect, 5...30), (.publish, 6...29)] {
            #expect(
                KnownTableTests.range(of: [2, 3], in: rows, withholding: withheld, zeros: zeros)
                    == expected)
        }
        // With fewer it is known.
        for left in withheld.dropFirst() {
            let fewer = withheld.filter { $0 != left }
            #expect(
                KnownTableTests.range(of: [2, 3], in: rows, withholding: fewer, zeros: .protect)
                    == 22...22)
        }
    }

    /// ESSnet handbook, chapter on tables, example 3 (Geurts): rows of 7 and 3, columns of 6 and 4.
    ///
    /// Where zeros are published, what is withheld holds a visit, and less is possible.
    @Test("Geurts's table of two by two leaves the first cell between 3 and 6")
    func geurts() {
        let inner = [[1, 1], [1, 2], [2, 1], [2, 2]]
        for (zeros, expected) in [(DisclosureRule.Zeros.protect, 3...6), (.publish, 4...5)] {
            #expect(
                KnownTableTests.range(
                    of: [1, 1], in: [[4, 3], [2, 1]], withholding: inner, zeros: zeros) == expected)
        }
    }

    @Test(
        "Of SSBtools's z1 every small cell goes, with no fewer beside than against exact solution")
    func z1() throws {
        let table = try KnownTable("z1")
        #expect(table.rows.count == 32)
        // GaussSuppression's numbers of small cells and of cells withheld beside them, which exclude exact
        // determination only.
        for (largest, primary, secondary) in [(1, 1, 3), (2, 2, 2), (3, 3, 3), (5, 5, 5)] {
            let design = SmallPolicy(
                dimensions: table.columns.map { .init($0, table.codes(of: $0)) },
                tables: [.init("t", by: table.columns)], threshold: .visits(largest + 1))
            let release = try design.release(table.visits(for: design), seed: UInt64(largest))
            #expect(release.tables[0].cells.count == 45)
            let small = table.rows.filter { (1...largest).contains($0.count) }
            #expect(small.count == primary)
            let names = Set(small.map { "t: hovedint=\($0.codes[1])&region=\($0.codes[0])" })
            #expect(release.withheldNames.isSuperset(of: names))
            #expect(release.withheldCount >= primary + secondary)
            var bounds = VisitBounds(release, room: 900)
            #expect(bounds.leaks(in: release) == [])
            print("z1, at most \(largest): \(release.withheldCount) of 45 withheld")
        }
    }

    /// GaussSuppression's `SuppressKDisclosure` with a coalition of one: differences of a total and a part.
    @Test("Of mun_accidents the rows wholly or nearly in one category are found")
    func munAccidents() throws {
        let table = try KnownTable("mun-accidents")
        #expect(table.rows.count == 24)
        var design = SmallPolicy(
            dimensions: table.columns.map { .init($0, table.codes(of: $0)) },
            tables: [.init("t", by: table.columns)], threshold: .people(2))
        design.dimensions[1].isSpecial = true
        let visits = table.visits(for: design)
        func found(_ group: DisclosureRule.Group) throws -> [String] {
            design.group = group
            let system = try CellSystem(
                policy: design.policy, tables: design.tally(visits).tables, counting: .exact)
            return system.groups.whole.map { system.cells[$0].name }.sorted()
        }
        // Their list has k5 too, whose total of one person is withheld here in any case.
        let serious = ["inj=serious&mun=k1", "inj=serious&mun=k2", "inj=serious&mun=k6"]
        #expect(try found(.special) == serious)
        #expect(try found(.protect) == ["inj=light&mun=k3"] + serious)
        #expect(try found(.publish) == [])
        design.group = .protect
        let release = try design.release(visits, seed: 5)
        #expect(
            release.withheldNames.isSuperset(
                of: (serious + ["inj=light&mun=k3"]).map { "t: " + $0 }))
        var bounds = VisitBounds(release, room: 60)
        #expect(bounds.leaks(in: release) == [])
    }

    /// The vignette's point: protected one by one, Spain follows from the EU and Portugal.
    @Test("Linked tables of the EU and its countries leave no country to be subtracted")
    func linked() throws {
        let table = try KnownTable("linked-eu")
        let design = KnownTableTests.linkedDesign(table)
        let visits = table.visits(for: design)
        let release = try design.release(visits, seed: 6)
        var bounds = VisitBounds(release, room: 60)
        #expect(bounds.leaks(in: release) == [])
        #expect(!release.isAllWithheld)
        // Safe one by one: in one table the totals of 2015 and 2016 are withheld, in the other Spain.
        let alone = [
            [
                "geo=nonEU&year=2015", "geo=nonEU&year=2016", "age=young&geo=nonEU&year=2015",
                "age=young&geo=nonEU&year=2016", "age=young&year=2015", "age=young&year=2016",
                "year=2015", "year=2016",
            ],
            [
                "geo=Iceland&year=2015", "geo=Iceland&year=2016", "geo=nonEU&year=2015",
                "geo=nonEU&year=2016", "geo=Spain&year=2015", "geo=Spain&year=2016",
                "geo=Portugal&year=2014", "geo=Spain&year=2014", "geo=Portugal&year=2016",
                "geo=EU&year=2015", "geo=EU&year=2016",
            ],
        ]
        let weak = design.release(visits) { alone[$0].contains($1) }
        var weakBounds = VisitBounds(weak, room: 60)
        let leaks = weakBounds.leaks(in: weak)
        #expect(leaks.contains("country-year: geo=Spain&year=2015 is 4...4"))
        #expect(leaks.contains("age-eu-year: geo=nonEU&year=2015 is 2...2"))
    }

    static func linkedDesign(_ table: KnownTable) -> SmallPolicy {
        SmallPolicy(
            dimensions: [
                .init("age", table.codes(of: "age")),
                .init(
                    "geo", groups: [("EU", ["Portugal", "Spain"]), ("nonEU", ["Iceland"])],
                    levels: ["eu": ["EU", "nonEU"]]),
                .init("year", table.codes(of: "year")),
            ],
            tables: [
                .init("age-eu-year", by: ["age", "geo.eu", "year"]),
                .init("country-year", by: ["geo", "year"]),
            ], threshold: .visits(3))
    }

    /// One-way a, b, b, c (sdcTable's test suite), where each b is the number of visits of one person: an
    /// outsider sees only their sum, but each of the two knows the other.
    @Test(
        "Two single contributors in one equation need one cell more, because each knows their own")
    func singleContributors() throws {
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3", "4"])], tables: [.init("t", by: ["a"])],
            threshold: .people(2), interval: 2)
        var visits: [Microdata.Visit] = []
        for (code, people, each) in [(1, 9, 1), (2, 1, 5), (3, 1, 5), (4, 12, 1)] {
            for person in 0..<people {
                for _ in 0..<each {
                    visits.append(
                        .init(person: code * 100 + person, codes: [code], requests: [[-1]]))
                }
            }
        }
        let release = try design.release(visits, seed: 7)
        #expect(release.withheldNames.isSuperset(of: ["t: a=2", "t: a=3"]))
        #expect(release.withheldCount >= 3)
    }
}
