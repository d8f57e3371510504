/// Where the figures of one period stand: the cells of all tables of its policy, equal ones as one.
///
/// Two cells of different tables that name the same codes (the grand total, a margin that two tables share) are
/// one cell here. So it is counted once, keeps one set of tokens, and can never show two figures, not even
/// when visitors are estimated.
public struct TallyShape: Sendable {
    public let policy: VerifiedPolicy
    public let period: Period
    /// One per table of the policy, in its order.
    public let layouts: [TableLayout]
    /// How many different cells there are.
    public let cellCount: Int
    /// For each table, the cell in which each cell of its layout stands.
    let cells: [[Int32]]
    /// For each cell the sums, indices into `Policy.sums`, of which it keeps who brought how much: those that
    /// some table shows of it. Of all others nothing is kept of any contributor.
    let keptSums: [[Int]]

    var sumCount: Int { policy.policy.sums.count }

    /// The shape of the figures of `period` under `policy`.
    public init(policy: VerifiedPolicy, period: Period) {
        let layouts = policy.policy.tables.indices.map {
            TableLayout(table: $0, of: policy.policy)
        }
        var names = CellNames()
        self.policy = policy
        self.period = period
        self.layouts = layouts
        cells = layouts.map { layout in names.cells(of: layout) }
        cellCount = names.count
        var kept = [Set<Int>](repeating: [], count: names.count)
        for (table, rule) in policy.policy.tables.enumerated() where !rule.sums.isEmpty {
            for cell in cells[table] { kept[Int(cell)].formUnion(rule.sums) }
        }
        keptSums = kept.map { $0.sorted() }
    }
}

/// Gives each cell a number by what it says: the dimensions that it fixes, and to which entries.
private struct CellNames {
    /// A dimension that a cell fixes to an entry, or to what a filter on that entry leaves over.
    private struct Fixed: Hashable, Comparable {
        let dimension: Int
        let entry: Int
        let isComplement: Bool

        static func < (left: Fixed, right: Fixed) -> Bool { left.dimension < right.dimension }
    }
    private var numbers: [[Fixed]: Int32] = [:]

    var count: Int { numbers.count }

    mutating func cells(of layout: TableLayout) -> [Int32] {
        (0..<layout.cellCount).map { cell in
            let name = CellNames.name(of: layout.positions(of: cell), in: layout)
            if let known = numbers[name] { return known }
            let number = Int32(numbers.count)
            numbers[name] = number
            return number
        }
    }

    private static func name(of positions: [Int], in layout: TableLayout) -> [Fixed] {
        var name: [Fixed] = []
        for (index, position) in positions.enumerated() where position != 0 {
            let axis = layout.axes[index]
            let isFilter = layout.hasFilter && index == layout.axes.count - 1
            name.append(
                Fixed(
                    dimension: axis.dimension, entry: axis.entries[position],
                    isComplement: isFilter && position == TableLayout.FilterPosition.complement))
        }
        return name.sorted()
    }
}
