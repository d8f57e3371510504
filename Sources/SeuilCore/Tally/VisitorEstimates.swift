/// Brings estimated numbers of visitors to agree with each other and with what is exact.
///
/// True numbers obey two rules in every table: no part has more people than the whole, and the whole has no more
/// than its parts together; and no cell has more visitors than visits. Estimates are off by about a percent and may
/// break them; whoever saw that could work out more than was said.
///
/// Every estimate stands for more than `DistinctCounter.exactLimit` people, every exact number for no more. So
/// estimates need only ever be lowered, to the whole above or to the parts' sum below, and never under the limit:
/// repeated until nothing changes, this ends with all rules holding at once, in all tables together.
enum VisitorEstimates {
    /// One cell of an axis, and the cells that part it.
    private struct Parting {
        let whole: Int
        let parts: [Int]
    }

    /// - Parameters:
    ///   - counts: For each cell of `shape`, its visitors, estimated or not.
    ///   - isExact: Whether they were counted one by one; these are never changed.
    static func reconciled(
        _ counts: [Int], isExact: [Bool], visits: [Int], in shape: TallyShape
    ) -> [Int] {
        guard isExact.contains(false) else { return counts }
        var counts = counts
        for cell in counts.indices where !isExact[cell] {
            counts[cell] = min(counts[cell], visits[cell])
        }
        let partings = shape.layouts.indices.flatMap { tablePartings($0, of: shape) }
            .filter { !isExact[$0.whole] }
        var isChanged = true
        while isChanged {
            isChanged = false
            for parting in partings {
                let sum = parting.parts.reduce(0) { $0 + counts[$1] }
                if sum < counts[parting.whole] {
                    counts[parting.whole] = sum
                    isChanged = true
                }
                for part in parting.parts where counts[part] > counts[parting.whole] {
                    counts[part] = counts[parting.whole]
                    isChanged = true
                }
            }
        }
        return counts
    }

    /// All partings of table number `table`: each of its cells along each of its axes.
    private static func tablePartings(_ table: Int, of shape: TallyShape) -> [Parting] {
        let layout = shape.layouts[table]
        let cells = shape.cells[table]
        return layout.axes.indices.flatMap { index in
            let axis = layout.axes[index]
            let stride = layout.strides[index]
            let children = axis.entries.indices.map(axis.children(of:))
            return (0..<layout.cellCount).compactMap { cell -> Parting? in
                let position = cell / stride % axis.entries.count
                guard !children[position].isEmpty else { return nil }
                return Parting(
                    whole: Int(cells[cell]),
                    parts: children[position].map { Int(cells[cell + ($0 - position) * stride]) })
            }
        }
    }
}
