import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// Releases that share days, from `Vectors/past.txt`.
@Suite("Figures that were released before")
struct PastCaseTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let threshold: Threshold
        let releases: [(days: Days, counts: [Int])]
        let withheld: Set<String>
        /// How many others are withheld beside them.
        let others: Int
        var testDescription: String { name }
    }

    static let codes = ["a", "b", "c"]

    static let cases: [Case] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Vectors/past.txt")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        return text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let cells = fields[3].split(separator: " ").map(String.init)
            let least = Int(fields[1].split(separator: " ")[1]) ?? 0
            return Case(
                name: fields[0],
                threshold: fields[1].hasPrefix("people") ? .people(least) : .visits(least),
                releases: fields[2].split(separator: ";").map { release in
                    let parts = release.split(separator: ":")
                    let days = parts[0].split(separator: "-").compactMap {
                        Int($0.trimmingCharacters(in: .whitespaces))
                    }
                    return (
                        Days(days[0]...days[1]),
                        parts[1].split(separator: " ").compactMap { Int($0) }
                    )
                },
                withheld: Set(cells.filter { !$0.hasPrefix("+") && $0 != "-" }),
                others: cells.last.flatMap { $0.hasPrefix("+") ? Int($0.dropFirst()) : nil } ?? 0)
        }
    }()

    @Test("Every case of the file was read") func allRead() {
        #expect(PastCaseTests.cases.count == 13)
    }

    @Test("What earlier figures could be taken from is withheld, and no more", arguments: cases)
    func known(_ known: Case) throws {
        let design = SmallPolicy(
            dimensions: [.init("d", PastCaseTests.codes)], tables: [.init("t", by: ["d"])],
            threshold: known.threshold)
        var earlier: [EarlierFigures] = []
        for (index, release) in known.releases.enumerated() {
            let tables = try PastCaseTests.release(
                design.policy, release.counts, in: release.days, after: earlier)
            earlier.insert(EarlierFigures(tables), at: index / 2)
            guard index == known.releases.count - 1 else { continue }
            let withheld = PastCaseTests.withheld(in: tables)
            #expect(withheld.isSuperset(of: known.withheld))
            #expect(withheld.count == known.withheld.count + known.others)
        }
    }

    @Test("Releases of other days change nothing")
    func unrelated() throws {
        let policy = SmallPolicy(
            dimensions: [.init("d", PastCaseTests.codes)], tables: [.init("t", by: ["d"])],
            threshold: .visits(5)
        ).policy
        let before = try PastCaseTests.release(policy, [10, 2, 9], in: Days(1...7), after: [])
        let alone = try PastCaseTests.release(policy, [10, 11, 12], in: Days(8...14), after: [])
        let after = try PastCaseTests.release(
            policy, [10, 11, 12], in: Days(8...14), after: [EarlierFigures(before)])
        #expect(alone == after)
    }

    @Test("With another code list only what both count alike is compared and published")
    func changedCodes() throws {
        let table = SmallPolicy.Table("t", by: ["d"])
        let old = SmallPolicy(
            dimensions: [.init("d", ["a", "b"])], tables: [table], threshold: .visits(5))
        let new = SmallPolicy(
            dimensions: [.init("d", PastCaseTests.codes)], tables: [table], threshold: .visits(5))
        let week = try PastCaseTests.release(old.policy, [20, 20], in: Days(1...7), after: [])
        let month = try PastCaseTests.release(
            new.policy, [20, 20, 20], in: Days(1...28), after: [EarlierFigures(week)])
        #expect(PastCaseTests.withheld(in: month) == ["a", "b", "c"])
        let same = try PastCaseTests.release(
            new.policy, [20, 20, 2], in: Days(1...28), after: [EarlierFigures(week)])
        #expect(PastCaseTests.withheld(in: same) == ["_T", "a", "b", "c"])
    }

    @Test(
        "What an earlier policy did not show is not published of its days, whatever the table is called"
    )
    func otherTables() throws {
        let old = SmallPolicy(
            dimensions: [.init("d", PastCaseTests.codes), .init("e", ["x", "y"])],
            tables: [.init("t", by: ["e"])], threshold: .visits(5))
        let new = SmallPolicy(
            dimensions: [.init("e", ["x", "y"]), .init("d", PastCaseTests.codes)],
            tables: [.init("t", by: ["d"]), .init("other", by: ["e"])], threshold: .visits(5))
        let visits = (0..<60).map {
            Microdata.Visit(person: nil, codes: [$0 % 3 + 1, $0 % 2 + 1], requests: [[-1, -1]])
        }
        let week = try PastCaseTests.protect(old.tally(visits, in: Days(1...7)))
        let turned = visits.map {
            Microdata.Visit(person: nil, codes: $0.codes.reversed(), requests: $0.requests)
        }
        let month = try PastCaseTests.protect(
            new.tally(turned, in: Days(1...28)), after: [EarlierFigures(week)])
        #expect(month.tables[0].cells.map { $0 == .withheld } == [false, true, true, true])
        #expect(!month.tables[1].cells.contains(.withheld))
    }

    @Test("What a filter leaves over needs no earlier figure, and is not published by itself")
    func filters() throws {
        let design = SmallPolicy(
            dimensions: [.init("d", ["a", "b"]), .init("e", ["x", "y"])],
            tables: [.init("t", by: ["d"]), .init("only-x", by: ["d"], filter: ("e", "x"))],
            threshold: .visits(5))
        let visits = (0..<80).map {
            Microdata.Visit(
                person: nil, codes: [$0 % 2 + 1, $0 / 2 % 2 + 1], requests: [[-1, -1]])
        }
        let first = try PastCaseTests.protect(design.tally(visits, in: Days(1...7)))
        let second = try PastCaseTests.protect(design.tally(visits, in: Days(8...14)))
        let both = try PastCaseTests.protect(
            design.tally(visits + visits, in: Days(1...14)),
            after: [EarlierFigures(second), EarlierFigures(first)])
        #expect(!both.tables.contains { $0.cells.contains(.withheld) })
    }

    @Test("No sum is published of days that were released before")
    func sums() throws {
        let design = SmallPolicy(
            dimensions: [.init("d", PastCaseTests.codes), .init("e", ["x", "y"])],
            tables: [SmallPolicy.Table("t", by: ["d"]).withSum, .init("u", by: ["e"])])
        let visits = (0..<60).map {
            Microdata.Visit(
                person: $0, codes: [$0 % 3 + 1, $0 % 2 + 1], requests: [[-1, -1]],
                amount: 20 + $0 % 5)
        }
        let first = try PastCaseTests.protect(design.tally(visits, in: Days(1...7)))
        let second = try PastCaseTests.protect(design.tally(visits, in: Days(8...14)))
        let both = try PastCaseTests.protect(
            design.tally(visits + visits, in: Days(1...14)),
            after: [EarlierFigures(first), EarlierFigures(second)])
        #expect(first.tables[0].sums[0] != nil)
        #expect(both.tables[0].sums.isEmpty)
        #expect(!both.tables[0].cells.contains(.withheld))
    }

    @Test("Figures kept by their codes say the same as the tables that they come from")
    func byCodes() throws {
        let design = SmallPolicy(
            dimensions: [.init("d", PastCaseTests.codes), .init("e", ["x", "y"])],
            tables: [
                .init("t", by: ["d"]), .init("only-x", by: ["d"], filter: ("e", "x")),
            ], threshold: .people(3))
        let visits = (0..<40).map {
            Microdata.Visit(person: $0, codes: [$0 % 7 / 3 + 1, $0 % 2 + 1], requests: [[-1, -1]])
        }
        let tables = try PastCaseTests.protect(design.tally(visits, in: Days(1...7)))
        let published = tables.tables.flatMap { table in
            let layout = table.layout
            return table.cells.enumerated().compactMap {
                cell, status -> EarlierFigures.Published? in
                guard case .published(let count, let visitors) = status else { return nil }
                let axis = layout.axes[0]
                let entry = axis.entries[layout.positions(of: cell)[0]]
                return EarlierFigures.Published(
                    table: design.policy.tables[layout.table].name,
                    codes: [design.policy.dimensions[0].codelist.entries[entry].code], count: count,
                    visitors: visitors)
            }
        }
        #expect(
            EarlierFigures(
                policy: design.policy, period: tables.period, published: published)
                == EarlierFigures(tables))
    }

    // MARK: Releases

    private static func release(
        _ policy: Policy, _ counts: [Int], in days: Days, after earlier: [EarlierFigures]
    ) throws -> ProtectedTables {
        let visits = counts.enumerated().flatMap { code, count in
            (0..<count).map { number in
                // Whoever comes on other days is somebody else.
                Microdata.Visit(
                    person: policy.visitor == nil ? nil : number * 100 + code, codes: [code + 1],
                    requests: [[-1]])
            }
        }
        return try protect(
            SmallPolicy.tally(policy, Microdata(visits).figures(for: policy), in: days),
            after: earlier)
    }

    private static func protect(
        _ tally: ClosedTally, after earlier: [EarlierFigures] = []
    ) throws -> ProtectedTables {
        try Protector(seed: SecretBytes(copying: [UInt8](repeating: 3, count: 32)))
            .protect(tally, after: earlier)
    }

    private static func withheld(in release: ProtectedTables) -> Set<String> {
        let names = [Codelist.totalCode] + codes
        return Set(zip(names, release.tables[0].cells).filter { $0.1 == .withheld }.map(\.0))
    }
}
