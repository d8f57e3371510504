import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// The field's known cases, from `Vectors/cases.txt`.
@Suite("Known cases of complementary suppression")
struct CaseTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let rows: [[Int]]
        let least: Int
        let zeros: DisclosureRule.Zeros
        let withheld: Int
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Vectors/cases.txt")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return Case(
                name: fields[0],
                rows: fields[1].split(separator: "/").map { row in
                    row.split(separator: " ").compactMap { Int($0) }
                }, least: Int(fields[2]) ?? 0,
                zeros: DisclosureRule.Zeros(rawValue: fields[3]) ?? .publish,
                withheld: Int(fields[4]) ?? -1)
        }
    }()

    @Test("The case protects what it must, and no more than one cell beyond it", arguments: cases)
    func known(_ known: Case) throws {
        let columns = known.rows[0].indices.map { "c\($0 + 1)" }
        var dimensions = [SmallPolicy.Dimension("column", columns)]
        if known.rows.count > 1 {
            dimensions.insert(.init("row", known.rows.indices.map { "r\($0 + 1)" }), at: 0)
        }
        let design = SmallPolicy(
            dimensions: dimensions, tables: [.init("t", by: dimensions.map(\.name))],
            threshold: .visits(known.least), zeros: known.zeros)
        var visits: [Microdata.Visit] = []
        for (row, counts) in known.rows.enumerated() {
            for (column, count) in counts.enumerated() {
                let codes = known.rows.count > 1 ? [row + 1, column + 1] : [column + 1]
                visits += (0..<count).map { _ in
                    .init(person: nil, codes: codes, requests: [codes.map { _ in -1 }])
                }
            }
        }
        let seed = SecretBytes(copying: [UInt8](repeating: 3, count: 32))
        let release = try Protector(seed: seed).protect(design.tally(visits))
        #expect((known.withheld...known.withheld + 1).contains(release.withheldCount))
        if known.rows.count == 1 || known.least < 5 {
            #expect(Enumerator(release, largest: visits.count).leaks(in: release).isEmpty)
        }
    }

    @Test("Every case of the file was read") func allRead() { #expect(CaseTests.cases.count == 6) }
}
