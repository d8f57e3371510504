/// How the cells of one table are reached from a visit's codes.
struct TablePlan {
    /// One axis: for each leaf of its dimension, how far from the table's first cell its positions lie.
    struct Axis {
        let dimension: Int
        let offsets: [Int32]
        /// Where the offsets of each leaf begin; one more at the end.
        let starts: [Int32]

        /// Turns each place into the places of all positions that the axis's code counts at.
        func expand(_ places: inout [Int32], by codes: [Int32]) {
            let leaf = Int(codes[dimension])
            let range = Int(starts[leaf])..<Int(starts[leaf + 1])
            let count = places.count
            for index in range.dropFirst() {
                for place in 0..<count { places.append(places[place] + offsets[index]) }
            }
            guard let first = range.first else { return }
            for place in 0..<count { places[place] += offsets[first] }
        }
    }
    let visitAxes: [Axis]
    let requestAxes: [Axis]
    /// For each cell of the table the cell of the shape, or -1 where another table counts it.
    let cells: [Int32]

    /// The plans of the tables that count at least one cell.
    static func plans(of shape: TallyShape) -> [TablePlan] {
        let dimensions = shape.policy.policy.dimensions
        func isOfRequests(_ table: Int) -> Bool {
            shape.layouts[table].axes.contains { dimensions[$0.dimension].scope == .request }
        }
        let order =
            shape.layouts.indices.filter { !isOfRequests($0) }
            + shape.layouts.indices.filter(isOfRequests)
        var isCounted = [Bool](repeating: false, count: shape.cellCount)
        return order.compactMap { table in
            let cells = shape.cells[table].map { cell -> Int32 in
                defer { isCounted[Int(cell)] = true }
                return isCounted[Int(cell)] ? -1 : cell
            }
            guard cells.contains(where: { $0 >= 0 }) else { return nil }
            let layout = shape.layouts[table]
            let axes = layout.axes.indices.map { index in
                Axis(layout.axes[index], stride: layout.strides[index])
            }
            return TablePlan(
                visitAxes: axes.filter { dimensions[$0.dimension].scope == .visit },
                requestAxes: axes.filter { dimensions[$0.dimension].scope == .request },
                cells: cells)
        }
    }
}

extension TablePlan.Axis {
    init(_ axis: TableLayout.Axis, stride: Int) {
        var offsets: [Int32] = []
        var starts: [Int32] = [0]
        for positions in axis.positionsByLeaf {
            offsets += positions.map { Int32($0 * stride) }
            starts.append(Int32(offsets.count))
        }
        self.init(dimension: axis.dimension, offsets: offsets, starts: starts)
    }
}
