import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore
@testable import SeuilDisclosure

/// The protector replayed on every table that could have given a release.
@Suite("Replaying the rule on small tables narrows nothing")
struct ReplayTests {
    /// What a reader sees: every figure of a release, -1 for what is withheld.
    private typealias Seen = [Int]

    @Test(
        "With the rule known, no withheld cell of a table of three cells is narrow",
        arguments: 3...5)
    func oneWay(least: Int) throws {
        // With entries to 6 any total is at most 18; all tables of these totals are replayed.
        let tables = compositions(cells: 3, upTo: 18)
        let design = SmallPolicy(
            dimensions: [.init("a", ["1", "2", "3"])], tables: [.init("t", by: ["a"])],
            threshold: .visits(least))
        let protector = Protector(seed: SecretBytes(copying: [UInt8](repeating: 5, count: 32)))
        var classes: [Seen: [[Int]]] = [:]
        for counts in tables {
            let visits = counts.enumerated().flatMap { cell, count in
                (0..<count).map { _ in
                    Microdata.Visit(person: nil, codes: [cell + 1], requests: [[-1]])
                }
            }
            let release = try protector.protect(design.tally(visits))
            let seen = release.tables[0].cells.map { cell in
                if case .published(let count, _) = cell { count } else { -1 }
            }
            classes[seen, default: []].append([counts.reduce(0, +)] + counts)
        }
        for (seen, members) in classes where members.contains(where: isSmall) {
            check(seen, members, least: least, interval: 3)
        }
        #expect(classes.count > 100)
    }

    @Test("Neither is one of a table of two by two", arguments: 3...5, [1, 3, 5])
    func twoByTwo(least: Int, interval: Int) {
        let tables = compositions(cells: 4, upTo: 18).map { [Array($0[0..<2]), Array($0[2..<4])] }
        checkClasses(of: tables, least: least, interval: interval)
    }

    @Test("Neither is one of a table of two by three, or of one row of it", arguments: 3...4)
    func twoByThree(least: Int) {
        let tables = compositions(cells: 6, upTo: 13).map { [Array($0[0..<3]), Array($0[3..<6])] }
        checkClasses(of: tables, least: least, interval: 3)
    }

    @Test("Three rows of two are treated like two of three")
    func turned() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let counts = (0..<2).map { _ in
                (0..<3).map { _ in Int.random(in: 0...9, using: &random) }
            }
            let turned = (0..<3).map { column in counts.map { $0[column] } }
            let withheld = [counts, turned].map { counts in
                SmallTable(counts: counts, least: 4, interval: 3, countsPeople: true)
            }.map { table -> Set<[Int]> in
                guard case .allBut(let places)? = Replay(table)?.release else { return [] }
                return Set(places.map { [$0.row, $0.column] })
            }
            #expect(withheld[0] == Set(withheld[1].map { [$0[1], $0[0]] }), "\(counts)")
        }
    }

    @Test("People with many visits, and those who are among them, learn no more")
    func people() {
        // The totals leave the first cell 2 to 5. Someone in the second cell, with visits of their own, knows of
        // somebody else there, and so no more than 4 in the first.
        let narrow = SmallTable(
            counts: [[2, 4], [4, 1]], least: 4, interval: 3, countsPeople: false)
        let known = SmallTable(
            counts: [[2, 4], [4, 1]], least: 4, interval: 3, countsPeople: true)
        #expect(Replay(narrow)?.release != .grandTotal)
        #expect(Replay(known)?.release == .grandTotal)
    }

    private func isSmall(_ figures: [Int]) -> Bool { figures.dropFirst().allSatisfy { $0 <= 6 } }

    /// All tables of so many cells with a total up to `total`.
    private func compositions(cells: Int, upTo total: Int) -> [[Int]] {
        var found: [[Int]] = [[]]
        for _ in 0..<cells {
            found = found.flatMap { part in
                (0...(total - part.reduce(0, +))).map { part + [$0] }
            }
        }
        return found
    }

    /// Replays the rule on all tables of two dimensions up to some total, and checks each class of what is seen.
    private func checkClasses(
        of tables: [[[Int]]], least: Int, interval: Int
    ) {
        var classes: [Seen: [[Int]]] = [:]
        for counts in tables {
            let table = SmallTable(
                counts: counts, least: least, interval: interval, countsPeople: false)
            guard let release = Replay(table)?.release else {
                Issue.record("\(counts) is not small")
                return
            }
            let figures = figures(of: counts)
            classes[seen(figures, table, release), default: []].append(figures)
        }
        for (seen, members) in classes {
            check(seen, members, least: least, interval: interval)
        }
    }

    /// The grand total, the rows', the columns', and the cells.
    private func figures(of counts: [[Int]]) -> [Int] {
        let rows = counts.map { $0.reduce(0, +) }
        let columns = counts[0].indices.map { column in counts.reduce(0) { $0 + $1[column] } }
        return [rows.reduce(0, +)] + rows + columns + counts.flatMap { $0 }
    }

    private func seen(_ figures: [Int], _ table: SmallTable, _ release: SmallTable.Release) -> Seen
    {
        let rows = table.counts.count
        let columns = table.counts[0].count
        let plan = SmallTablePlan(
            total: 0, rowTotals: (0..<rows).map { 1 + $0 },
            columnTotals: (0..<columns).map { 1 + rows + $0 },
            cells: (0..<rows).map { row in
                (0..<columns).map { 1 + rows + columns + row * columns + $0 }
            })
        var seen = figures
        for cell in plan.withheld(under: release, of: table) { seen[cell] = -1 }
        return seen
    }

    private func check(_ seen: Seen, _ members: [[Int]], least: Int, interval: Int) {
        for cell in seen.indices where seen[cell] < 0 {
            let values = members.map { $0[cell] }
            guard let low = values.min(), let high = values.max() else { continue }
            #expect(
                high - low >= interval && high >= least,
                "cell \(cell) of \(seen) is in \(low)...\(high), k \(least)")
        }
    }
}
