/// What one cell's figures can depend on: the cells that a chain of lines without a gap leads to.
///
/// A cell that is fixed interrupts the chain: it is the same in every world.
struct Reach {
    let bounds: Bounds
    let pattern: Pattern
    /// The prices at which published cells may move; without them they are fixed.
    let prices: [Double]?

    /// The free cells that `cell` reaches, itself included, and the lines on which they stand, each in order.
    ///
    /// When there are more than `limit`, only the nearest, or where cells have prices those that the cheapest
    /// chains lead to: the others stay as they truly are, which makes fewer worlds and smaller programs. A
    /// cell of which nothing is known cannot stay, so it is always followed.
    ///
    /// - Parameter perLine: Follows no more than so many cells of each line, those of which the most people can go:
    ///   chains that close far away are then found among as few cells.
    func around(
        _ cell: Int, limit: Int, perLine: Int? = nil
    ) -> (cells: [Int], lines: [Int], isLimited: Bool) {
        let system = bounds.system
        var cells: Set<Int> = [cell]
        var lines: Set<Int> = []
        var queue = Chains()
        queue.insert(.init(price: 0, order: 0, cell: cell))
        var count = 1
        var isLimited = false
        while let chain = queue.popFirst() {
            if cells.count > limit, !mustFollow(chain.cell) { continue }
            for line in bounds.linesByCell[chain.cell] where lines.insert(line).inserted {
                var terms = system.lines[line].terms.filter { !cells.contains($0) && isFree($0) }
                if let perLine, terms.count > perLine {
                    isLimited = true
                    terms = roomiest(perLine, of: terms)
                }
                for term in terms {
                    if cells.count >= limit && !mustFollow(term) {
                        isLimited = true
                        continue
                    }
                    cells.insert(term)
                    queue.insert(
                        .init(price: chain.price + step(to: term), order: count, cell: term))
                    count += 1
                }
            }
        }
        // A line is only left out when all of its terms stay.
        for cell in cells { lines.formUnion(bounds.linesByCell[cell]) }
        return (cells.sorted(), lines.sorted(), isLimited)
    }

    /// The `count` cells of which the most people can go, in order, and all that must be followed.
    private func roomiest(_ count: Int, of cells: [Int]) -> [Int] {
        let counted = bounds.system.countedPosition
        let rooms = cells.map { cell in
            bounds.system.cells[cell].truth.map {
                $0[counted] - bounds.hiddenRange(cell, counted).lowerBound
            } ?? .max
        }
        let order = cells.indices.sorted {
            rooms[$0] == rooms[$1] ? $0 < $1 : rooms[$0] > rooms[$1]
        }
        return order.enumerated().filter { $0.offset < count || mustFollow(cells[$0.element]) }
            .map { cells[$0.element] }.sorted()
    }

    private func mustFollow(_ cell: Int) -> Bool {
        bounds.base[cell] == nil
    }

    /// How much further than the cell before it a cell is.
    private func step(to cell: Int) -> Double {
        guard let prices, bounds.system.isPublished(cell, under: pattern) else { return 3 }
        return 3 + prices[cell] / 5
    }

    private func isFree(_ cell: Int) -> Bool {
        if prices != nil { return !bounds.system.isPublishedZero(cell, under: pattern) }
        return bounds.system.measures.indices.contains {
            bounds.range(cell, $0, under: pattern).count > 1
        }
    }
}

/// Chains of lines from a cell, the cheapest first, of equals the first found.
private struct Chains {
    struct Chain {
        let price: Double
        let order: Int
        let cell: Int

        static func < (left: Chain, right: Chain) -> Bool {
            left.price == right.price ? left.order < right.order : left.price < right.price
        }
    }

    private var heap: [Chain] = []

    mutating func insert(_ chain: Chain) {
        heap.append(chain)
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func popFirst() -> Chain? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return first }
        heap[0] = last
        var place = 0
        while true {
            let below = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }
            guard let least = below.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[place]
            else { return first }
            heap.swapAt(place, least)
            place = least
        }
    }
}

extension CellSystem {
    func isPublishedZero(_ cell: Int, under pattern: Pattern) -> Bool {
        isZero(cell) && isPublished(cell, under: pattern)
    }
}

extension Line {
    /// The total and its parts.
    var terms: [Int] { [parent] + children }
}
