import SeuilCore
import SeuilCrypto
import SeuilDisclosure

/// A policy of one small table of visits, through which any counts can be sent to the protector.
///
/// Tables are given and shown in the order of their layout: grand total first, then row by row, each row's total
/// before its cells.
struct OneTable {
    let rows: Int
    let columns: Int
    let least: Int
    private let policy: VerifiedPolicy
    private let layout: TableLayout
    private let period: Period
    private static let interval = 3
    var interval: Int { OneTable.interval }

    /// One row makes a table of one dimension.
    init(rows: Int, columns: Int, least: Int) throws {
        self.rows = rows
        self.columns = columns
        self.least = least
        let lists = [
            rows > 1 ? "  row: { codes: [\(OneTable.codes("R", rows))] }\n" : "",
            "  column: { codes: [\(OneTable.codes("C", columns))] }\n",
        ].joined()
        policy = try SignedPolicy.verified(
            """
            receives:
              visit: { \(rows > 1 ? "row: code, " : "")column: code }
              required: [\(rows > 1 ? "row, " : "")column]
            keeps:
            \(lists)
            tables:
              table: { by: [\(rows > 1 ? "row, " : "")column], show: [visits], for: [elus] }
            threshold: { visits: \(least) }
            disclosure: { interval: \(OneTable.interval), zeros: publish, group: publish }
            audiences:
              elus: { language: fr, recipients: [recipients/reader.pem] }

            """, codelists: [:])
        layout = TableLayout(table: 0, of: policy.policy)
        period = try SignedPolicy.period(of: policy)
    }

    private static func codes(_ letter: String, _ count: Int) -> String {
        (1...count).map { "\(letter)\($0)" }.joined(separator: ", ")
    }

    /// Where each cell that is no total stands in the layout, row by row.
    var places: [Int] {
        if rows == 1 { return Array(1...columns) }
        return (1...rows).flatMap { row in (1...columns).map { row * (columns + 1) + $0 } }
    }

    /// The cells under each cell of the layout, as indices into `places`.
    var parts: [[Int]] {
        if rows == 1 { return [Array(0..<columns)] + (0..<columns).map { [$0] } }
        return (0...rows).flatMap { row in
            (0...columns).map { column in
                (0..<rows * columns).filter {
                    (row == 0 || $0 / columns == row - 1)
                        && (column == 0 || $0 % columns == column - 1)
                }
            }
        }
    }

    /// Every total and its parts, as places of the layout.
    var lines: [[Int]] {
        if rows == 1 { return [Array(0...columns)] }
        let width = columns + 1
        return (0...rows).map { row in (0...columns).map { row * width + $0 } }
            + (0...columns).map { column in (0...rows).map { $0 * width + column } }
    }

    func figures(_ counts: [Int]) -> [Int] {
        parts.map { $0.reduce(0) { $0 + counts[$1] } }
    }

    /// What `protector` lets a reader see: -1 for what is withheld.
    func seen(_ counts: [Int], through protector: borrowing Protector) throws -> [Int] {
        let visits = figures(counts)
        let tally = ClosedTally(
            policy: policy, period: period,
            tables: [
                TableFigures(
                    layout: layout, visits: visits, requests: visits,
                    visitors: visits.map { _ in 0 }, sums: [])
            ], counting: .exact)
        return try protector.protect(tally).tables[0].cells.map { cell in
            if case .published(let count, _) = cell { count } else { -1 }
        }
    }
}
