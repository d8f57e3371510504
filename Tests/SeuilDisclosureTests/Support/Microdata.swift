@testable import SeuilCore

/// Visits in the open, and their figures counted in the plainest way: what a closed tally would hold.
struct Microdata {
    struct Visit: Hashable {
        /// `nil` when nobody was identified.
        var person: Int?
        /// A leaf of each visit dimension's code list, -1 for the others.
        var codes: [Int]
        /// For each request a leaf of each request dimension's code list, -1 for the others.
        var requests: [[Int]]
        /// What the visit brings to a sum of visits, in whole units; capped by whoever makes it.
        var amount = 0
        /// What each request brings to a sum of requests; 0 for those not given.
        var requestAmounts: [Int] = []
    }

    let visits: [Visit]

    init(_ visits: [Visit]) { self.visits = visits }

    func figures(for policy: Policy) -> [TableFigures] {
        policy.tables.indices.map { figures(for: TableLayout(table: $0, of: policy), policy) }
    }

    private func figures(for layout: TableLayout, _ policy: Policy) -> TableFigures {
        var visitCounts = [Int](repeating: 0, count: layout.cellCount)
        var requests = visitCounts
        var people = [Set<Int>](repeating: [], count: layout.cellCount)
        for visit in visits {
            var touched: Set<Int> = []
            for request in visit.requests {
                for cell in cells(of: layout, policy, visit, request) {
                    requests[cell] += 1
                    touched.insert(cell)
                }
            }
            for cell in touched {
                visitCounts[cell] += 1
                if let person = visit.person { people[cell].insert(person) }
            }
        }
        return TableFigures(
            layout: layout, visits: visitCounts, requests: requests, visitors: people.map(\.count),
            sums: policy.tables.contains { !$0.sums.isEmpty } ? sums(for: layout, policy) : [])
    }

    /// The policy's only sum, with the two largest contributors of every cell that some table shows it of.
    private func sums(for layout: TableLayout, _ policy: Policy) -> [SumFigures] {
        guard policy.sums[0].scope == layout.unit else { return [] }
        /// For each cell, what each person brought; visits without one are their own.
        var brought = [[Int: Int]](repeating: [:], count: layout.cellCount)
        for (number, visit) in visits.enumerated() {
            var amounts: [Int: Int] = [:]
            for (index, request) in visit.requests.enumerated() {
                let amount =
                    visit.requestAmounts.indices.contains(index) ? visit.requestAmounts[index] : 0
                for cell in cells(of: layout, policy, visit, request) {
                    amounts[cell, default: 0] += layout.unit == .visit ? 0 : amount
                }
            }
            for (cell, amount) in amounts {
                let whole = layout.unit == .visit ? visit.amount : amount
                brought[cell][visit.person ?? -1 - number, default: 0] += whole * 1_000_000
            }
        }
        return [
            SumFigures(
                sum: 0, isShown: policy.tables[layout.table].sums == [0],
                totals: brought.map { $0.values.reduce(0, +) },
                largest: brought.map { LargestContributions(of: $0.values) })
        ]
    }

    private func cells(
        of layout: TableLayout, _ policy: Policy, _ visit: Visit, _ request: [Int]
    ) -> [Int] {
        var cells = [0]
        for (axis, stride) in zip(layout.axes, layout.strides) {
            let isOfVisit = policy.dimensions[axis.dimension].scope == .visit
            let code = (isOfVisit ? visit.codes : request)[axis.dimension]
            let positions = axis.positionsByLeaf[code]
            cells = cells.flatMap { cell in positions.map { cell + $0 * stride } }
        }
        return cells
    }
}

extension [Microdata.Visit] {
    /// One visit each of so many people in each cell of rows by columns.
    ///
    /// - Parameter firstRow: Where the first row's code stands in its list; the first column's stands at 1.
    init(_ rows: [[Int]], firstRow: Int = 1) {
        self = []
        for (row, counts) in rows.enumerated() {
            for (column, count) in counts.enumerated() {
                for _ in 0..<count {
                    append(
                        .init(
                            person: self.count, codes: [row + firstRow, column + 1],
                            requests: [[-1, -1]]))
                }
            }
        }
    }
}
