/// What each column can be, by following each row by itself until nothing changes: exact, in whole numbers.
struct Bounds {
    private(set) var lower: [Int]
    private(set) var upper: [Int]
    /// The rows of each column.
    let rows: [[Int]]
    /// A row looked at this often says no more that matters; small steps could go on for long.
    private static let looks = 40

    init(_ equations: Equations) {
        lower = equations.lower
        upper = equations.upper
        var rows = equations.subjects.map { _ in [Int]() }
        for (index, row) in equations.rows.enumerated() {
            for term in row.terms { rows[term.column].append(index) }
        }
        self.rows = rows
    }

    func isFixed(_ column: Int) -> Bool { lower[column] == upper[column] }

    /// Tightens every bound; false when no figures at all can be so.
    mutating func tighten(_ equations: Equations) -> Bool {
        guard zip(lower, upper).allSatisfy(<=) else { return false }
        var queue = Array(equations.rows.indices)
        var isQueued = equations.rows.map { _ in true }
        var looks = equations.rows.map { _ in 0 }
        var next = 0
        while next < queue.count {
            let index = queue[next]
            next += 1
            isQueued[index] = false
            looks[index] += 1
            guard let changed = tighten(by: equations.rows[index]) else { return false }
            for column in changed {
                for other in rows[column] where !isQueued[other] && looks[other] < Bounds.looks {
                    isQueued[other] = true
                    queue.append(other)
                }
            }
        }
        return true
    }

    /// The columns that `row` narrows, or `nil` when it cannot hold.
    private mutating func tighten(by row: Equations.Row) -> [Int]? {
        var changed: [Int] = []
        if let least = row.least {
            // The most that the row can reach, then what each term must bring at least.
            let most = row.terms.reduce(0) { $0 + highest($1) }
            guard most >= least else { return nil }
            for term in row.terms where highest(term) - lowest(term) > most - least {
                let needed = highest(term) - (most - least)
                if bring(term, toAtLeast: needed) { changed.append(term.column) }
            }
        }
        if let most = row.most {
            let least = row.terms.reduce(0) { $0 + lowest($1) }
            guard least <= most else { return nil }
            for term in row.terms where highest(term) - lowest(term) > most - least {
                let room = lowest(term) + (most - least)
                if hold(term, toAtMost: room) { changed.append(term.column) }
            }
        }
        return changed
    }

    private func highest(_ term: Equations.Term) -> Int {
        term.factor > 0 ? term.factor * upper[term.column] : term.factor * lower[term.column]
    }

    private func lowest(_ term: Equations.Term) -> Int {
        term.factor > 0 ? term.factor * lower[term.column] : term.factor * upper[term.column]
    }

    private mutating func bring(_ term: Equations.Term, toAtLeast needed: Int) -> Bool {
        if term.factor > 0 {
            return raise(term.column, to: Bounds.ceiling(needed, over: term.factor))
        }
        return cut(term.column, to: Bounds.floor(-needed, over: -term.factor))
    }

    private mutating func hold(_ term: Equations.Term, toAtMost room: Int) -> Bool {
        if term.factor > 0 { return cut(term.column, to: Bounds.floor(room, over: term.factor)) }
        return raise(term.column, to: Bounds.ceiling(-room, over: -term.factor))
    }

    private mutating func raise(_ column: Int, to least: Int) -> Bool {
        guard least > lower[column] else { return false }
        lower[column] = least
        return true
    }

    private mutating func cut(_ column: Int, to most: Int) -> Bool {
        guard most < upper[column] else { return false }
        upper[column] = most
        return true
    }

    private static func floor(_ number: Int, over divisor: Int) -> Int {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static func ceiling(_ number: Int, over divisor: Int) -> Int {
        -floor(-number, over: divisor)
    }
}
