/// The cells of one table, totals included, and their places: a mixed radix over the axes' entries.
///
/// A table with a filter has one more axis behind the declared ones, with the three positions of
/// `FilterPosition`; only the `match` slice is ever shown, the rest exists so that what a filter leaves over
/// can be protected.
public struct TableLayout: Sendable, Equatable {
    /// The positions of the axis that stands for a filter.
    public enum FilterPosition { public static let total = 0, match = 1, complement = 2 }

    public struct Axis: Sendable, Equatable {
        /// An index into `Policy.dimensions`.
        public let dimension: Int
        /// The code list's entries at each position: `_T` first, then preorder down to the table's level.
        public let entries: [Int]
        /// The parent position of each position; -1 for position 0.
        public let parents: [Int]
        /// For each entry of the code list that is a leaf, the positions it counts at, finest first,
        /// position 0 last; empty for an entry that is no leaf.
        public let positionsByLeaf: [[Int]]

        /// The positions whose parent is `position`.
        public func children(of position: Int) -> [Int] {
            parents.indices.filter { parents[$0] == position }
        }
    }

    /// An index into `Policy.tables`.
    public let table: Int
    public let unit: Scope
    /// The declared axes in the table's order, then the filter's if there is one.
    public let axes: [Axis]
    public let hasFilter: Bool
    /// `strides[a]`: how far apart two neighbouring positions of axis `a` are. The last axis has 1.
    public let strides: [Int]
    public let cellCount: Int

    /// The cell at `positions`, one an axis.
    public func cell(at positions: [Int]) -> Int {
        zip(positions, strides).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The positions of `cell`, one an axis.
    public func positions(of cell: Int) -> [Int] {
        axes.indices.map { cell / strides[$0] % axes[$0].entries.count }
    }

    /// Whether `cell` is one that the table may show: any, or with a filter those that match it.
    public func isShown(_ cell: Int) -> Bool {
        !hasFilter || cell % FilterPosition.count == FilterPosition.match
    }

    init(table: Int, unit: Scope, axes: [Axis], hasFilter: Bool) {
        var strides = [Int](repeating: 1, count: axes.count)
        for axis in axes.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * axes[axis + 1].entries.count
        }
        self.table = table
        self.unit = unit
        self.axes = axes
        self.hasFilter = hasFilter
        self.strides = strides
        cellCount = axes.reduce(1) { $0 * $1.entries.count }
    }
}

extension TableLayout.FilterPosition { static let count = 3 }

extension TableLayout {
    /// The layout of table number `table` of `policy`.
    public init(table: Int, of policy: Policy) {
        let rule = policy.tables[table]
        var axes = rule.axes.map { axis in
            Axis(
                dimension: axis.dimension,
                codelist: policy.dimensions[axis.dimension].codelist, level: axis.level)
        }
        if let filter = rule.filter {
            axes.append(
                Axis(
                    filtering: filter.dimension, entry: filter.entry,
                    codelist: policy.dimensions[filter.dimension].codelist))
        }
        self.init(table: table, unit: rule.unit, axes: axes, hasFilter: rule.filter != nil)
    }
}

extension TableLayout.Axis {
    /// The axis over `codelist` down to `level`, or to the leaves.
    init(dimension: Int, codelist: Codelist, level: String?) {
        let finest = level.flatMap { codelist.levels[$0] } ?? codelist.leaves
        let kept = Set(finest.flatMap(codelist.path(from:)))
        let entries = codelist.entries.indices.filter(kept.contains)
        var position: [Int: Int] = [:]
        for (place, entry) in entries.enumerated() { position[entry] = place }
        self.dimension = dimension
        self.entries = entries
        parents = entries.map { codelist.entries[$0].parent.flatMap { position[$0] } ?? -1 }
        positionsByLeaf = codelist.entries.indices.map { entry in
            codelist.isLeaf(entry) ? codelist.path(from: entry).compactMap { position[$0] } : []
        }
    }

    /// The axis of a filter on `entry`: total, match, complement.
    init(filtering dimension: Int, entry: Int, codelist: Codelist) {
        self.dimension = dimension
        entries = [0, entry, entry]
        parents = [-1, 0, 0]
        positionsByLeaf = codelist.entries.indices.map { leaf in
            guard codelist.isLeaf(leaf) else { return [] }
            let matches = codelist.path(from: leaf).contains(entry)
            return [
                matches
                    ? TableLayout.FilterPosition.match : TableLayout.FilterPosition.complement,
                TableLayout.FilterPosition.total,
            ]
        }
    }
}
