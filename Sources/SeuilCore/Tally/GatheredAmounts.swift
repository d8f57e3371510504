/// What one batch brings to one sum of one cell, a contributor each.
struct BatchContributions: Sendable, Equatable {
    /// For each of the cell's tokens, in their order, what that visitor brings, in millionths.
    var amounts: [Int64] = []
    var unidentified = LargestContributions()
}

/// What the visits of a batch bring to the kept sums of one cell, visit by visit.
struct GatheredAmounts {
    /// Indices into `Policy.sums`; empty for most cells.
    let sums: [Int]
    private var tokens: [UInt64?] = []
    /// `sums.count` a visit.
    private var amounts: [Int64] = []

    init(sums: [Int]) { self.sums = sums }

    /// Begins another visit, `token` being its visitor's in this cell.
    mutating func beginVisit(of token: UInt64?) {
        if sums.isEmpty { return }
        tokens.append(token)
        for _ in sums { amounts.append(0) }
    }

    /// Adds to the visit that was begun last; `more` has a number for each of `Policy.sums`.
    mutating func add(_ more: [Int64]) {
        for (index, sum) in sums.enumerated() {
            let place = amounts.count - sums.count + index
            amounts[place] = amounts[place].addingClamped(more[sum])
        }
    }

    /// For each kept sum, the visits put together by contributor.
    ///
    /// - Parameter visitors: The tokens of all identified visits, each once, ascending.
    func contributions(of visitors: [UInt64]) -> [BatchContributions] {
        if sums.isEmpty { return [] }
        var all = sums.map { _ in
            BatchContributions(amounts: [Int64](repeating: 0, count: visitors.count))
        }
        for (visit, token) in tokens.enumerated() {
            let place = token.map { visitors.place(of: $0) }
            for index in sums.indices {
                let amount = amounts[visit * sums.count + index]
                if let place {
                    all[index].amounts[place] = all[index].amounts[place].addingClamped(amount)
                } else {
                    all[index].unidentified.add(Int(amount))
                }
            }
        }
        return all
    }
}

extension [UInt64] {
    /// Where `element` stands among these, which ascend and hold it.
    fileprivate func place(of element: UInt64) -> Int {
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
