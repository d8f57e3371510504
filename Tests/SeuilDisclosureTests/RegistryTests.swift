import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("Real data of the registry", .serialized)
struct RegistryTests {
    @Test("A year keeps nearly all its visits in published cells", arguments: [1984, 1988])
    func year(_ year: Int) throws {
        let (design, visits) = try Registry.read(year: year)
        let tally = design.tally(visits)
        let people = Set(visits.map(\.person)).count
        #expect([1984: [12_723, 2_321], 1988: [13_543, 2_977]][year] == [visits.count, people])
        let release = try Protector(seed: SecretBytes(copying: [7])).protect(tally)
        #expect(release.protection.tablesWithheld.isEmpty)
        var published = 0
        var all = 0
        for (table, figures) in zip(release.tables, tally.tables) {
            for (cell, status) in table.cells.enumerated() {
                all += figures.count(cell)
                guard case .published(let count, let visitors) = status else { continue }
                published += count
                #expect(count == figures.count(cell) && visitors == figures.visitors[cell])
                #expect(count == 0 || figures.visitors[cell] >= 11)
            }
        }
        print("\(year): withheld \(release.withheldCount), published \(published) of \(all)")
        #expect(Double(published) > 0.9 * Double(all))
    }
}

enum Registry {
    static func read(year: Int) throws -> (SmallPolicy, [Microdata.Visit]) {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/rwm5yr.csv")
        let rows = try String(contentsOf: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst()
            .map { $0.split(separator: ",").map(String.init) }
        let fives = stride(from: 25, through: 60, by: 5).map { "\($0)" }
        let tens = [
            ("t25", ["25", "30"]), ("t35", ["35", "40"]), ("t45", ["45", "50"]),
            ("t55", ["55", "60"]), ("_U", [String]()),
        ]
        let bands = ["LT2", "2", "2.5", "3.5", "GE5", "_U"]
        let design = SmallPolicy(
            dimensions: [
                .init(
                    "age", groups: tens.map { (code: $0.0, under: $0.1) },
                    levels: ["five": fives + ["_U"], "ten": tens.map(\.0)]),
                .init("education", ["1", "2", "3", "4", "_U"]),
                .init("sex", ["F", "M", "X"]),
                .init("oow", ["yes", "no", "_U"]),
                .init("reason", ["doctor", "hospital"], scope: .request, isPerPerson: false),
                .init("income", bands),
            ],
            tables: [
                .init("age-education", by: ["age.ten", "education"]),
                .init("sex-work", by: ["sex", "oow"]),
                .init("reasons", by: ["reason", "age.ten", "sex"], unit: .request),
                .init("fine", by: ["age.five", "education", "sex"]),
                .init("income", by: ["income", "education"]),
            ], threshold: .people(11))
        let lists = design.dimensions.map(\.codelist)
        var visits: [Microdata.Visit] = []
        for row in rows where row[1] == "\(year)" {
            let age = Int(row[2]) ?? 0
            let income = [2, 2.5, 3.5, 5].count { (Double(row[9]) ?? 0) >= $0 }
            let codes = [
                lists[0].index(of: "\(age / 5 * 5)") ?? -1, lists[1].index(of: row[7]) ?? -1,
                lists[2].index(of: row[3] == "female" ? "F" : "M") ?? -1,
                lists[3].index(of: row[6]) ?? -1, -1,
                lists[5].index(of: bands[income]) ?? -1,
            ]
            for (reason, count) in [("doctor", row[10]), ("hospital", row[11])] {
                let request = [-1, -1, -1, -1, lists[4].index(of: reason) ?? -1, -1]
                for _ in 0..<(Int(count) ?? 0) {
                    visits.append(
                        .init(person: Int(row[0]), codes: codes, requests: [request]))
                }
            }
        }
        return (design, visits)
    }
}
