/// What a batch of visits adds to a tally, and the tokens of its events.
///
/// The delta of one visit is that visit, as far as anything of it is kept: so deltas are sealed, folded soon and
/// then erased. Cells and tokens stand in order of size, so that a batch says nothing of the order of its visits.
public struct TallyDelta: Sendable, Equatable {
    /// The tokens of the batch's events, ascending, each once.
    public let events: [EventToken]
    let additions: [CellAddition]

    init(events: [EventToken], additions: [CellAddition]) {
        self.events = events
        self.additions = additions
    }

    /// What `visits` add to `period`. An event that comes twice in a batch is counted the first time.
    public init(counting visits: [CountedVisit], in period: OpenPeriod) {
        var seen = Set<EventToken>(minimumCapacity: visits.count)
        let isFirst = visits.map { seen.insert($0.event).inserted }
        if isFirst.allSatisfy({ $0 }) {
            additions = period.counting.additions(of: visits)
        } else {
            additions = period.counting.additions(
                of: zip(visits, isFirst).filter(\.1).map(\.0))
        }
        events = seen.sorted()
    }

    /// The delta as bytes, to be sealed.
    public func encoded(for shape: TallyShape) -> [UInt8] {
        var writer = TallyFormat.header(.delta, shape)
        writer.appendVariable(events.count)
        for event in events { writer.append(event) }
        writer.appendVariable(additions.count)
        var last = -1
        for addition in additions {
            writer.appendVariable(addition.cell - last - 1)
            writer.appendMeasures(
                visits: addition.visits, requests: addition.requests, sums: addition.sums)
            writer.appendTokens(addition.tokens)
            for sum in addition.contributions {
                writer.appendContributions(sum.amounts, unidentified: sum.unidentified)
            }
            last = addition.cell
        }
        return writer.bytes
    }

    /// The delta that `bytes` are, for the figures of `shape`.
    ///
    /// - Throws: When they are anything else than what `encoded` gives for this shape.
    public init(decoding bytes: [UInt8], for shape: TallyShape) throws(TallyFormatError) {
        var reader = try TallyFormat.reader(bytes, .delta, shape)
        events = try reader.events()
        var additions: [CellAddition] = []
        var last = -1
        // The least that a cell takes: its number, visits, requests and the number of tokens.
        for _ in 0..<(try reader.itemCount(ofBytes: 4)) {
            last = try reader.cell(after: last, of: shape)
            var addition = CellAddition(cell: last, sumCount: 0)
            addition.visits = try reader.count()
            addition.requests = try reader.count()
            addition.sums = try reader.sums(shape.sumCount)
            addition.tokens = try reader.tokens()
            for _ in shape.keptSums[last] {
                let read = try reader.contributions(addition.tokens.count)
                addition.contributions.append(
                    BatchContributions(amounts: read.amounts, unidentified: read.unidentified))
            }
            additions.append(addition)
        }
        try reader.finish()
        self.additions = additions
    }
}
