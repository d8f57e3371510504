public import SeuilCore

/// A set of tables that can be protected only through a table too large to solve.
///
/// Tables that close a circle (`a × b`, `b × c`, `c × a`) have worlds only within the cross of all their
/// dimensions; beyond `DesignLimit.crossCells` cells the design is refused before anything is counted.
public struct DesignLimit: Sendable, Equatable {
    public static let crossCells = 20_000

    /// The names of the circle's dimensions, in the policy's order.
    public let dimensions: [String]
    /// How many cells their cross has, totals included.
    public let cellCount: Int

    /// What in the design of `policy` is beyond the limit; empty for a design that can be protected.
    public static func check(_ policy: Policy) -> [DesignLimit] {
        let design = TableDesign(policy)
        return design.crosses.compactMap { cross in
            let count = design.cellCount(of: cross)
            guard count > crossCells else { return nil }
            return DesignLimit(
                dimensions: cross.blocks.keys.sorted().map { policy.dimensions[$0].name },
                cellCount: count)
        }
    }
}
