import SeuilCore

/// Finds every cell inside which tables cross two dimensions or more.
///
/// Like lines, grids are read from what the cells count and not from the tables: a filter's table crosses
/// those of the filters around it.
struct GridFinder {
    private let design: TableDesign
    private let merged: MergedCells
    private let cellByKey: [CellKey: Int]
    /// For each dimension, the nested categories around each category, `Categories.total` included.
    private let around: [[[Int]]]
    /// For each dimension and measure, whether it adds up on every line.
    private let addsUp: [[Bool]]
    /// The dimensions in the order of their names.
    private let dimensions: [Int]

    init(
        design: TableDesign, merged: MergedCells, measures: [Measure],
        found: [LineFinder.Found], lines: [Line]
    ) {
        self.design = design
        self.merged = merged
        cellByKey = Dictionary(
            uniqueKeysWithValues: merged.keys.enumerated().map { ($0.element, $0.offset) })
        around = design.categories.map { categories in
            var byLeaf: [Int: [Int]] = [:]
            for category in categories.leaves.indices where categories.isNested[category] {
                for leaf in categories.leaves[category] {
                    byLeaf[leaf, default: []].append(category)
                }
            }
            return categories.leaves.indices.map { category in
                guard let leaf = categories.leaves[category].first else { return [] }
                return (byLeaf[leaf] ?? []).filter { categories.contains($0, category) }
            }
        }
        let named = design.policy.dimensions
        dimensions = named.indices.sorted { named[$0].name < named[$1].name }
        var addsUp = named.map { dimension in measures.map { $0.addsUp(over: dimension) } }
        for dimension in named.indices {
            let whole = found.indices.filter {
                found[$0].dimension == dimension && found[$0].isComplete
            }
            if whole.isEmpty { continue }
            addsUp[dimension] = measures.indices.map { position in
                whole.allSatisfy { lines[$0].sums[position] == .exact }
            }
        }
        self.addsUp = addsUp
    }

    /// Along some dimensions of one cell.
    private struct Span: Hashable {
        let cell: Int
        /// Ranks in the order of the dimensions' names, ascending.
        let ranks: [Int]
    }

    /// All grids, in an order that follows the cells' alone; for each cell only those that no other holds.
    func grids() -> [Grid] {
        var members: [Span: [Int]] = [:]
        var crossed: [Int: Set<[Int]>] = [:]
        for (cell, key) in merged.keys.enumerated() where !isEmpty(cell) {
            for span in spans(around: key) {
                if span.ranks.count == 1 { members[span, default: []].append(cell) }
                if span.ranks.count > 1, merged.cells[cell].isListed {
                    crossed[span.cell, default: []].insert(span.ranks)
                }
            }
        }
        return crossed.keys.sorted().flatMap { cell in
            let all = (crossed[cell] ?? []).sorted { $0.lexicographicallyPrecedes($1) }
            let widest = all.filter { ranks in
                !all.contains { $0.count > ranks.count && Set($0).isSuperset(of: ranks) }
            }
            return widest.map { ranks in
                grid(
                    in: cell, ranks.map { dimensions[$0] },
                    ranks.map { members[Span(cell: cell, ranks: [$0])] ?? [] })
            }
        }
    }

    /// Whether the cell is 0, or nothing is known of it.
    private func isEmpty(_ cell: Int) -> Bool { (merged.cells[cell].truth?[0] ?? 0) == 0 }

    /// The shown cells around `key`, and the dimensions in which it lies inside each.
    private func spans(around key: CellKey) -> [Span] {
        var outer = [(key: key, ranks: [Int]())]
        for (rank, dimension) in dimensions.enumerated() {
            outer += outer.flatMap { inner in
                around[dimension][key.categories[dimension]].map { category in
                    var key = inner.key
                    key.categories[dimension] = category
                    return (key, inner.ranks + [rank])
                }
            }
        }
        return outer.compactMap { key, ranks in
            guard !ranks.isEmpty, let cell = cellByKey[key], merged.cells[cell].isListed,
                !isEmpty(cell)
            else { return nil }
            return Span(cell: cell, ranks: ranks)
        }
    }

    private func grid(in cell: Int, _ dimensions: [Int], _ members: [[Int]]) -> Grid {
        let axes = zip(dimensions, members).map { axis(of: cell, $0, $1) }
        var keys = [merged.keys[cell]]
        for (dimension, members) in zip(dimensions, members) {
            keys = keys.flatMap { key in
                ([cell] + members).map { member in
                    var key = key
                    key.categories[dimension] = merged.keys[member].categories[dimension]
                    return key
                }
            }
        }
        return Grid(axes: axes, cells: keys.map { cellByKey[$0] })
    }

    private func axis(of cell: Int, _ dimension: Int, _ members: [Int]) -> Grid.Axis {
        let categories = design.categories[dimension]
        let inside = members.map { merged.keys[$0].categories[dimension] }
        let places = Dictionary(
            uniqueKeysWithValues: inside.enumerated().map { ($0.element, $0.offset + 1) })
        let above = inside.map { around[dimension][$0].compactMap { places[$0] } }
        var beside: [Int: Set<Int>] = [:]
        for (index, category) in inside.enumerated() where !categories.isNested[category] {
            let leaves = Set(categories.leaves[category])
            beside[index + 1] = Set(
                inside.indices.filter { leaves.isDisjoint(with: categories.leaves[inside[$0]]) }
                    .map { $0 + 1 })
        }
        let outermost = inside.indices.filter { above[$0].isEmpty && beside[$0 + 1] == nil }
        let sum = outermost.reduce(0) { $0 + (merged.cells[members[$1]].truth?[0] ?? 0) }
        return Grid.Axis(
            above: [[]] + above, beside: beside,
            isWhole: sum >= merged.cells[cell].truth?[0] ?? 0, addsUp: addsUp[dimension])
    }
}
