/// What one cell's figures can depend on: the cells that a chain of lines without a gap leads to.
///
/// A cell that is fixed interrupts the chain: it is the same in every world.
struct Reach {
    let bounds: Bounds
    let pattern: Pattern
    /// The prices at which published cells may move; without them they are fixed.
    let prices: [Double]?
    /// Whether all measures of a cell move together, so that a published one, which shows some, does not.
    let isJoint: Bool

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
    ) -> Neighbourhood {
        let lines = bounds.system.lines
        var cells = [cell]
        var states = [State](repeating: .unseen, count: bounds.system.cells.count)
        var hasSeen = [Bool](repeating: false, count: lines.count)
        states[cell] = .chosen
        var queue = Chains()
        queue.insert(.init(price: 0, order: 0, cell: cell))
        while let chain = queue.popFirst() {
            if cells.count > limit, !mustFollow(chain.cell) { continue }
            for line in bounds.linesByCell[chain.cell] where !hasSeen[line] {
                hasSeen[line] = true
                var terms: [Int] = []
                if isFree(lines[line].parent, &states) { terms.append(lines[line].parent) }
                for child in lines[line].children where isFree(child, &states) {
                    terms.append(child)
                }
                if let perLine, terms.count > perLine { terms = best(perLine, of: terms, hasSeen) }
                for term in terms where cells.count < limit || mustFollow(term) {
                    states[term] = .chosen
                    queue.insert(
                        .init(price: chain.price + step(to: term), order: cells.count, cell: term))
                    cells.append(term)
                }
            }
        }
        return Neighbourhood(cells, in: bounds)
    }

    /// What a search has found out of a cell.
    private enum State {
        case unseen, fixed, free, chosen
    }

    /// The `count` cells, in order, that are on the most lines already seen, so that chains close; of equals half those
    /// of which the most people can go, half the cheapest where published cells have prices. And all that must be
    /// followed.
    private func best(_ count: Int, of cells: [Int], _ hasSeen: [Bool]) -> [Int] {
        let counted = bounds.system.countedPosition
        var open: [Candidate] = []
        var priced: [Candidate] = []
        for cell in cells {
            let seen = bounds.linesByCell[cell].count { hasSeen[$0] }
            if let prices, bounds.system.isPublished(cell, under: pattern) {
                priced.append(Candidate(cell: cell, seen: seen, worth: -prices[cell]))
            } else {
                let truth = bounds.system.cells[cell].truth
                let room = truth.map { $0[counted] - bounds.hiddenRange(cell, counted).lowerBound }
                open.append(Candidate(cell: cell, seen: seen, worth: Double(room ?? 0)))
            }
        }
        open.sort()
        priced.sort()
        let half = priced.isEmpty ? count : count / 2
        return
            (open.enumerated().filter { $0.offset < half || mustFollow($0.element.cell) }
            .map(\.element.cell) + priced.prefix(count / 2).map(\.cell)).sorted()
    }

    /// A cell that a chain could go on to, the best first.
    private struct Candidate: Comparable {
        let cell: Int
        let seen: Int
        let worth: Double

        static func < (left: Candidate, right: Candidate) -> Bool {
            if left.seen != right.seen { return left.seen > right.seen }
            return left.worth == right.worth ? left.cell < right.cell : left.worth > right.worth
        }
    }

    private func mustFollow(_ cell: Int) -> Bool {
        bounds.base[cell] == nil
    }

    /// How much further than the cell before it a cell is.
    private func step(to cell: Int) -> Double {
        guard let prices, bounds.system.isPublished(cell, under: pattern) else { return 3 }
        return 3 + prices[cell] / 5
    }

    private func isFree(_ cell: Int, _ states: inout [State]) -> Bool {
        if states[cell] == .unseen { states[cell] = isFree(cell) ? .free : .fixed }
        return states[cell] == .free
    }

    private func isFree(_ cell: Int) -> Bool {
        if let prices, prices[cell].isFinite {
            return !bounds.system.isPublishedZero(cell, under: pattern)
        }
        if isJoint, bounds.base[cell] != nil, !bounds.system.cells[cell].isOverlap,
            bounds.system.isPublished(cell, under: pattern)
        {
            return false
        }
        return bounds.system.measures.indices.contains {
            bounds.range(cell, $0, under: pattern).count > 1
        }
    }
}

/// Cells that may move, and the lines on which they stand, each in order.
struct Neighbourhood {
    let cells: [Int]
    let lines: [Int]

    /// - Parameter cells: All others stay as they truly are. A line is only left out when all of its terms do.
    init(_ cells: [Int], in bounds: Bounds) {
        self.cells = cells.sorted()
        var hasSeen = [Bool](repeating: false, count: bounds.system.lines.count)
        var lines: [Int] = []
        for cell in cells {
            for line in bounds.linesByCell[cell] where !hasSeen[line] {
                hasSeen[line] = true
                lines.append(line)
            }
        }
        self.lines = lines.sorted()
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
        while 2 * place + 1 < heap.count {
            var least = 2 * place + 1
            if least + 1 < heap.count, heap[least + 1] < heap[least] { least += 1 }
            if !(heap[least] < heap[place]) { break }
            heap.swapAt(place, least)
            place = least
        }
        return first
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
