/// Publishes again what was withheld without need: each complementary cell, dearest first, whose publication
/// keeps every proof.
struct CleanUp {
    private let bounds: Bounds
    private let prices: Prices
    private let causes: [Int: WithholdingCause]
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence

    init(_ repair: Repair) {
        bounds = repair.bounds
        prices = repair.prices
        causes = repair.causes
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
        if bounds.linesByCell[cell].contains(where: { bounds.isTooTight($0, under: pattern) }) {
            pattern = before
            return
        }
        let steps = evidence.steps
        let forgotten = evidence.forgetWorlds(contradicting: pattern, at: cell, in: bounds)
        certification.spend(steps: evidence.steps - steps)
        let isProved = proveAgain(forgotten, without: cell, &certification)
        var leftovers = Leftovers(bounds, around: cell, under: pattern)
        let isClear = isProved && leftovers.firstTooSmall(under: pattern) == nil
        certification.spend(steps: leftovers.steps)
        if isClear { return }
        pattern = before
        for world in forgotten { evidence.add(world) }
    }

    /// Proves again, while `cell` is published, what the forgotten worlds had proved.
    private mutating func proveAgain(
        _ forgotten: [World], without cell: Int, _ certification: inout Certification
    ) -> Bool {
        // What the cell was withheld for most often still needs it, and so does what stands beside it.
        let moved = Set(forgotten.flatMap { $0.changes.map(\.cell) }).sorted()
        let beside = Set(bounds.linesByCell[cell].flatMap { bounds.system.lines[$0].terms })
        if !bounds.isSmall && bounds.system.cells.count <= Repair.leastTogether {
            // Worlds that serve many cells leave many without proof: others may serve them together again.
            for round in 0..<2
            where moved.count(where: { evidence.isUncertified($0, under: pattern) }) > 3 {
                _ = certification.proveMany(
                    around: cell, under: pattern, .broad, round: round, adding: &evidence)
            }
        }
        var first: [Int] = []
        if case .cell(let reason) = causes[cell] { first = [reason] }
        for other in first + moved.filter(beside.contains) + moved.filter({ !beside.contains($0) })
        where evidence.isUncertified(other, under: pattern) {
            guard
                certification.proveQuickly(
                    other, under: pattern, efforts: [.near, .middle], adding: &evidence)
                    || bounds.isSmall
                        && certification.prove(
                            other, under: pattern, effort: .near, adding: &evidence)
            else { return false }
        }
        return true
    }
}
