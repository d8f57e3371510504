@testable import SeuilCore
@testable import SeuilDisclosure

/// A table of rows by columns with so many visitors in each inner cell, all of whom came once.
///
/// Its cells are `a=a0&b=b0` and so on, its totals `a=a0` and `b=b0`.
struct CountedTable {
    let rows: [[Int]]
    var threshold = Threshold.people(4)

    private var design: SmallPolicy {
        SmallPolicy(
            dimensions: [
                .init("a", rows.indices.map { "a\($0)" }),
                .init("b", rows[0].indices.map { "b\($0)" }),
            ], tables: [.init("t", by: ["a", "b"])], threshold: threshold)
    }

    func system() throws -> CellSystem {
        try CellSystem(
            policy: design.policy, tables: design.tally([Microdata.Visit](rows)).tables,
            counting: .exact)
    }

    /// The figures of `moved` added to each inner cell, row by row and column by column: all 0 in a world whose
    /// totals are as they truly are.
    func sums(of moved: (String) -> Int) -> [Int] {
        let byRow = rows.indices.map { row in
            rows[row].indices.reduce(0) { $0 + moved("a=a\(row)&b=b\($1)") }
        }
        let byColumn = rows[0].indices.map { column in
            rows.indices.reduce(0) { $0 + moved("a=a\($1)&b=b\(column)") }
        }
        return byRow + byColumn
    }
}
