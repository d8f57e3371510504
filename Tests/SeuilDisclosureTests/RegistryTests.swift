import Foundation
import SeuilCrypto
import SeuilSolver
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

@Suite("Real data of the registry", .serialized)
struct RegistryTests {
    @Test("A year of the registry", arguments: 1984...1988)
    func year(_ year: Int) throws {
        let (design, visits) = try Registry.read(year: year)
        let policy = design.policy
        let tally = design.tally(visits)
        let system = try CellSystem(policy: policy, tables: tally.tables, counting: .exact)
        let seed = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
        let start = ContinuousClock.now
        let decision = Decision(on: system, seed: seed, budget: .standard)
        let time = ContinuousClock.now - start
        let listed = system.cells.indices.filter { system.cells[$0].isListed && !system.isZero($0) }
        let primary = listed.filter { system.isSensitive($0) }.count
        let withheld = listed.filter { decision.pattern.isWithheld[$0] }
        let counts = { (cells: [Int]) in cells.reduce(0) { $0 + (system.cells[$1].truth?[0] ?? 0) }
        }
        print(
            "year \(year) cells \(system.cells.count) lines \(system.lines.count) listed \(listed.count) primary \(primary) withheld \(withheld.count)",
            "weight withheld \(Double(counts(withheld)) / Double(counts(listed)))",
            "time \(time) tables \(decision.tablesWithheld)")
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
