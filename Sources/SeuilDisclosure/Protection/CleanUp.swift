/// Publishes again what was withheld without need: each complementary cell, dearest first, whose publication
/// keeps every proof.
struct CleanUp {
    private let bounds: Bounds
    private let prices: Prices
    private(set) var pattern: Pattern
    private(set) var evidence: Evidence

    init(_ repair: Repair, bounds: Bounds) {
        self.bounds = bounds
        prices = repair.prices
        pattern = repair.pattern
        evidence = repair.evidence
    }

    mutating func run(_ certification: inout Certification, limit: Int) {
        let system = bounds.system
        let complementary = system.cells.indices
            .filter { pattern.isWithheld[$0] && !system.isSensitive($0) }
            .sorted { prices[$0] == prices[$1] ? $0 < $1 : prices[$0] > prices[$1] }
        certification.hasten(limit: limit)
        for cell in complementary where certification.searchesLeft > 0 {
            publish(cell, &certification)
        }
    }

    private mutating func publish(_ cell: Int, _ certification: inout Certification) {
        let system = bounds.system
        var fuller = pattern
        fuller.isWithheld[cell] = false
        var remainders = Remainders(bounds, under: fuller)
        if remainders.firstTooSmall(publishing: cell) != nil { return }
        var kept = evidence.kept(under: fuller, in: bounds)
        // What the cell was withheld for stands beside it, and most often still needs it.
        for beside in bounds.neighbours(of: cell)
        where system.needsCertificate(beside, under: fuller) && !kept.certifies(beside) {
            if !certification.prove(beside, under: fuller, adding: &kept) { return }
        }
        if certification.proveAll(under: fuller, adding: &kept) {
            pattern = fuller
            evidence = kept
        }
    }
}

extension Bounds {
    /// The cells that share a line with `cell`, in order.
    fileprivate func neighbours(of cell: Int) -> [Int] {
        let cells = linesByCell[cell].flatMap {
            [system.lines[$0].parent] + system.lines[$0].children
        }
        return Set(cells).subtracting([cell]).sorted()
    }
}
