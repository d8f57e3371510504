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
    /// For each cell, who brought how much to each of its kept sums.
    private var contributions: [[Contributions]]

    /// No visit yet.
    public init(_ shape: TallyShape) {
        self.shape = shape
        visits = [Int](repeating: 0, count: shape.cellCount)
        requests = visits
        sums = [Int64](repeating: 0, count: shape.cellCount * shape.sumCount)
        visitors = [DistinctCounter](repeating: DistinctCounter(), count: shape.cellCount)
        contributions = shape.keptSums.map { $0.map { _ in Contributions() } }
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
            for (index, more) in addition.contributions.enumerated() {
                for (token, amount) in zip(addition.tokens, more.amounts) {
                    contributions[addition.cell][index].add(amount, of: token)
                }
                contributions[addition.cell][index].add(unidentified: more.unidentified)
            }
            boundContributions(to: addition.cell)
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
            for index in contributions[cell].indices {
                contributions[cell][index].merge(other.contributions[cell][index])
            }
            boundContributions(to: cell)
        }
    }

    /// Throws the cell's visitors together once they are too many to be counted one by one.
    private mutating func boundContributions(to cell: Int) {
        if visitors[cell].isExact { return }
        for index in contributions[cell].indices { contributions[cell][index].throwTogether() }
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
                for sum in contributions[cell] {
                    writer.appendContributions(sum.groups, unidentified: sum.unidentified)
                }
            } else {
                let tokens = visitors[cell].tokens.sorted()
                writer.append(Visitors.tokens.rawValue)
                writer.appendTokens(tokens)
                for sum in contributions[cell] {
                    writer.appendContributions(
                        tokens.map { sum.byVisitor[$0] ?? 0 }, unidentified: sum.unidentified)
                }
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
            try readVisitors(of: last, &reader)
        }
        try reader.finish()
    }

    private mutating func readVisitors(
        of cell: Int, _ reader: inout ByteReader
    ) throws(TallyFormatError) {
        switch Visitors(rawValue: try reader.byte()) {
        case .tokens:
            let tokens = try reader.tokens()
            guard tokens.count <= DistinctCounter.exactLimit else { throw .notCanonical }
            visitors[cell] = DistinctCounter(tokens: Set(tokens))
            for index in contributions[cell].indices {
                let read = try reader.contributions(tokens.count)
                let present = zip(tokens, read.amounts).filter { $0.1 > 0 }
                contributions[cell][index] = Contributions(
                    byVisitor: Dictionary(uniqueKeysWithValues: present),
                    unidentified: read.unidentified)
            }
        case .registers:
            let registers = HyperLogLog(
                registers: try reader.take(HyperLogLog.registerCount))
            guard let registers else { throw .notCanonical }
            visitors[cell] = DistinctCounter(registers: registers)
            for index in contributions[cell].indices {
                let read = try reader.contributions(Contributions.groupCount)
                contributions[cell][index] = Contributions(
                    groups: read.amounts, unidentified: read.unidentified)
            }
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
                sums: sumFigures(of: table))
        }
        return ClosedTally(
            policy: shape.policy, period: shape.period, tables: tables,
            counting: visitors.allSatisfy(\.isExact) ? .exact : .hll)
    }

    /// The sums of what table number `table` counts, as far as any table shows them.
    private func sumFigures(of table: Int) -> [SumFigures] {
        let policy = shape.policy.policy
        let rule = policy.tables[table]
        let shown = Set(policy.tables.flatMap(\.sums))
        let cells = shape.cells[table].map(Int.init)
        return policy.sums.indices.filter {
            shown.contains($0) && policy.sums[$0].scope == rule.unit
        }
        .map { sum in
            SumFigures(
                sum: sum, isShown: rule.sums.contains(sum),
                totals: cells.map { Int(sums[$0 * shape.sumCount + sum]) },
                largest: cells.map { cell in
                    shape.keptSums[cell].firstIndex(of: sum).map {
                        contributions[cell][$0].largest
                    }
                })
        }
    }

    public static func == (left: Tally, right: Tally) -> Bool {
        left.shape.policy.digest == right.shape.policy.digest
            && left.shape.period == right.shape.period && left.visits == right.visits
            && left.requests == right.requests && left.sums == right.sums
            && left.visitors == right.visitors && left.contributions == right.contributions
    }
}
