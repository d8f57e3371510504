import SeuilCore

/// The worlds found so far, and what they prove: how far each figure can lie apart in them.
///
/// The truth is a world too, whichever cells are withheld. Worlds are kept by the cells that they change, so
/// that publishing a cell costs no more than the worlds that move it.
struct Evidence: Sendable {
    /// `nil` where a world was forgotten.
    private var worlds: [World?] = []
    private var worldsByCell: [[Int]]
    /// For each cell and measure the lowest and the highest figure in any world.
    private var low: [Int]
    private var high: [Int]
    /// How often a world was looked at for what it is when others are forgotten.
    private(set) var steps = 0
    private let system: CellSystem
    private let width: Int

    init(_ system: CellSystem) {
        self.system = system
        width = system.measures.count
        let unknown = system.measures.map { _ in 0 }
        low = system.cells.flatMap { $0.truth ?? unknown }
        high = low
        worldsByCell = system.cells.map { _ in [] }
    }

    mutating func add(_ world: World) {
        for change in world.changes {
            worldsByCell[change.cell].append(worlds.count)
            include(change.figures, of: change.cell)
        }
        worlds.append(world)
    }

    private mutating func include(_ figures: [Int], of cell: Int) {
        guard system.cells[cell].truth != nil else { return }
        for (position, figure) in figures.enumerated() {
            let place = cell * width + position
            low[place] = min(low[place], figure)
            high[place] = max(high[place], figure)
        }
    }

    /// Forgets the worlds that contradict what `pattern` publishes of `cell`, and gives them.
    mutating func forgetWorlds(
        contradicting pattern: Pattern, at cell: Int, in bounds: Bounds
    ) -> [World] {
        var forgotten: [World] = []
        for index in worldsByCell[cell] {
            guard let world = worlds[index],
                let change = world.change(of: cell),
                !change.figures.indices.allSatisfy({
                    bounds.range(cell, $0, under: pattern).contains(change.figures[$0])
                })
            else { continue }
            forgotten.append(world)
            worlds[index] = nil
        }
        for cell in Set(forgotten.flatMap { $0.changes.map(\.cell) }) { recount(cell) }
        return forgotten
    }

    private mutating func recount(_ cell: Int) {
        steps += worldsByCell[cell].count
        worldsByCell[cell].removeAll { worlds[$0] == nil }
        guard let truth = system.cells[cell].truth else { return }
        for (position, figure) in truth.enumerated() {
            low[cell * width + position] = figure
            high[cell * width + position] = figure
        }
        for index in worldsByCell[cell] {
            if let change = worlds[index]?.change(of: cell) { include(change.figures, of: cell) }
        }
    }

    /// Whether two worlds differ by the interval on each measure of `cell`, and one reaches the threshold.
    func certifies(_ cell: Int) -> Bool {
        reachesThreshold(cell)
            && system.measures.indices.allSatisfy { spreads(cell, $0) }
    }

    func reachesThreshold(_ cell: Int) -> Bool {
        high[cell * width + system.countedPosition] >= system.threshold.least
    }

    /// How far the cell must rise above its true figures to be proved by that alone.
    func need(of cell: Int) -> Int {
        let spread = certifiesSpread(cell) ? 0 : system.rule.interval
        if reachesThreshold(cell) { return spread }
        let truth = system.cells[cell].truth?[system.countedPosition] ?? 0
        return max(spread, system.threshold.least - truth)
    }

    private func certifiesSpread(_ cell: Int) -> Bool {
        system.measures.indices.allSatisfy { spreads(cell, $0) }
    }

    /// Whether two worlds differ by the interval on one measure of `cell`, or earlier releases have told it.
    func spreads(_ cell: Int, _ position: Int) -> Bool {
        high[cell * width + position] - low[cell * width + position] >= system.rule.interval
            || system.cells[cell].past?.settles(position) == true
    }

    /// What remains proved when `pattern` is released, from the worlds that agree with it.
    func proved(under pattern: Pattern, in bounds: Bounds) -> Evidence {
        var proved = Evidence(system)
        for case let world? in worlds where world.agrees(with: pattern, in: bounds) {
            proved.add(world)
        }
        return proved
    }

    /// The worlds, in the order in which they were found.
    var allWorlds: [World] { worlds.compactMap { $0 } }

    /// The cells that `pattern` leaves without proof, in order.
    func uncertified(under pattern: Pattern) -> [Int] {
        system.cells.indices.filter { isUncertified($0, under: pattern) }
    }

    func isUncertified(_ cell: Int, under pattern: Pattern) -> Bool {
        system.needsCertificate(cell, under: pattern) && !certifies(cell)
    }
}
