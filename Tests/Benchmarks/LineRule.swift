import SeuilCore

/// The simplest rule in use: on every line of a table with exactly one withheld cell the smallest other cell is
/// withheld too, table by table, until no line has a single one.
///
/// It proves nothing (cells remain narrow, and tables give each other away). It is here as the least that
/// any method does on the same figures: what more is withheld, and how much more time that takes, can be said of it.
struct LineRule {
    private let figures: [TableFigures]
    private var isWithheld: [[Bool]]
    private let primaryCount: Int

    init(_ figures: [TableFigures], least: Int) {
        self.figures = figures
        isWithheld = figures.map { table in
            table.visits.indices.map { table.visits[$0] > 0 && table.visitors[$0] < least }
        }
        primaryCount = isWithheld.reduce(0) { $0 + $1.count { $0 } }
    }

    /// The cells withheld beside the small ones.
    var addedCount: Int { isWithheld.reduce(0) { $0 + $1.count { $0 } } - primaryCount }

    mutating func run() {
        for table in figures.indices {
            let lines = LineRule.lines(of: figures[table].layout)
            var isStable = false
            while !isStable {
                isStable = true
                for line in lines where closes(line, in: table) { isStable = false }
            }
        }
    }

    /// Withholds a second cell of `line` where it has one.
    private mutating func closes(_ line: [Int], in table: Int) -> Bool {
        guard line.count(where: { isWithheld[table][$0] }) == 1 else { return false }
        let others = line.filter { !isWithheld[table][$0] && figures[table].visits[$0] > 0 }
        let smallest = others.min { figures[table].visits[$0] < figures[table].visits[$1] }
        guard let smallest else { return false }
        isWithheld[table][smallest] = true
        return true
    }

    /// For each total of each axis its cell and those of its parts.
    private static func lines(of layout: TableLayout) -> [[Int]] {
        layout.axes.indices.flatMap { place -> [[Int]] in
            let axis = layout.axes[place]
            let stride = layout.strides[place]
            let children = axis.entries.indices.map(axis.children)
            return (0..<layout.cellCount).compactMap { cell in
                let position = cell / stride % axis.entries.count
                if children[position].isEmpty { return nil }
                return [cell] + children[position].map { cell + ($0 - position) * stride }
            }
        }
    }
}
