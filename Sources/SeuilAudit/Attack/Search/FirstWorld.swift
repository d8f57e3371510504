/// Finds the world from which all others are made.
enum FirstWorld {
    /// It serves every question, so it may take longer than another search.
    private static let nodes = 20_000

    /// A world, found for each component by itself; `nil` when the search ended before there was one.
    ///
    /// - Throws: `AttackError.contradiction` when no figures at all agree with the releases.
    static func find(
        _ equations: Equations, _ bounds: Bounds, _ components: Components
    ) throws(AttackError) -> [Int]? {
        var world = bounds.lower
        for component in components.all {
            let program = WorldProgram(equations, bounds, columns: component, base: nil)
            switch program.world(nodeLimit: nodes) {
            case .world(let values, _):
                for (column, value) in zip(program.columns, values) { world[column] = value }
                guard equations.holds(world, around: program.columns, bounds) else { return nil }
            case .none: throw equations.known.contradiction
            case .unknown: return nil
            }
        }
        return world
    }
}
