public import SeuilCore

/// Which changes to the tables that lose much would publish more of the same invented visits.
public struct DesignAdvice: Sendable {
    /// One change, tried with everything else left as it is.
    public struct Option: Sendable, Equatable {
        public let change: DesignChange
        /// The changed table's.
        public let yield: TableYield
        /// The other tables', together.
        public let others: TableYield

        /// Whether it says nearly everything: then what it keeps of the detail counts.
        fileprivate var isNearlyWhole: Bool { yield.share >= 0.95 }
    }
    /// A table that loses much, and what would help, the best first.
    public struct Table: Sendable, Equatable {
        public let table: Int
        /// As the policy has it.
        public let yield: TableYield
        public let others: TableYield
        public let options: [Option]
    }

    /// The tables that lose much, those that lose most first.
    public let tables: [Table]
    /// Changes that were not tried, for there was a limit.
    public let untried: Int

    /// Tries changes to the tables of `outcome` that lose much.
    ///
    /// - Parameters:
    ///   - limit: how many changes are tried, each a whole protection; with 0 no advice is given.
    ///   - outcome: what `policy` itself publishes.
    ///   - trial: what a changed policy publishes of the same visits.
    ///   - progress: told how many changes of how many are done.
    public init<Failure>(
        for policy: Policy, _ outcome: TrialOutcome, limit: Int,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
        trial: (Policy) throws(Failure) -> TrialOutcome
    ) throws(Failure) {
        let poor = outcome.tables.indices
            .filter { limit > 0 && outcome.tables[$0].yield.losesMuch }
            .sorted { outcome.tables[$0].yield.share < outcome.tables[$1].yield.share }
        let changes = poor.map { policy.designChanges(for: $0) }
        let planned = DesignAdvice.inTurn(changes)
        let tried = planned.prefix(limit)
        var outcomes: [DesignChange: TrialOutcome] = [:]
        for (index, change) in tried.enumerated() {
            progress(index, tried.count)
            outcomes[change] = try trial(policy.applying(change))
        }
        progress(tried.count, tried.count)
        untried = planned.count - tried.count
        tables = zip(poor, changes).map { table, changes in
            let before = outcome.tables[table].yield
            let options = changes.compactMap { change -> Option? in
                guard let after = outcomes[change], after.tables[table].yield.share > before.share
                else { return nil }
                return Option(
                    change: change, yield: after.tables[table].yield,
                    others: after.yield(without: table))
            }
            return Table(
                table: table, yield: before, others: outcome.yield(without: table),
                options: options.sorted(by: DesignAdvice.isBetter))
        }
    }

    /// What publishes nearly everything comes first, and of that what keeps more cells; then the larger share.
    private static func isBetter(_ left: Option, _ right: Option) -> Bool {
        if left.isNearlyWhole != right.isNearlyWhole { return left.isNearlyWhole }
        return left.isNearlyWhole
            ? (left.yield.published, left.yield.share)
                > (right.yield.published, right.yield.share)
            : (left.yield.share, left.yield.published)
                > (right.yield.share, right.yield.published)
    }

    /// The first of each list, then the second of each, and so on; each change once.
    private static func inTurn(_ lists: [[DesignChange]]) -> [DesignChange] {
        let longest = lists.map(\.count).max() ?? 0
        var seen: Set<DesignChange> = []
        return (0..<longest).flatMap { place in
            lists.compactMap { $0.indices.contains(place) ? $0[place] : nil }
        }.filter { seen.insert($0).inserted }
    }
}

extension TableYield {
    /// Whether a tenth of the visits or a third of the cells are not said.
    fileprivate var losesMuch: Bool { share < 0.9 || published * 3 < cells * 2 }
}

extension TrialOutcome {
    /// How much of the other tables than `table` is published.
    fileprivate func yield(without table: Int) -> TableYield {
        let others = tables.indices.filter { $0 != table }.map { tables[$0].yield }
        return TableYield(
            cells: others.reduce(0) { $0 + $1.cells },
            published: others.reduce(0) { $0 + $1.published },
            total: others.reduce(0) { $0 + $1.total },
            publishedTotal: others.reduce(0) { $0 + $1.publishedTotal })
    }
}
