import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

/// The shipped policy and the real data, from sent text to closed figures.
@Suite("The health registry, counted")
struct RegistryTests {
    /// Visits and people with a visit, a year: known answers, counted from the file by other means.
    static let known = [
        ("1984", 12_723, 2_321), ("1985", 12_274, 2_311), ("1986", 13_796, 2_406),
        ("1987", 12_655, 2_316), ("1988", 13_543, 2_977),
    ]

    /// The file's rows of `year`, as dictionaries.
    static func rows(_ year: String) throws -> [[String: String]] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/rwm5yr.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
        let names = lines[0].split(separator: ",").map(String.init)
        return lines.dropFirst().filter { $0.contains(",\(year),") }.map { line in
            let values = line.split(separator: ",").map(String.init)
            return Dictionary(uniqueKeysWithValues: zip(names, values))
        }.filter { $0["year"] == year }
    }

    @Test(
        "Each year has its known visits and people, in total and in every cell of a table",
        arguments: known)
    func year(id: String, visits: Int, people: Int) throws {
        let policy = try PolicyParser.parse(
            ShippedPolicyTests.files("health-registry"), certificates: .omitted
        ).policy
        let calendar = try #require(PeriodCalendar(rule: policy.periods))
        let period = try #require(calendar.period(id: id))
        let open = OpenPeriod(
            policy: DeskPolicy.verified(policy), period: period,
            keys: PeriodKeys(
                master: SecretBytes(copying: [UInt8](repeating: 3, count: 32)), site: "registry",
                period: id))
        let scanner = VisitScanner(members: open.members, limits: VisitLimits())
        var tally = Tally(open.shape)
        var number: UInt64 = 0
        var expected: [String: (visits: Int, people: Set<String>)] = [:]
        for row in try RegistryTests.rows(id) {
            var batch: [CountedVisit] = []
            for (reason, column) in [("doctor", "doctor_visits"), ("hospital", "hospital_days")] {
                let text =
                    "{\"at\":\"\(id)-06-15T12:00:00+02:00\",\"person\":\"\(row["person"] ?? "")\","
                    + "\"age\":\(row["age"] ?? ""),\"sex\":\"\(row["sex"] ?? "")\","
                    + "\"education\":\"\(row["education"] ?? "")\","
                    + "\"out_of_work\":\"\(row["out_of_work"] ?? "")\","
                    + "\"income\":\(row["household_income"] ?? ""),"
                    + "\"requests\":[{\"reason\":\"\(reason)\"}]}"
                for _ in 0..<(Int(row[column] ?? "") ?? 0) {
                    number += 1
                    let id = EventID(random: number)
                    batch.append(
                        try scan(Array(text.utf8), scanner) { (visit) throws(Refusal) in
                            try open.count(visit, id: id, receivedAt: Date())
                        })
                    for sex in [row["sex"] ?? "", "_T"] {
                        for work in [row["out_of_work"] ?? "", "_T"] {
                            expected["\(sex),\(work)", default: (0, [])].visits += 1
                            expected["\(sex),\(work)", default: (0, [])].people.insert(
                                row["person"] ?? "")
                        }
                    }
                }
            }
            if !batch.isEmpty { tally.add(TallyDelta(counting: batch, in: open)) }
        }
        let closed = tally.close()
        #expect(closed.counting == .exact)
        for table in closed.tables {
            #expect(table.visits[0] == visits && table.requests[0] == visits)
            #expect(table.visitors[0] == people)
        }
        let table = closed.tables[1]
        for cell in 0..<table.layout.cellCount {
            let codes = zip(table.layout.axes, table.layout.positions(of: cell)).map {
                policy.dimensions[$0.dimension].codelist.entries[$0.entries[$1]].code
            }
            let cellExpected = expected[codes.joined(separator: ",")]
            #expect(table.visits[cell] == cellExpected?.visits ?? 0)
            #expect(table.visitors[cell] == cellExpected?.people.count ?? 0)
        }
    }
}
