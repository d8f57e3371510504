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

    mutating func run(_ certification: inout Certification) {
        let system = bounds.system
        let complementary = system.cells.indices
            .filter { pattern.isWithheld[$0] && !system.isSensitive($0) }
            .sorted { prices[$0] == prices[$1] ? $0 < $1 : prices[$0] > prices[$1] }
        for cell in complementary { publish(cell, &certification) }
    }

    private mutating func publish(_ cell: Int, _ certification: inout Certification) {
        var fuller = pattern
        fuller.isWithheld[cell] = false
        var remainders = Remainders(bounds, under: fuller)
        if remainders.firstTooSmall(publishing: cell) != nil { return }
        var kept = evidence.kept(under: fuller, in: bounds)
        if certification.proveAll(under: fuller, adding: &kept) {
            pattern = fuller
            evidence = kept
        }
    }
}
