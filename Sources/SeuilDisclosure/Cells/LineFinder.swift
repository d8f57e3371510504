/// Finds every line of a set of cells, wherever its terms are shown.
///
/// Lines are read from what the cells count and not from the tables, so that a total in one table and its
/// parts in two others form a line too.
struct LineFinder {
    let design: TableDesign
    let keys: [CellKey]

    /// A line's terms, and the dimension that its parts differ in.
    struct Found: Hashable {
        let parent: Int
        let children: [Int]
        let dimension: Int
        /// Whether the parts are the whole.
        let isComplete: Bool
    }

    /// All lines, in an order that follows the cells' alone.
    func lines() -> [Found] {
        let found = keys.first.map { $0.categories.indices.flatMap(lines(over:)) } ?? []
        return found.sorted { left, right in
            left.parent == right.parent
                ? left.children.lexicographicallyPrecedes(right.children)
                : left.parent < right.parent
        }
    }

    private func lines(over dimension: Int) -> [Found] {
        var groups: [CellKey: [Member]] = [:]
        var order: [CellKey] = []
        for (cell, key) in keys.enumerated() {
            var rest = key
            rest.categories[dimension] = Categories.total
            if groups[rest] == nil { order.append(rest) }
            groups[rest, default: []].append(
                Member(category: key.categories[dimension], cell: cell))
        }
        return order.flatMap { lines(in: groups[$0] ?? [], over: dimension) }
    }

    private struct Member {
        let category: Int
        let cell: Int
    }

    /// The lines among cells that differ in one dimension only.
    private func lines(in group: [Member], over dimension: Int) -> [Found] {
        if group.count < 2 { return [] }
        let categories = design.categories[dimension]
        let nested = group.filter { categories.isNested[$0.category] }
        var lines: [Found] = []
        for parent in group {
            let inside = nested.filter { categories.contains(parent.category, $0.category) }
            lines += line(parent, outermost(of: inside, categories), over: dimension)
            guard parent.category == Categories.total else { continue }
            // A filter's two slices, the second made of what the first leaves over.
            for rest in group where !categories.isNested[rest.category] {
                let leaves = Set(categories.leaves[rest.category])
                let beside = inside.filter {
                    leaves.isDisjoint(with: categories.leaves[$0.category])
                }
                lines += line(
                    parent, [rest] + outermost(of: beside, categories), over: dimension)
            }
        }
        return lines
    }

    private func outermost(of members: [Member], _ categories: Categories) -> [Member] {
        members.filter { inner in
            !members.contains { categories.contains($0.category, inner.category) }
        }
    }

    private func line(_ parent: Member, _ children: [Member], over dimension: Int) -> [Found] {
        if children.isEmpty { return [] }
        let categories = design.categories[dimension]
        let count = children.reduce(0) { $0 + categories.leaves[$1.category].count }
        return [
            Found(
                parent: parent.cell, children: children.map(\.cell).sorted(), dimension: dimension,
                isComplete: count == categories.leaves[parent.category].count)
        ]
    }
}
