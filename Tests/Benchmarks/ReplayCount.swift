import TestSupport

/// What replaying a rule tells of the tables that it protected.
struct ReplayCount {
    private(set) var tables = 0
    private(set) var withheldCells = 0
    /// What figures that add up tell by themselves.
    private(set) var alone = Findings()
    /// The same when the tables are left out that the rule would not have released so.
    private(set) var replayed = Findings()
    /// Cells that were not settled within the limit on tables.
    private(set) var undecided = 0
    /// Releases of which some cell is narrow, as seen, with the cells' ranges.
    private(set) var examples: [(seen: [Int], ranges: [ClosedRange<Int>])] = []
    private let rule: ReplayRule
    private var verdicts: [[Int]: (alone: Findings, replayed: Findings, undecided: Int)] = [:]

    struct Findings {
        /// Cells whose possible values lie less than the interval apart.
        var narrow = 0
        /// Cells none of whose possible values reaches the threshold.
        var small = 0

        static func += (left: inout Findings, right: Findings) {
            left.narrow += right.narrow
            left.small += right.small
        }
    }

    private struct Range {
        var low = Int.max
        var high = Int.min

        mutating func include(_ value: Int) {
            low = min(low, value)
            high = max(high, value)
        }

        func spans(_ interval: Int) -> Bool { low <= high && high - low >= interval }
    }

    /// The number of releases that differ, of those that withhold something.
    var classes: Int { verdicts.count }

    init(_ rule: ReplayRule) { self.rule = rule }

    mutating func add(_ counts: [Int]) throws {
        tables += 1
        let seen = try rule.seen(counts)
        let hidden = seen.count { $0 < 0 }
        if hidden == 0 { return }
        withheldCells += hidden
        let verdict = try verdicts[seen] ?? verdict(on: seen)
        verdicts[seen] = verdict
        alone += verdict.alone
        replayed += verdict.replayed
        undecided += verdict.undecided
    }

    private mutating func verdict(
        on seen: [Int]
    ) throws -> (alone: Findings, replayed: Findings, undecided: Int) {
        let table = rule.table
        let hidden = seen.indices.filter { seen[$0] < 0 }
        let worlds = ReplayWorlds(
            table, seen: seen,
            largest: max(seen.max() ?? 0, 2 * (table.least + table.interval) + 6))
        var alone = hidden.map { _ in Range() }
        var replayed = alone
        func isSettled() -> Bool {
            replayed.allSatisfy { $0.spans(table.interval) && $0.high >= table.least }
        }
        func look(_ counts: [Int]) throws -> Bool {
            let figures = table.figures(counts)
            let isSame = try rule.lets(seen, beSeenOf: counts)
            for (place, cell) in hidden.enumerated() {
                alone[place].include(figures[cell])
                if isSame { replayed[place].include(figures[cell]) }
            }
            return isSettled()
        }
        // A few from here and there first: most releases are settled by them.
        for start in 0..<20 where !isSettled() {
            _ = try worlds.forEach(
                limit: min(25, max(4, rule.limit / 200)),
                from: SeededGenerator(seed: UInt64(start)), look)
        }
        let isComplete = try isSettled() || worlds.forEach(limit: rule.limit, look)
        func findings(_ ranges: [Range]) -> Findings {
            Findings(
                narrow: ranges.count { !$0.spans(table.interval) },
                small: ranges.count { $0.high < table.least })
        }
        let found = findings(replayed)
        if !isComplete {
            let open = replayed.count { !$0.spans(table.interval) || $0.high < table.least }
            return (findings(alone), Findings(), open)
        }
        if found.narrow > 0 { examples.append((seen, replayed.map { $0.low...$0.high })) }
        return (findings(alone), found, 0)
    }
}
