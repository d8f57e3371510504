internal import SeuilCore
internal import SeuilDisclosure

/// The shown cells of one table: a figure each, or nothing where it is withheld.
struct SummaryTable: Sendable, Equatable {
    let layout: TableLayout
    /// Indexed by cell of `layout`; `nil` when withheld, and where nothing is shown.
    let figures: [Figure?]

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
    init(_ table: ProtectedTable) {
        layout = table.layout
        figures = table.cells.map { cell in
            switch cell {
            case .published(let count, let visitors): Figure(count: count, visitors: visitors)
            case .withheld, .notShown: nil
            }
        }
    }
}
