/// Which free columns bear on which others.
struct Components {
    /// The free columns of each component, in order.
    private(set) var all: [[Int]] = []

    init(_ equations: Equations, _ bounds: Bounds) {
        var isMet = equations.subjects.map { _ in false }
        for column in equations.subjects.indices where !bounds.isFixed(column) && !isMet[column] {
            isMet[column] = true
            var component = [column]
            var next = 0
            while next < component.count {
                for other in Components.neighbours(component[next], equations, bounds)
                where !isMet[other] {
                    isMet[other] = true
                    component.append(other)
                }
                next += 1
            }
            all.append(component.sorted())
        }
    }

    /// At most `count` free columns, those first that are fewest rows away from `start`; more only when the
    /// start itself has more.
    func columns(
        around start: [Int], atMost count: Int, _ equations: Equations, _ bounds: Bounds
    ) -> [Int] {
        var columns: [Int] = []
        var isMet: Set<Int> = []
        for column in start where !bounds.isFixed(column) && isMet.insert(column).inserted {
            columns.append(column)
        }
        var next = 0
        while next < columns.count, columns.count < count {
            for other in Components.neighbours(columns[next], equations, bounds)
            where columns.count < count && isMet.insert(other).inserted {
                columns.append(other)
            }
            next += 1
        }
        return columns.sorted()
    }

    /// The free columns that share a row with `column`.
    private static func neighbours(
        _ column: Int, _ equations: Equations, _ bounds: Bounds
    ) -> [Int] {
        bounds.rows[column].flatMap { row in
            equations.rows[row].terms.map(\.column).filter { !bounds.isFixed($0) }
        }
    }
}
