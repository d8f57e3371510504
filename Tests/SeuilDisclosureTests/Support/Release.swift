import SeuilCrypto
import TestSupport

@testable import SeuilCore
@testable import SeuilDisclosure

extension SmallPolicy {
    /// The release of `visits` under a key drawn from `seed`.
    func release(_ visits: [Microdata.Visit], seed: UInt64) throws -> ProtectedTables {
        var random = SeededGenerator(seed: seed)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        return try Protector(seed: SecretBytes(copying: key)).protect(tally(visits))
    }

    /// A release of `visits` that withholds the cells that `isWithheld` says, whoever decided it: by the
    /// number of its table and what it counts (see `name(of:in:)`).
    func release(_ visits: [Microdata.Visit], withholding isWithheld: (Int, String) -> Bool)
        -> ProtectedTables
    {
        let tally = tally(visits)
        let policy = tally.policy.policy
        return ProtectedTables(
            policy: tally.policy, period: tally.period,
            tables: tally.tables.enumerated().map { table, figures in
                ProtectedTable(
                    layout: figures.layout,
                    cells: (0..<figures.layout.cellCount).map { cell in
                        if !figures.layout.isShown(cell) { return .notShown }
                        if isWithheld(table, policy.name(of: cell, in: figures.layout)) {
                            return .withheld
                        }
                        return .published(
                            count: figures.count(cell),
                            visitors: policy.tables[table].showsVisitors
                                ? figures.visitors[cell] : nil)
                    })
            }, notAdditive: [], counting: .exact,
            protection: ProtectionNote(method: "test", tablesWithheld: []))
    }
}

extension Policy {
    /// What a cell of a table counts: `a=1&b=2`, totals left out, in the order of the dimensions' names.
    func name(of cell: Int, in layout: TableLayout) -> String {
        zip(layout.axes, layout.positions(of: cell)).compactMap { axis, position -> String? in
            let entry = axis.entries[position]
            let dimension = dimensions[axis.dimension]
            return entry == 0 ? nil : "\(dimension.name)=\(dimension.codelist.entries[entry].code)"
        }.sorted().joined(separator: "&")
    }
}

extension Policy {
    /// Whether a cell that is withheld is known to hold a visit: its zeros are published, and no row in one
    /// category takes its zeros with it.
    func isKnownPositive(_ cell: Int, in layout: TableLayout) -> Bool {
        let looked = zip(layout.axes, layout.positions(of: cell))
            .filter { $0.entries[$1] != 0 }.map(\.0.dimension)
        return zeros(lookingAt: looked) == .publish
            && dimensions.indices.allSatisfy { group(over: $0) == .none }
    }
}

extension ProtectedTables {
    /// The withheld cells of every table, as `table: a=1&b=2`.
    var withheldNames: Set<String> {
        let policy = policy.policy
        return Set(
            tables.flatMap { table in
                table.cells.indices.filter { table.cells[$0] == .withheld }.map {
                    "\(policy.tables[table.layout.table].name): \(policy.name(of: $0, in: table.layout))"
                }
            })
    }
}
