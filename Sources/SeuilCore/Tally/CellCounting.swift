internal import SeuilCrypto

/// Finds the cells that a visit falls into and gathers what a batch of visits adds to each.
///
/// Each different cell is counted through one table only, the first that has it: visit tables before request
/// tables, for they need one look a visit. Working memory is kept between batches; one thread's at a time.
final class CellCounting {
    let shape: TallyShape
    private let plans: [TablePlan]
    private let cellHash: KeyedHash
    private let sumScopes: [Scope]
    /// For each cell, its place among `touched`, or -1.
    private var slots: [Int32]
    /// For each cell, the visit that touched it last.
    private var lastVisit: [UInt64]
    private var visitNumber: UInt64 = 0
    private var touched: [CellAddition] = []
    private var visitCells: [Int32] = []
    private var requestCells: [Int32] = []

    init(shape: TallyShape, cellKey: borrowing SecretBytes) {
        self.shape = shape
        plans = TablePlan.plans(of: shape)
        cellHash = KeyedHash(key: cellKey)
        sumScopes = shape.policy.policy.sums.map(\.scope)
        slots = [Int32](repeating: -1, count: shape.cellCount)
        lastVisit = [UInt64](repeating: 0, count: shape.cellCount)
    }

    /// What `visits` add together, a cell each, in the order of cells.
    func additions(of visits: [CountedVisit]) -> [CellAddition] {
        for visit in visits { add(visit) }
        var additions: [CellAddition] = []
        swap(&additions, &touched)
        for addition in additions { slots[addition.cell] = -1 }
        additions.sort { $0.cell < $1.cell }
        for index in additions.indices { additions[index].tokens.sortAndUnique() }
        return additions
    }

    private func add(_ visit: CountedVisit) {
        visitNumber += 1
        for plan in plans {
            visitCells.removeAll(keepingCapacity: true)
            visitCells.append(0)
            for axis in plan.visitAxes { axis.expand(&visitCells, by: visit.codes) }
            if plan.requestAxes.isEmpty {
                for place in visitCells {
                    let cell = plan.cells[Int(place)]
                    if cell >= 0 { addWhole(visit, to: Int(cell)) }
                }
                continue
            }
            for request in visit.requests {
                requestCells.removeAll(keepingCapacity: true)
                requestCells.append(contentsOf: visitCells)
                for axis in plan.requestAxes { axis.expand(&requestCells, by: request.codes) }
                for place in requestCells {
                    let cell = plan.cells[Int(place)]
                    if cell >= 0 { add(request, of: visit, to: Int(cell)) }
                }
            }
        }
    }

    /// Adds `visit` with all of its requests to a cell that says nothing of requests.
    private func addWhole(_ visit: CountedVisit, to cell: Int) {
        let slot = slot(of: cell)
        addVisit(visit, cell: cell, slot: slot)
        touched[slot].requests += visit.weight * visit.requests.count
        for request in visit.requests { addSums(request.sums, .request, slot: slot) }
    }

    /// Adds one request to `cell`, and its visit if this is the visit's first request there.
    private func add(_ request: CountedVisit.Request, of visit: CountedVisit, to cell: Int) {
        let slot = slot(of: cell)
        touched[slot].requests += visit.weight
        addSums(request.sums, .request, slot: slot)
        guard lastVisit[cell] != visitNumber else { return }
        lastVisit[cell] = visitNumber
        addVisit(visit, cell: cell, slot: slot)
    }

    private func addVisit(_ visit: CountedVisit, cell: Int, slot: Int) {
        touched[slot].visits += visit.weight
        addSums(visit.sums, .visit, slot: slot)
        guard let visitor = visit.visitor else { return }
        touched[slot].tokens.append(token(of: visitor, in: cell))
    }

    private func addSums(_ sums: [Int64], _ scope: Scope, slot: Int) {
        for index in sums.indices where sumScopes[index] == scope {
            touched[slot].sums[index] = touched[slot].sums[index].addingClamped(sums[index])
        }
    }

    private func slot(of cell: Int) -> Int {
        if slots[cell] >= 0 { return Int(slots[cell]) }
        slots[cell] = Int32(touched.count)
        touched.append(CellAddition(cell: cell, sumCount: sumScopes.count))
        return touched.count - 1
    }

    /// The token of `visitor` in `cell`: without the key nobody can tell it from one in another cell.
    ///
    /// The words are hashed in this machine's byte order: tokens never leave the period's own state.
    private func token(of visitor: Pseudonym, in cell: Int) -> UInt64 {
        let message = (UInt64(cell), visitor.code)
        // Safe: a word and a digest of four words are 40 initialised bytes without padding.
        return unsafe withUnsafeBytes(of: message) { unsafe cellHash.truncated64(for: $0) }
    }
}

/// How the cells of one table are reached from a visit's codes.
private struct TablePlan {
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

extension Int64 {
    /// The sum, or the largest number where it would pass it.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
