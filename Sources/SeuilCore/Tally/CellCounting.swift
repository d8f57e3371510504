internal import SeuilCrypto

/// Finds the cells that a visit falls into and gathers what a batch of visits adds to each.
///
/// Each different cell is counted through one table only, the first that has it: visit tables before request
/// tables, for they need one look a visit. One thread's at a time, as its keyed hash is.
final class CellCounting {
    private let plans: [TablePlan]
    /// Kept between batches, so that a batch costs what it touches and not what there is.
    private var memory: CountingMemory

    init(shape: TallyShape, cellKey: borrowing SecretBytes) {
        plans = TablePlan.plans(of: shape)
        memory = CountingMemory(shape: shape, cellHash: KeyedHash(key: cellKey))
    }

    /// What `visits` add together, a cell each, in the order of cells.
    func additions(of visits: [CountedVisit]) -> [CellAddition] {
        for visit in visits { memory.add(visit, by: plans) }
        return memory.takeAdditions()
    }
}

/// The cells touched by a batch on its way, and what it adds to each.
private struct CountingMemory {
    private let cellHash: KeyedHash
    /// The sums, indices into `Policy.sums`, that visits and that requests bring.
    private let visitSums: [Int]
    private let requestSums: [Int]
    /// For each cell, its place among `touched`, or -1.
    private var slots: [Int32]
    /// For each cell, the visit that touched it last.
    private var lastVisit: [UInt64]
    private var visitNumber: UInt64 = 0
    private var touched: [CellAddition] = []
    /// What contributors bring to each of `touched`.
    private var gathered: [GatheredAmounts] = []
    /// For each cell, the sums of which contributions are kept.
    private let keptSums: [[Int]]
    private var visitPlaces: [Int32] = []
    private var requestPlaces: [Int32] = []

    init(shape: TallyShape, cellHash: KeyedHash) {
        let sums = shape.policy.policy.sums
        self.cellHash = cellHash
        visitSums = sums.indices.filter { sums[$0].scope == .visit }
        requestSums = sums.indices.filter { sums[$0].scope == .request }
        keptSums = shape.keptSums
        slots = [Int32](repeating: -1, count: shape.cellCount)
        lastVisit = [UInt64](repeating: 0, count: shape.cellCount)
    }

    /// The additions gathered, in the order of cells; nothing of them is left here.
    mutating func takeAdditions() -> [CellAddition] {
        var additions: [CellAddition] = []
        swap(&additions, &touched)
        for index in additions.indices {
            slots[additions[index].cell] = -1
            additions[index].tokens.sortAndUnique()
            additions[index].contributions = gathered[index].contributions(
                of: additions[index].tokens)
        }
        gathered.removeAll(keepingCapacity: true)
        additions.sort { $0.cell < $1.cell }
        return additions
    }

    mutating func add(_ visit: CountedVisit, by plans: [TablePlan]) {
        visitNumber += 1
        for plan in plans {
            visitPlaces.removeAll(keepingCapacity: true)
            visitPlaces.append(0)
            for axis in plan.visitAxes { axis.expand(&visitPlaces, by: visit.codes) }
            if plan.requestAxes.isEmpty {
                for place in visitPlaces {
                    let cell = plan.cells[Int(place)]
                    if cell >= 0 { addWhole(visit, to: Int(cell)) }
                }
                continue
            }
            for request in visit.requests {
                requestPlaces.removeAll(keepingCapacity: true)
                requestPlaces.append(contentsOf: visitPlaces)
                for axis in plan.requestAxes { axis.expand(&requestPlaces, by: request.codes) }
                for place in requestPlaces {
                    let cell = plan.cells[Int(place)]
                    if cell >= 0 { add(request, of: visit, to: Int(cell)) }
                }
            }
        }
    }

    /// Adds `visit` with all of its requests to a cell that says nothing of requests.
    private mutating func addWhole(_ visit: CountedVisit, to cell: Int) {
        let slot = slot(of: cell)
        addVisit(visit, cell: cell, slot: slot)
        touched[slot].requests += visit.weight * visit.requests.count
        for request in visit.requests { addSums(of: request, slot: slot) }
    }

    /// Adds one request to `cell`, and its visit if this is the visit's first request there.
    private mutating func add(
        _ request: CountedVisit.Request, of visit: CountedVisit, to cell: Int
    ) {
        let slot = slot(of: cell)
        touched[slot].requests += visit.weight
        if lastVisit[cell] != visitNumber {
            lastVisit[cell] = visitNumber
            addVisit(visit, cell: cell, slot: slot)
        }
        addSums(of: request, slot: slot)
    }

    private mutating func addVisit(_ visit: CountedVisit, cell: Int, slot: Int) {
        touched[slot].visits += visit.weight
        touched[slot].add(visit.sums, visitSums)
        let visitor = visit.visitor.map { token(of: $0, in: cell) }
        if let visitor { touched[slot].tokens.append(visitor) }
        gathered[slot].beginVisit(of: visitor)
        gathered[slot].add(visit.sums)
    }

    /// Adds to the visit that `addVisit` was called for last.
    private mutating func addSums(of request: CountedVisit.Request, slot: Int) {
        touched[slot].add(request.sums, requestSums)
        gathered[slot].add(request.sums)
    }

    private mutating func slot(of cell: Int) -> Int {
        if slots[cell] >= 0 { return Int(slots[cell]) }
        slots[cell] = Int32(touched.count)
        touched.append(CellAddition(cell: cell, sumCount: visitSums.count + requestSums.count))
        gathered.append(GatheredAmounts(sums: keptSums[cell]))
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

extension Int64 {
    /// The sum, or the largest number where it would pass it.
    func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
