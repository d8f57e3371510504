/// Finds few rows that already narrow a figure as much as all rows do.
struct Explanation {
    /// How many columns around the figure are looked at, one after the other.
    private static let sizes = [8, 24, 80, 240]

    private let equations: Equations
    /// As published, nothing derived.
    private let bounds: Bounds
    private let components: Components

    init(_ equations: Equations) {
        self.equations = equations
        bounds = Bounds(equations)
        components = Components(equations, bounds)
    }

    /// Rows from which it follows that `expression` is at most `most`, none of which could be left out; empty
    /// when it takes more than few rows, or reasoning in whole numbers.
    func rows(keeping expression: Expression, atMost most: Int) -> [Int] {
        guard proves([], expression, most) == false else { return [] }
        for size in Explanation.sizes {
            let columns = components.columns(around: expression.map(\.column), atMost: size)
            var met: Set<Int> = []
            let rows = columns.flatMap { bounds.rows[$0] }.filter { met.insert($0).inserted }
            if proves(rows, expression, most) { return needed(rows, expression, most) }
        }
        return []
    }

    /// Leaves out runs of rows, long ones first, as long as the others suffice.
    private func needed(_ rows: [Int], _ expression: Expression, _ most: Int) -> [Int] {
        var rows = rows
        var length = max(1, rows.count / 2)
        while true {
            // What is farthest away is left out first.
            var end = rows.count
            while end > 0 {
                let start = max(0, end - length)
                var fewer = rows
                fewer.removeSubrange(start..<end)
                if proves(fewer, expression, most) { rows = fewer }
                end = start
            }
            if length == 1 { return rows }
            length /= 2
        }
    }

    private func proves(_ rows: [Int], _ expression: Expression, _ most: Int) -> Bool {
        var met: Set<Int> = []
        let columns =
            (expression.map(\.column) + rows.flatMap { equations.rows[$0].terms.map(\.column) })
            .filter { met.insert($0).inserted }
        let program = WorldProgram(equations, bounds, columns: columns, base: nil, rows: rows)
        return program.relaxedMost(of: expression).map { $0 <= most } ?? false
    }
}
