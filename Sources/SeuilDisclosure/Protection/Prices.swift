import Foundation
import SeuilCrypto

/// What it costs to withhold each cell: what readers lose, as the policy weighs its tables, blurred by a secret.
///
/// Whoever knows the rule could otherwise replay it and rule out every world in which it would have chosen
/// differently. So no price depends on any figure: it follows from what the cell counts, and from a factor
/// between 1 and 2 that only the period's seed gives. What is withheld then depends on the figures by way of the
/// small ones and of what can hide them only.
struct Prices: Sendable {
    private(set) var byCell: [Double]

    init(_ system: CellSystem, seed: borrowing SecretBytes) {
        let hash = KeyedHash(key: seed)
        byCell = system.cells.map { cell in
            let place = pow(2, Double(cell.totals)) * (cell.isGrandTotal ? 8 : 1)
            let blur = 1 + Double(hash.truncated64(for: Array(cell.name.utf8)) >> 11) * 0x1p-53
            return place * blur * Double(cell.weight)
        }
    }

    subscript(cell: Int) -> Double { byCell[cell] }

    /// From now on nothing is worth withholding `cell`.
    mutating func keepPublished(_ cell: Int) { byCell[cell] = .infinity }

    /// The cheapest of `cells`, the first of equals.
    func cheapest(of cells: [Int]) -> Int? {
        cells.min { byCell[$0] == byCell[$1] ? $0 < $1 : byCell[$0] < byCell[$1] }
    }

    /// The one of `cells` whose price divided by its `use` is least, the first of equals.
    func cheapest(of cells: [Int], by use: (Int) -> Int) -> Int? {
        var best: (cell: Int, price: Double)?
        for cell in cells.sorted() {
            let price = byCell[cell] / Double(max(1, use(cell)))
            if price < best?.price ?? .infinity { best = (cell, price) }
        }
        return best?.cell
    }
}
