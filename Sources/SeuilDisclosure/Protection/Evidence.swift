import SeuilCore

/// The worlds found so far, and what they prove: how far each figure can lie apart in them.
///
/// The truth is a world too, whichever cells are withheld.
struct Evidence: Sendable {
    private(set) var worlds: [World] = []
    private var low: [[Int]]
    private var high: [[Int]]
    private let system: CellSystem

    init(_ system: CellSystem) {
        self.system = system
        low = system.cells.map { $0.truth ?? [] }
        high = low
    }

    mutating func add(_ world: World) {
        worlds.append(world)
        for cell in low.indices {
            guard let figures = world.values[cell] else { continue }
            for position in low[cell].indices {
                low[cell][position] = min(low[cell][position], figures[position])
                high[cell][position] = max(high[cell][position], figures[position])
            }
        }
    }

    /// Whether two worlds differ by the interval on each measure of `cell`, and one reaches the threshold.
    func certifies(_ cell: Int) -> Bool {
        reachesThreshold(cell)
            && system.measures.indices.allSatisfy { spreads(cell, $0) }
    }

    func reachesThreshold(_ cell: Int) -> Bool {
        high[cell][system.countedPosition] >= system.threshold.least
    }

    /// Whether two worlds differ by the interval on one measure of `cell`, or earlier releases have told it.
    func spreads(_ cell: Int, _ position: Int) -> Bool {
        high[cell][position] - low[cell][position] >= system.rule.interval
            || system.cells[cell].past?.settles(position) == true
    }

    /// What remains proved when `pattern` is released: the worlds that agree with it.
    func kept(under pattern: Pattern, in bounds: Bounds) -> Evidence {
        var kept = Evidence(system)
        for world in worlds where world.agrees(with: pattern, in: bounds) { kept.add(world) }
        return kept
    }

    /// The cells that `pattern` leaves without proof, in order.
    func uncertified(under pattern: Pattern) -> [Int] {
        system.cells.indices.filter {
            system.needsCertificate($0, under: pattern) && !certifies($0)
        }
    }
}
