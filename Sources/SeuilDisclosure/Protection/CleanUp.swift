/// Publishes again what was withheld without need: each complementary cell, dearest first, whose publication
/// keeps every proof.
struct CleanUp {
    private let bounds: Bounds
    private let prices: Prices
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence

    init(_ repair: Repair) {
        bounds = repair.bounds
        prices = repair.prices
        pattern = repair.pattern
        evidence = repair.evidence
    }

    mutating func run(_ certification: inout Certification) {
        let system = bounds.system
        let complementary = system.cells.indices
            .filter { pattern.isWithheld[$0] && !system.isSensitive($0) }
            .sorted { prices[$0] == prices[$1] ? $0 < $1 : prices[$0] > prices[$1] }
        for cell in complementary where certification.searchesLeft > 0 {
            publish(cell, &certification)
        }
    }

    private mutating func publish(_ cell: Int, _ certification: inout Certification) {
        let before = pattern
        pattern.isWithheld[cell] = false
        var leftovers = Leftovers(bounds, around: cell, under: pattern)
        if leftovers.firstTooSmall(under: pattern) != nil {
            pattern = before
            return
        }
        let forgotten = evidence.forgetWorlds(contradicting: pattern, at: cell, in: bounds)
        // What the cell was withheld for stands beside it, and most often still needs it.
        let moved = Set(forgotten.flatMap { $0.changes.map(\.cell) }).sorted()
        let beside = Set(bounds.linesByCell[cell].flatMap { bounds.system.lines[$0].terms })
        for cell in moved.filter(beside.contains) + moved.filter({ !beside.contains($0) })
        where evidence.isUncertified(cell, under: pattern) {
            if certification.proveQuickly(
                cell, under: pattern, efforts: [.near, .middle], adding: &evidence)
                || certification.prove(cell, under: pattern, effort: .near, adding: &evidence)
            {
                continue
            }
            pattern = before
            for world in forgotten { evidence.add(world) }
            return
        }
    }
}
