/// What is withheld when nothing less was proved: tables, one after another, the finest first.
///
/// Of a table first its finest cells go, then all that it alone lists, then what it shares; the grand total,
/// which every table shares, is left to the last step of all, when nothing is released.
struct Fallback {
    private let system: CellSystem
    private let listing: [Int]
    private let finest: [Set<Int>]
    /// The tables of which something was withheld so.
    private(set) var tables: Set<Int> = []

    init(_ system: CellSystem) {
        self.system = system
        var listing = system.cells.map { _ in 0 }
        for table in system.cellsByTable { for cell in Set(table) { listing[cell] += 1 } }
        self.listing = listing
        let parents = Set(system.lines.filter { !$0.children.isEmpty }.map(\.parent))
        finest = system.cellsByTable.map { Set($0).subtracting(parents) }
    }

    /// Withholds the next of a table that lists one of `cells`, or when nothing of these is left of any other: what
    /// makes a cell known may stand elsewhere. `false` when nothing is left to withhold.
    mutating func withhold(for cells: [Int], in repair: inout Repair) -> Bool {
        let cells = Set(cells)
        let tables = system.cellsByTable.indices.sorted { order($0) < order($1) }
        let listing = tables.filter { !cells.isDisjoint(with: system.cellsByTable[$0]) }
        return withhold(of: listing, in: &repair) || withhold(of: tables, in: &repair)
    }

    private mutating func withhold(of tables: [Int], in repair: inout Repair) -> Bool {
        for step in 0..<3 {
            for table in tables {
                let more = system.cellsByTable[table].filter { cell in
                    let isDue =
                        switch step {
                        case 0: listing[cell] == 1 && finest[table].contains(cell)
                        case 1: listing[cell] == 1
                        default: true
                        }
                    return isDue && !system.cells[cell].isGrandTotal
                        && !system.isPublishedZero(cell, under: repair.pattern)
                }
                if repair.withhold(more, for: .table(table)) {
                    self.tables.insert(table)
                    return true
                }
            }
        }
        return false
    }

    /// The most cells first; of equals by what they count.
    private func order(_ table: Int) -> (Int, String) {
        let cells = system.cellsByTable[table]
        return (-cells.count, cells.map { system.cells[$0].name }.max() ?? "")
    }
}
