import SeuilCore

/// The tables of a policy as one structure, before any figure: which cells are the same, and which tables
/// close a circle.
struct TableDesign {
    let policy: Policy
    let layouts: [TableLayout]
    private(set) var categories: [Categories]
    /// `keys[table][axis][position]`: the category there.
    private(set) var axisCategories: [[[Int]]] = []
    /// The finer tables that no one sees, without which a set of cells need not belong to any visits.
    private(set) var crosses: [Cross] = []

    init(_ policy: Policy) {
        self.policy = policy
        layouts = policy.tables.indices.map { TableLayout(table: $0, of: policy) }
        categories = policy.dimensions.map { Categories($0.codelist) }
        for layout in layouts {
            axisCategories.append(
                layout.axes.indices.map { axis in readCategories(of: axis, in: layout) })
        }
        crosses = findCrosses()
    }

    private mutating func readCategories(of axis: Int, in layout: TableLayout) -> [Int] {
        let dimension = layout.axes[axis].dimension
        let entries = layout.axes[axis].entries
        guard layout.isFilter(axis) else {
            return entries.map { categories[dimension].category(of: $0) }
        }
        let entry = entries[TableLayout.FilterPosition.match]
        return [
            Categories.total, categories[dimension].category(of: entry),
            categories[dimension].complement(of: entry),
        ]
    }

    /// What `cell` of table number `table` counts.
    func key(of cell: Int, in table: Int) -> CellKey {
        var key = CellKey(dimensionCount: categories.count)
        let layout = layouts[table]
        for (axis, position) in layout.positions(of: cell).enumerated() {
            key.categories[layout.axes[axis].dimension] = axisCategories[table][axis][position]
        }
        return key
    }

    /// The finest categories of a table's axis, which part its dimension.
    func partition(of axis: Int, in table: Int) -> [Int] {
        let layout = layouts[table]
        let parents = Set(layout.axes[axis].parents)
        return layout.axes[axis].entries.indices
            .filter { layout.isFilter(axis) ? $0 > 0 : !parents.contains($0) }
            .map { axisCategories[table][axis][$0] }.sorted()
    }

    private mutating func findCrosses() -> [Cross] {
        var graph = TableGraph()
        var partitions = policy.dimensions.map { _ in [[Int]]() }
        for table in layouts.indices {
            for axis in layouts[table].axes.indices {
                let dimension = layouts[table].axes[axis].dimension
                let partition = partition(of: axis, in: table)
                if !partitions[dimension].contains(partition) {
                    partitions[dimension].append(partition)
                }
            }
        }
        // Partitions that refine one another are attributes of growing detail; others have only their
        // join in common, which no table shows.
        var tangled: Set<Int> = []
        for dimension in partitions.indices {
            partitions[dimension].sort {
                $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count
            }
            let chain = partitions[dimension]
            if !zip(chain, chain.dropFirst()).allSatisfy({
                categories[dimension].refines($0.1, $0.0)
            }) {
                partitions[dimension].append(categories[dimension].join(of: chain))
                tangled.insert(dimension)
            }
        }
        for table in layouts.indices {
            var attributes: Set<TableGraph.Attribute> = []
            for axis in layouts[table].axes.indices {
                let dimension = layouts[table].axes[axis].dimension
                let rank =
                    partitions[dimension].firstIndex(of: partition(of: axis, in: table)) ?? 0
                let ranks = tangled.contains(dimension) ? rank...rank : 0...rank
                for rank in ranks { attributes.insert(.init(dimension: dimension, rank: rank)) }
            }
            graph.edges.append(attributes)
        }
        return graph.crosses(tangled: tangled) { partitions[$0].count - 1 }.map { ranks in
            var blocks: [Int: [Int]] = [:]
            for (dimension, rank) in ranks { blocks[dimension] = partitions[dimension][rank] }
            return Cross(blocks: blocks)
        }
    }
}

extension TableDesign {
    /// A table over several dimensions at once that no one sees.
    struct Cross {
        /// For each of its dimensions, the categories that part it.
        let blocks: [Int: [Int]]
    }

    /// The cross's cells, totals included: every combination of categories made of whole blocks.
    func keys(of cross: Cross) -> [CellKey] {
        var keys = [CellKey(dimensionCount: categories.count)]
        for (dimension, choices) in choices(of: cross) {
            keys = keys.flatMap { key in
                choices.map { category in
                    var key = key
                    key.categories[dimension] = category
                    return key
                }
            }
        }
        return keys
    }

    /// How many cells the cross has; at most `Int.max`.
    func cellCount(of cross: Cross) -> Int {
        choices(of: cross).reduce(1) { count, part in
            let (product, overflows) = count.multipliedReportingOverflow(by: part.1.count)
            return overflows ? Int.max : product
        }
    }

    private func choices(of cross: Cross) -> [(Int, [Int])] {
        cross.blocks.sorted { $0.key < $1.key }.map { dimension, blocks in
            let all = categories[dimension]
            return (dimension, all.leaves.indices.filter { all.isUnion($0, of: blocks) })
        }
    }
}

extension TableLayout {
    /// Whether `axis` stands for the table's filter.
    func isFilter(_ axis: Int) -> Bool { hasFilter && axis == axes.count - 1 }
}
