internal import SeuilCore
internal import SeuilDisclosure

/// The shown cells of one table: a figure each, or nothing where it is withheld.
struct SummaryTable: Sendable, Equatable {
    let layout: TableLayout
    /// Indexed by cell of `layout`; `nil` when withheld, and where nothing is shown.
    let figures: [Figure?]
    /// The sums, indices into `Policy.sums`, that the policy shows here and that are withheld in every cell.
    let sumsWithheld: [Int]

    /// The declared axes, without the one that stands for a filter.
    var axes: ArraySlice<TableLayout.Axis> {
        layout.hasFilter ? layout.axes.dropLast() : layout.axes[...]
    }

    /// The cells shown, in the order of the layout.
    var shownCells: [Int] { (0..<layout.cellCount).filter(layout.isShown) }

    /// What is published at `positions`, one a declared axis; `nil` when withheld.
    func figure(at positions: [Int]) -> Figure? {
        let place = layout.hasFilter ? positions + [TableLayout.FilterPosition.match] : positions
        return figures[layout.cell(at: place)]
    }

    /// Whether there is anything to show of the table's sum number `index`: all but one withheld throughout.
    func showsSum(_ index: Int, of rule: TableRule) -> Bool {
        !sumsWithheld.contains(rule.sums[index])
            || figures.contains { $0?.sum(index) != nil }
    }

    /// The codes of `cell`, one a declared axis.
    func codes(of cell: Int, policy: Policy) -> [String] {
        codes(at: Array(layout.positions(of: cell).prefix(axes.count)), policy: policy)
    }

    /// The codes at `positions`, one a declared axis.
    func codes(at positions: [Int], policy: Policy) -> [String] {
        zip(axes, positions).map { axis, position in
            policy.dimensions[axis.dimension].codelist.entries[axis.entries[position]].code
        }
    }
}

extension SummaryTable {
    /// The published part of `table`, the only one there is.
    init(_ table: ProtectedTable, of policy: Policy) {
        let shown = policy.tables[table.layout.table].sums
        layout = table.layout
        figures = table.cells.enumerated().map { place, cell in
            switch cell {
            case .published(let count, let visitors):
                Figure(
                    count: count, visitors: visitors,
                    sums: shown.map { sum in
                        table.sums[sum]?[place].map { Decimal6(millionths: Int64($0)) }
                    })
            case .withheld, .notShown: nil
            }
        }
        sumsWithheld = shown.filter { table.sums[$0] == nil }
    }
}
