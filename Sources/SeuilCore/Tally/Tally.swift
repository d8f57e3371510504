/// The figures of one open period: for each cell visits, requests, capped sums and a counter of visitors.
///
/// Adding and merging are commutative and associative over disjoint visits, so that readers side by side, folding
/// and a restart all use the one operation and end with the same bytes.
public struct Tally: Sendable, Equatable {
    public let shape: TallyShape
    private var visits: [Int]
    private var requests: [Int]
    /// `shape.sumCount` numbers a cell, in millionths.
    private var sums: [Int64]
    private var visitors: [DistinctCounter]

    /// No visit yet.
    public init(_ shape: TallyShape) {
        self.shape = shape
        visits = [Int](repeating: 0, count: shape.cellCount)
        requests = visits
        sums = [Int64](repeating: 0, count: shape.cellCount * shape.sumCount)
        visitors = [DistinctCounter](repeating: DistinctCounter(), count: shape.cellCount)
    }

    /// Adds what a batch of visits brings. Refusing what was added before is the caller's part.
    ///
    /// - Precondition: The delta was made or decoded for this tally's shape.
    public mutating func add(_ delta: TallyDelta) {
        for addition in delta.additions {
            visits[addition.cell] += addition.visits
            requests[addition.cell] += addition.requests
            add(addition.sums, to: addition.cell)
            for token in addition.tokens { visitors[addition.cell].insert(token) }
        }
    }

    /// Adds the figures of `other`, which counted other visits of the same period.
    public mutating func merge(_ other: Tally) {
        precondition(
            shape.policy.digest == other.shape.policy.digest && shape.period == other.shape.period,
            "only tallies of one period under one policy are merged")
        for cell in 0..<shape.cellCount {
            visits[cell] += other.visits[cell]
            requests[cell] += other.requests[cell]
            add(Array(other.sums(of: cell)), to: cell)
            visitors[cell].merge(other.visitors[cell])
        }
    }

    private mutating func add(_ more: [Int64], to cell: Int) {
        for (index, sum) in more.enumerated() {
            let place = cell * shape.sumCount + index
            sums[place] = sums[place].addingClamped(sum)
        }
    }

    private func sums(of cell: Int) -> ArraySlice<Int64> {
        sums[cell * shape.sumCount..<(cell + 1) * shape.sumCount]
    }

    // MARK: Bytes

    /// How a cell's visitors are written.
    private enum Visitors: UInt8 { case tokens = 0, registers = 1 }

    /// The figures as bytes, to be sealed.
    public func encoded() -> [UInt8] {
        var writer = TallyFormat.header(.tally, shape)
        let filled = (0..<shape.cellCount).filter { visits[$0] > 0 || requests[$0] > 0 }
        writer.appendVariable(filled.count)
        var last = -1
        for cell in filled {
            writer.appendVariable(cell - last - 1)
            writer.appendMeasures(
                visits: visits[cell], requests: requests[cell], sums: sums(of: cell))
            if let registers = visitors[cell].registers {
                writer.append(Visitors.registers.rawValue)
                writer.append(registers.registers)
            } else {
                writer.append(Visitors.tokens.rawValue)
                writer.appendTokens(visitors[cell].tokens.sorted())
            }
            last = cell
        }
        return writer.bytes
    }

    /// The figures that `bytes` are.
    ///
    /// - Throws: When they are anything else than what `encoded` gives for this shape.
    public init(decoding bytes: [UInt8], for shape: TallyShape) throws(TallyFormatError) {
        self.init(shape)
        var reader = try TallyFormat.reader(bytes, .tally, shape)
        var last = -1
        // The least that a cell takes: its number, visits, requests, the kind and number of visitors.
        for _ in 0..<(try reader.itemCount(ofBytes: 5)) {
            last = try reader.cell(after: last, of: shape)
            visits[last] = try reader.count()
            requests[last] = try reader.count()
            guard visits[last] > 0 || requests[last] > 0 else { throw .notCanonical }
            add(try reader.sums(shape.sumCount), to: last)
            visitors[last] = try Tally.visitors(&reader)
        }
        try reader.finish()
    }

    private static func visitors(
        _ reader: inout ByteReader
    ) throws(TallyFormatError) -> DistinctCounter {
        switch Visitors(rawValue: try reader.byte()) {
        case .tokens:
            let tokens = try reader.tokens()
            guard tokens.count <= DistinctCounter.exactLimit else { throw .notCanonical }
            return DistinctCounter(tokens: Set(tokens))
        case .registers:
            let registers = HyperLogLog(
                registers: try reader.take(HyperLogLog.registerCount))
            guard let registers else { throw .notCanonical }
            return DistinctCounter(registers: registers)
        case nil: throw .unknownFormat
        }
    }

    // MARK: Closing

    /// The figures when counting has ended, estimates brought to agree with each other.
    public func close() -> ClosedTally {
        let people = VisitorEstimates.reconciled(
            visitors.map(\.count), isExact: visitors.map(\.isExact), visits: visits, in: shape)
        let tables = shape.layouts.indices.map { table in
            let cells = shape.cells[table].map(Int.init)
            return TableFigures(
                layout: shape.layouts[table], visits: cells.map { visits[$0] },
                requests: cells.map { requests[$0] }, visitors: cells.map { people[$0] },
                sums: shape.policy.policy.tables[table].sums.map { sum in
                    cells.map { Int(sums[$0 * shape.sumCount + sum]) }
                })
        }
        return ClosedTally(
            policy: shape.policy, period: shape.period, tables: tables,
            counting: visitors.allSatisfy(\.isExact) ? .exact : .hll)
    }

    public static func == (left: Tally, right: Tally) -> Bool {
        left.shape.policy.digest == right.shape.policy.digest
            && left.shape.period == right.shape.period && left.visits == right.visits
            && left.requests == right.requests && left.sums == right.sums
            && left.visitors == right.visitors
    }
}
