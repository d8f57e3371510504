import SeuilCore
import SeuilCrypto
import TestSupport

@testable import SeuilDisclosure
@testable import SeuilRelease

/// Protected tables to render: of people who come to a desk, or of numbers drawn at random.
enum SampleFigures {
    /// Tables counted from `visitCount` invented visits, every cell under the threshold withheld.
    static func counted(
        _ policy: VerifiedPolicy, period: Period, visitCount: Int, seed: UInt64
    ) -> ProtectedTables {
        var random = SeededGenerator(seed: seed)
        let dimensions = policy.policy.dimensions
        let leaves = dimensions.map { $0.codelist.leaves }
        /// Low places come more often, so that some cells are small.
        func draw(_ dimension: Int) -> Int {
            let count = leaves[dimension].count
            return leaves[dimension][
                min(
                    Int.random(in: 0..<count, using: &random),
                    Int.random(in: 0..<count, using: &random))]
        }
        let people = (0..<max(1, visitCount / 2)).map { _ in dimensions.indices.map(draw) }
        let visits = (0..<visitCount).map { _ in
            let person = Int.random(in: people.indices, using: &random)
            // What is asked for changes from visit to visit; what is said of the person does not.
            let codes = dimensions.indices.map { index in
                dimensions[index].scope == .request ? draw(index) : people[person][index]
            }
            return (person, codes)
        }
        let tables = policy.policy.tables.indices.map { index in
            table(TableLayout(table: index, of: policy.policy), visits: visits, policy.policy)
        }
        return protected(policy, period: period, tables: tables)
    }

    /// Tables in which each shown cell is withheld, 0, or a number of any width.
    static func random(
        _ policy: VerifiedPolicy, period: Period, seed: UInt64, withheldShare: Double
    ) -> ProtectedTables {
        var random = SeededGenerator(seed: seed)
        let tables = policy.policy.tables.indices.map { index in
            let layout = TableLayout(table: index, of: policy.policy)
            let showsVisitors = policy.policy.tables[index].showsVisitors
            return withSums(
                of: policy.policy, layout: layout,
                cells: (0..<layout.cellCount).map { cell in
                    guard layout.isShown(cell) else { return .notShown }
                    guard Double.random(in: 0..<1, using: &random) >= withheldShare else {
                        return .withheld
                    }
                    var number: Int {
                        let digits = Int.random(in: 0...Figure.digitLimit, using: &random)
                        let bound = (0..<digits).reduce(1) { power, _ in power * 10 }
                        return Int.random(in: 0..<bound, using: &random)
                    }
                    let count = number
                    return .published(count: count, visitors: showsVisitors ? number : nil)
                }
            ) { Bool.random(using: &random) ? Int.random(in: 0...$0, using: &random) : nil }
        }
        return protected(policy, period: period, tables: tables)
    }

    /// Tables in which each shown cell is published with that number.
    static func uniform(
        _ policy: VerifiedPolicy, period: Period, number: Int
    ) -> ProtectedTables {
        let tables = policy.policy.tables.indices.map { index in
            let layout = TableLayout(table: index, of: policy.policy)
            let visitors = policy.policy.tables[index].showsVisitors ? number : nil
            return withSums(
                of: policy.policy, layout: layout,
                cells: (0..<layout.cellCount).map { cell in
                    layout.isShown(cell) ? .published(count: number, visitors: visitors) : .notShown
                }
            ) { $0 }
        }
        return protected(policy, period: period, tables: tables)
    }

    /// A table with a number below that of `draw` in each published cell of each sum that it shows; `nil` at
    /// the first of them withholds the sum.
    static func withSums(
        of policy: Policy, layout: TableLayout, cells: [ProtectedTable.Cell],
        draw: (Int) -> Int?
    ) -> ProtectedTable {
        var sums: [Int: [Int?]] = [:]
        let greatest = Int(Figure.greatestSum.millionths)
        for sum in policy.tables[layout.table].sums where draw(greatest) != nil {
            sums[sum] = cells.map { cell in
                guard case .published = cell else { return nil }
                return draw(greatest) ?? greatest
            }
        }
        return ProtectedTable(layout: layout, cells: cells, sums: sums)
    }

    static func protected(
        _ policy: VerifiedPolicy, period: Period, tables: [ProtectedTable],
        notAdditive: [Int] = [], counting: Counting = .exact, tablesWithheld: [String] = []
    ) -> ProtectedTables {
        ProtectedTables(
            policy: policy, period: period, tables: tables, notAdditive: notAdditive,
            counting: counting,
            protection: ProtectionNote(method: "witness-1", tablesWithheld: tablesWithheld))
    }

    private static func table(
        _ layout: TableLayout, visits: [(Int, [Int])], _ policy: Policy
    ) -> ProtectedTable {
        var counts = [Int](repeating: 0, count: layout.cellCount)
        var people = [Set<Int>](repeating: [], count: layout.cellCount)
        for (person, codes) in visits {
            var cells = [0]
            for (axis, stride) in zip(layout.axes, layout.strides) {
                let positions = axis.positionsByLeaf[codes[axis.dimension]]
                cells = cells.flatMap { cell in positions.map { cell + $0 * stride } }
            }
            for cell in cells {
                counts[cell] += 1
                people[cell].insert(person)
            }
        }
        return ProtectedTable(
            layout: layout,
            cells: counts.indices.map { cell in
                guard layout.isShown(cell) else { return .notShown }
                let isSafe = counts[cell] == 0 || people[cell].count >= policy.threshold.least
                return isSafe
                    ? .published(count: counts[cell], visitors: people[cell].count) : .withheld
            })
    }
}

extension Summary {
    /// A summary for tests, of site “PIMMS de Grenoble”.
    static func sample(
        _ tables: ProtectedTables, audience: Int = SamplePolicy.elus,
        key: Digest = .sha256([1]), history: [ReleasedFigures] = [], ledgerSize: Int = 3
    ) throws -> Summary {
        try Summary(
            tables: tables, audience: audience, number: 12,
            site: SiteIdentity(name: "PIMMS de Grenoble", key: key),
            ledger: .sample(size: ledgerSize),
            salt: [UInt8](repeating: 0xab, count: Summary.saltByteCount),
            history: history)
    }
}

extension LedgerPlace {
    /// A place in the ledger of an invented site.
    static func sample(size: Int = 3) throws -> LedgerPlace {
        let key = try LogKey(
            seed: SecretBytes(copying: [UInt8](repeating: 7, count: 32)),
            name: LedgerWords.origin(ofSite: String(repeating: "5e", count: 16)))
        let checkpoint = Checkpoint(origin: key.verifier.name, size: size, root: .sha256([]))
        return try LedgerPlace(
            logKey: key.verifier, note: SignedNote(signing: checkpoint.text, with: key))
    }
}

extension RenderedSummary {
    /// The text of the file at `path`; empty when there is none.
    func text(_ path: String) -> String {
        String(decoding: files.first { $0.path == path }?.bytes ?? [], as: UTF8.self)
    }
}
