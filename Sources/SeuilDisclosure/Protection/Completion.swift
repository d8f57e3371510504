import SeuilSolver

/// Figures for the cells that no table has, crosses and overlaps, that could be true beside all true figures.
///
/// From them worlds can differ in a few cells, as they do from the truth.
struct Completion {
    private let bounds: Bounds

    init(_ bounds: Bounds) { self.bounds = bounds }

    /// How much searching they are worth.
    private static let nodeLimit = 500

    /// The truth with such figures, checked as any world, under a pattern that publishes all there is; `nil`
    /// when there are no such cells, or none was found.
    func world() -> World? {
        let system = bounds.system
        guard system.cells.contains(where: { $0.truth == nil }) else { return nil }
        let program = WorldProgram(
            completing: bounds, under: Pattern(isWithheld: system.cells.map { _ in false }))
        var iterations = 0
        return program.world(nodeLimit: Completion.nodeLimit, counting: &iterations).world
    }
}
