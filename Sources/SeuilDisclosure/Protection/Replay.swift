/// What to withhold of a small table so that replaying this very rule tells nothing either.
///
/// An attacker who knows the rule can apply it to each table that agrees with the release and keep those from which
/// it gives the same release: the *class* of the release. Here each class is known in closed form, and each cell
/// that is withheld takes in it values at least `interval` apart, one of them `least` or more. No step looks at
/// more of the true table than its outcome tells, so that there is nothing further to replay.
///
/// Let n be the number of cells, totals apart, that are not 0. From finest to coarsest:
/// 1. No cell is under `least`: everything is published.
/// 2. Together they are fewer than max(`least`, `interval`) + n: nothing at all is. The class holds for any cell
///    the tables in which it is 0, and in which it is max(`least`, `interval`) beside a single 1.
/// 3. All stand in one row or column: `line`.
/// 4. Two rows of two or three columns (or turned), no total under `least`: `pairs`.
/// 5. Otherwise the grand total and the zeros are published. Whatever the zeros, the class holds for any cell
///    the table in which it is all but n - 1 of the grand total and all others are 1: another column's total is then
///    at most 2, so that step 4 does not apply to it.
///
/// What else is released of the same cells (visits beside people) adds nothing. The rule does not look at it, and
/// people with all their visits can change places in 2, 3 and 5, people with one visit in 4; a person who knows
/// their own visits stays in place.
///
/// Source: that a refusal must not depend on more than the attacker knows is "simulatable auditing"
/// (Kenthapadi, Mishra and Nissim 2005).
struct Replay {
    private let table: SmallTable

    /// - Returns: `nil` for a table that is not small, or thresholds below any that a policy may have.
    init?(_ table: SmallTable) {
        let (rows, columns) = (table.rows.count, table.columns.count)
        guard table.least >= 3, table.counts.count > 1 || table.counts[0].count > 1,
            min(rows, columns) <= 1 || rows + columns <= 5
        else { return nil }
        self.table = table
    }

    var release: SmallTable.Release {
        let present = table.places.filter { table[$0] > 0 }
        if present.allSatisfy({ table[$0] >= table.least }) { return .everything }
        if table.total < max(table.least, table.interval) + present.count { return .nothing }
        let isLine = table.rows.count == 1 || table.columns.count == 1
        guard let withheld = isLine ? line(present) : pairs(present) else { return .grandTotal }
        return .allBut(Set(withheld))
    }

    /// All cells up to the smallest value with which they reach `least` and span `interval`.
    ///
    /// Exchanging the values of withheld cells changes nothing that is published and nothing of the rule, so
    /// that each of them takes the smallest and the largest value.
    private func line(_ present: [SmallTable.Place]) -> [SmallTable.Place]? {
        let smallest = present.map { table[$0] }.min() ?? 0
        let ends = present.map { table[$0] }.filter {
            $0 >= table.least && $0 - smallest >= table.interval
        }
        let withheld = present.filter { table[$0] <= ends.min() ?? 0 }
        return withheld.isEmpty || withheld.count == present.count ? nil : withheld
    }

    /// All cells, but all totals published: where two columns or more have two cells, theirs.
    ///
    /// The class is every table with these totals and zeros that has a cell under `least`. The least and the
    /// greatest value that the totals leave to a cell are always in it: there, some cell is as small as it can be.
    private func pairs(_ present: [SmallTable.Place]) -> [SmallTable.Place]? {
        let byRow = Dictionary(grouping: present, by: \.row)
        let byColumn = Dictionary(grouping: present, by: \.column)
        let totals = (Array(byRow.values) + Array(byColumn.values)).map { line in
            line.reduce(0) { $0 + table[$1] }
        }
        guard totals.allSatisfy({ $0 >= table.least }) else { return nil }
        // Lines of two cells across the two longer ones. A single cell is known from its line's total.
        let across = (table.rows.count == 2 ? byColumn : byRow).values.filter { $0.count == 2 }
            .map { $0.sorted { ($0.row, $0.column) < ($1.row, $1.column) } }
        let pairs = FreePairs(
            sums: across.map { table[$0[0]] + table[$0[1]] },
            firsts: across.reduce(0) { $0 + table[$1[0]] })
        // Whoever is one of the people in a cell may find impossible that nobody else is.
        let knowers = table.countsPeople ? Array(0..<2 * across.count) : []
        let isGood = ([nil] + knowers).allSatisfy { (knower: Int?) in
            pairs.spread(table.interval, reaching: table.least, twoAt: knower)
        }
        return across.count > 1 && isGood ? Array(across.joined()) : nil
    }
}

/// Pairs of cells, none of them 0, of which each pair's sum and the sum of all firsts is known.
private struct FreePairs {
    let sums: [Int]
    let firsts: Int

    /// Whether each cell can take values `interval` apart, one of them `least` or more, when the cell at
    /// `place` (firsts and seconds in turn) is 2 or more.
    func spread(_ interval: Int, reaching least: Int, twoAt place: Int?) -> Bool {
        let ranges = sums.indices.map { pair in
            (lower: place == 2 * pair ? 2 : 1, upper: sums[pair] - (place == 2 * pair + 1 ? 2 : 1))
        }
        let (lower, upper) = ranges.reduce((0, 0)) { ($0.0 + $1.lower, $0.1 + $1.upper) }
        return sums.indices.allSatisfy { pair in
            let range = ranges[pair]
            let low = max(range.lower, firsts - (upper - range.upper))
            let high = min(range.upper, firsts - (lower - range.lower))
            return high - low >= interval && high >= least && sums[pair] - low >= least
        }
    }
}
