import SeuilCore
import Testing

@testable import SeuilAudit

@Suite("Releases that leak are broken, and the equations say how")
struct LeakTests {
    private let p = AttackedDimension("p", ["1", "2", "3", "4"])
    private let q = AttackedDimension("q", ["1", "2", "3"], isAdditive: false)

    @Test("A single withheld cell of a line is its difference")
    func single() throws {
        let verdict = try Plain.verdict(
            on: [Plain.table("t", by: ["p"], "_T: 60 50\n1: 20 18\n2: 33 26\n3: ?\n4: 0 0")], [p])
        #expect(verdict.broken(.interval, "t[3]", measure: "visits")?.interval == 7...7)
        let people = verdict.broken(.interval, "t[3]", measure: "visitors")
        #expect(people?.interval == 6...6 && people?.table == "t")
        #expect(
            people?.equations == [
                "visitors: 50 t[_T] = 18 t[1] + 26 t[2] + 0 t[4] + ? t[3]"
            ])
        #expect(verdict.broken(.threshold, "t[3]")?.most == 6)
    }

    @Test("Two withheld cells that can only share few people")
    func narrow() throws {
        let verdict = try Plain.verdict(
            on: [Plain.table("t", by: ["p"], "_T: 60 50\n1: 20 18\n2: 33 29\n3: ?\n4: ?")], [p])
        #expect(verdict.broken(.remainder, "t[3]", "t[4]", measure: "visitors")?.interval == 3...3)
        #expect(verdict.broken(.threshold, "t[3]")?.interval == 0...3)
        #expect(verdict.broken(.interval, "t[3]", measure: "visits") == nil)
    }

    @Test("Cells that hold together pass")
    func safe() throws {
        let verdict = try Plain.verdict(
            on: [Plain.table("t", by: ["p"], "_T: 60 50\n1: ?\n2: 33 29\n3: ?\n4: 0 0")], [p])
        #expect(verdict.holds && verdict.withheldCells == 2)
    }

    @Test("Empty cells that would be published narrow the others")
    func knownZeros() throws {
        let lines = "_T: 20 20\n1: 15 15\n2: ?\n3: ?\n4: ?"
        let some = { (zeros: DisclosureRule.Zeros) in
            try Plain.verdict(
                on: [Plain.table("t", by: ["p"], lines)], [p], threshold: .people(3), zeros: zeros)
        }
        let known = try some(.publish).broken(.interval, "t[2]", measure: "visits")
        #expect(known?.interval == 1...3)
        #expect(try some(.protect).holds)
    }

    @Test("What two filters leave of a dimension is a cell too")
    func filters() throws {
        let reasons = AttackedDimension(
            "reason", ["A", "B", "C", "D"], isAdditive: false, scope: .request)
        let verdict = try Plain.verdict(
            on: [
                Plain.table("all", by: ["p"], unit: .request, "_T: 40 40\n1: 40 40"),
                Plain.table(
                    "a", by: ["p"], unit: .request, where: .init("reason", "A"),
                    "_T: 20 20\n1: 20 20"
                ),
                Plain.table(
                    "b", by: ["p"], unit: .request, where: .init("reason", "B"),
                    "_T: 18 18\n1: 18 18"
                ),
            ], [AttackedDimension("p", ["1"]), reasons])
        let rest = verdict.broken(.remainder, "[reason=_T∖A+B]", measure: "requests")
        #expect(rest?.interval == 2...2)
        #expect(
            rest?.equations.first
                == "requests: 40 all[_T] = 20 a[_T] + 18 b[_T] + ? [reason=_T∖A+B]")
    }

    @Test("A remainder several levels down is found")
    func levels() throws {
        let places = AttackedDimension(
            "place", ["R1", "a", "b", "R2", "c", "d"],
            parents: ["a": "R1", "b": "R1", "c": "R2", "d": "R2"])
        let verdict = try Plain.verdict(
            on: [
                Plain.table(
                    "t", by: ["place"],
                    "_T: 190 190\nR1: ?\na: ?\nb: 80 80\nR2: ?\nc: ?\nd: 100 100")
            ], [places])
        #expect(verdict.broken(.remainder, "t[a]", "t[c]", measure: "visits")?.interval == 10...10)
    }

    @Test("Hidden rows by hidden columns add up by inclusion and exclusion")
    func box() throws {
        let q = AttackedDimension("q", ["1", "2", "3"])
        let verdict = try Plain.verdict(
            on: [
                Plain.table(
                    "t", by: ["p", "q"],
                    """
                    _T, _T: 40
                    _T, 1: ?
                    _T, 2: ?
                    _T, 3: 30
                    1, _T: ?
                    2, _T: ?
                    3, _T: 15
                    1, 1: ?
                    1, 2: ?
                    1, 3: ?
                    2, 1: ?
                    2, 2: ?
                    2, 3: ?
                    3, 1: ?
                    3, 2: ?
                    3, 3: 10
                    """)
            ], [AttackedDimension("p", ["1", "2", "3"]), q], threshold: .people(6), zeros: .protect)
        let box = verdict.broken(
            .remainder, "t[1, 1]", "t[1, 2]", "t[2, 1]", "t[2, 2]", measure: "visits")
        #expect(box?.interval == 5...5)
    }

    @Test("Tables that share a margin give away what each hides")
    func linked() throws {
        let q = AttackedDimension("q", ["1", "2"])
        let verdict = try Plain.verdict(
            on: [
                Plain.table("t", by: ["p"], "_T: 100 100\n1: 60 60\n2: ?\n3: ?\n4: 0 0"),
                Plain.table(
                    "u", by: ["p", "q"],
                    """
                    1, 1: 30 30
                    1, 2: 30 30
                    2, 1: ?
                    2, 2: 14 14
                    3, 1: 12 12
                    3, 2: 12 12
                    4, 1: 0 0
                    4, 2: 0 0
                    """),
            ], [p, q])
        #expect(verdict.broken(.interval, "u[2, 1]", measure: "visits")?.interval == 2...2)
        #expect(verdict.broken(.interval, "t[3]", measure: "visits")?.interval == 24...24)
    }

    @Test("People of two reasons who must be the same people give the districts away")
    func overlap() throws {
        let sex = AttackedDimension("sex", ["F", "M"])
        let district = AttackedDimension("district", ["A", "B", "C"])
        let reason = AttackedDimension(
            "reason", ["1", "2", "3"], isAdditive: false, scope: .request)
        let verdict = try Plain.verdict(
            on: [
                Plain.table(
                    "bySex", by: ["reason", "sex"], unit: .request,
                    """
                    _T, _T: 180 120
                    _T, F: 120 60
                    _T, M: 60 60
                    1, _T: 60 60
                    1, F: 60 60
                    1, M: 0 0
                    2, _T: 60 60
                    2, F: 60 60
                    2, M: 0 0
                    3, _T: 60 60
                    3, F: 0 0
                    3, M: 60 60
                    """),
                Plain.table(
                    "byDistrict", by: ["reason", "district"], unit: .request,
                    """
                    _T, A: 80 50
                    _T, B: 25 20
                    _T, C: 75 50
                    1, A: 30 30
                    1, B: ?
                    1, C: ?
                    2, A: ?
                    2, B: ?
                    2, C: 25 25
                    3, A: ?
                    3, B: ?
                    3, C: ?
                    """),
            ], [sex, district, reason])
        #expect(
            verdict.broken(.interval, "byDistrict[1, B]", measure: "visitors")?.interval == 5...5)
    }

    @Test("A row that lies wholly in one category is a break, where the policy protects rows")
    func group() throws {
        let q = AttackedDimension("q", ["1", "2"], group: .nearly)
        let tables = [
            Plain.table(
                "t", by: ["p", "q"],
                """
                _T, _T: 60 60
                _T, 1: 44 44
                _T, 2: 16 16
                1, _T: 30 30
                1, 1: 30 30
                1, 2: 0 0
                2, _T: 30 30
                2, 1: 14 14
                2, 2: 16 16
                """)
        ]
        let p = AttackedDimension("p", ["1", "2"])
        let verdict = try Plain.verdict(on: tables, [p, q])
        #expect(verdict.breaks.map(\.kind) == [.row])
        #expect(verdict.broken(.row, "t[1, _T]", "t[1, 1]")?.interval == 0...0)
        let free = AttackedDimension("q", ["1", "2"])
        #expect(try Plain.verdict(on: tables, [p, free]).holds)
    }

    @Test("Where nobody of the whole site is in another category, no row says more")
    func onlyCategory() throws {
        let tables = [
            Plain.table(
                "t", by: ["p", "q"],
                """
                _T, _T: 60 60
                _T, 1: 60 60
                _T, 2: 0 0
                1, _T: 30 30
                1, 1: 30 30
                1, 2: 0 0
                2, _T: 30 30
                2, 1: 30 30
                2, 2: 0 0
                """)
        ]
        let p = AttackedDimension("p", ["1", "2"])
        let q = AttackedDimension("q", ["1", "2"], group: .nearly)
        #expect(try Plain.verdict(on: tables, [p, q]).holds)
    }

    @Test("A table withheld whole hides no zero that another publishes")
    func emptyInWithheldTable() throws {
        let q = AttackedDimension("q", ["1", "2"])
        let tables = [
            Plain.table("all", by: ["p"], "_T: 60 60\n1: 0 0\n2: 60 60"),
            Plain.table(
                "t", by: ["p", "q"], isWithheldWhole: true, "1, 1: ?\n1, 2: ?\n2, 1: ?\n2, 2: ?"),
        ]
        #expect(try Plain.verdict(on: tables, [AttackedDimension("p", ["1", "2"]), q]).holds)
    }

    @Test("All but one of a row is a break over special categories only")
    func allButOne() throws {
        let tables = [
            Plain.table(
                "t", by: ["p", "q"],
                """
                _T, _T: 75 75
                _T, 1: ?
                _T, 2: ?
                1, _T: 30 30
                1, 1: 29 29
                1, 2: ?
                2, _T: 45 45
                2, 1: ?
                2, 2: ?
                """)
        ]
        let p = AttackedDimension("p", ["1", "2"])
        let verdict = try Plain.verdict(
            on: tables, [p, AttackedDimension("q", ["1", "2"], group: .nearly)])
        #expect(verdict.broken(.row, "t[1, _T]", "t[1, 1]")?.most == 1)
        let others = try Plain.verdict(
            on: tables, [p, AttackedDimension("q", ["1", "2"], group: .whole)])
        #expect(others.breaks.allSatisfy { $0.kind != .row })
    }

    @Test("A withheld sum is found from its total")
    func sums() throws {
        let sum = AttackedTable.Sum("sum_paid", cap: 500)
        let verdict = try Plain.verdict(
            on: [
                Plain.table(
                    "t", by: ["p"], sums: [sum],
                    "_T: 60 50 1000.5\n1: 20 18 600.25\n2: 40 32 ?\n3: 0 0 0\n4: 0 0 0")
            ], [p])
        let found = verdict.broken(.interval, "t[2]", measure: "sum_paid")
        #expect(found?.interval == 400...401)
        #expect(found?.equations.first?.contains("1000.5 t[_T] = 600.25 t[1]") == true)
    }

    @Test("A published figure under the threshold is a break by itself")
    func published() throws {
        let verdict = try Plain.verdict(
            on: [Plain.table("t", by: ["p"], "_T: 40 30\n1: 30 22\n2: 10 8\n3: 0 0\n4: 0 0")], [p])
        #expect(verdict.broken(.published, "t[2]")?.most == 8)
    }
}
