/// Which free columns bear on which others.
struct Components {
    /// The free columns of each component, in order.
    private(set) var all: [[Int]] = []
    /// The component of each column; `nil` for fixed ones.
    private var componentOfColumn: [Int?]
    /// The free columns of each row.
    private let freeOfRow: [[Int]]
    private let rowsOfColumn: [[Int]]

    init(_ equations: Equations, _ bounds: Bounds) {
        freeOfRow = equations.rows.map { row in
            row.terms.map(\.column).filter { !bounds.isFixed($0) }
        }
        rowsOfColumn = bounds.rows
        componentOfColumn = equations.subjects.map { _ in nil }
        for column in equations.subjects.indices
        where !bounds.isFixed(column) && componentOfColumn[column] == nil {
            let component = columns(around: [column], atMost: .max)
            for other in component { componentOfColumn[other] = all.count }
            all.append(component)
        }
    }

    /// All free columns that bear on one of `columns`.
    func reach(of columns: [Int]) -> [Int] {
        let components = Set(columns.compactMap { componentOfColumn[$0] })
        return components.sorted().flatMap { all[$0] }
    }

    /// At most `count` free columns, those first that are fewest rows away from `start`; more only when the
    /// start itself has more.
    func columns(around start: [Int], atMost count: Int) -> [Int] {
        var columns: [Int] = []
        var isMet: Set<Int> = []
        var isRead: Set<Int> = []
        for column in start where isFree(column) && isMet.insert(column).inserted {
            columns.append(column)
        }
        var next = 0
        while next < columns.count, columns.count < count {
            for row in rowsOfColumn[columns[next]] where isRead.insert(row).inserted {
                for other in freeOfRow[row]
                where columns.count < count && isMet.insert(other).inserted {
                    columns.append(other)
                }
            }
            next += 1
        }
        return columns.sorted()
    }

    private func isFree(_ column: Int) -> Bool {
        // A column in no row at all is free too, but nothing bears on it.
        rowsOfColumn[column].first.map { freeOfRow[$0].contains(column) } ?? true
    }
}
