import SeuilCore
import Testing

@testable import SeuilAudit

@Suite("Intervals known from the literature")
struct VectorTests {
    @Test("Fischetti and Salazar: the withheld investment lies in [5, 30]")
    func fischettiSalazar() throws {
        let verdict = try verdict(of: "fischetti-salazar", zeros: .protect)
        let cell = verdict.narrowest.first { $0.cells == ["t[II, C]"] }
        #expect(cell?.least == 5 && cell?.most == 30 && cell?.isExact == true)
        #expect(verdict.breaks.isEmpty)
    }

    @Test("Geurts: the first cell lies in [3, 6]")
    func geurts() throws {
        let verdict = try verdict(of: "geurts", zeros: .protect)
        let cell = verdict.narrowest.first { $0.cells == ["t[1, 1]"] }
        #expect(cell?.least == 3 && cell?.most == 6 && cell?.isExact == true)
    }

    @Test("Geurts, where empty cells are known to be published: it lies in [4, 5]")
    func geurtsWithKnownZeros() throws {
        let verdict = try verdict(of: "geurts", zeros: .publish)
        let cell = (verdict.narrowest + verdict.breaks).first { $0.cells == ["t[1, 1]"] }
        #expect(cell?.least == 4 && cell?.most == 5 && cell?.isExact == true)
    }

    private func verdict(of name: String, zeros: DisclosureRule.Zeros) throws -> Verdict {
        let (dimensions, cells) = try Vector.table(name)
        let codes = dimensions.indices.map { index in Set(cells.map { $0.codes[index] }).sorted() }
        let release = AttackedRelease(
            rules: .init(threshold: .visits(1), interval: 3, zeros: zeros),
            dimensions: zip(dimensions, codes).map { AttackedDimension($0, $1) },
            tables: [
                AttackedTable(
                    "t", by: dimensions, unit: .visit, showsVisitors: false, cells: cells)
            ])
        return try Attack(on: [release]).run(budget: .auditor, narrowest: 10)
    }
}
