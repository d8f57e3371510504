public import SeuilCore

/// What an earlier release of the same site published of a period that shares days with a later one.
///
/// A released figure is a constant for ever: whoever has it can take it away from whatever is said later of the
/// same visits. What was withheld then must stay as uncertain as it was, though nobody knows it any more: the
/// keys of that period are gone.
public struct EarlierFigures: Sendable, Equatable {
    /// One published cell of an earlier release: its table's name, its codes, one a declared axis, and its numbers.
    public struct Published: Sendable, Equatable {
        public let table: String
        public let codes: [String]
        public let count: Int
        public let visitors: Int?

        public init(table: String, codes: [String], count: Int, visitors: Int?) {
            self.table = table
            self.codes = codes
            self.count = count
            self.visitors = visitors
        }
    }

    /// The policy that the period was counted under.
    public let policy: Policy
    public let period: Period
    /// One per table of `policy`, for all audiences together, each indexed by cell of its layout.
    let tables: [[ProtectedTable.Cell]]

    /// The figures of a release by their codes; every other cell that its tables show was withheld.
    public init(policy: Policy, period: Period, published: some Sequence<Published>) {
        let layouts = policy.tables.indices.map { TableLayout(table: $0, of: policy) }
        var tables = layouts.map { layout in
            (0..<layout.cellCount).map { cell in
                layout.isShown(cell) ? ProtectedTable.Cell.withheld : .notShown
            }
        }
        let places = Dictionary(
            policy.tables.enumerated().map { ($0.element.name, $0.offset) }
        ) { first, _ in first }
        for figure in published {
            guard let table = places[figure.table],
                let cell = layouts[table].cell(of: figure.codes, in: policy)
            else { continue }
            tables[table][cell] = .published(count: figure.count, visitors: figure.visitors)
        }
        self.policy = policy
        self.period = period
        self.tables = tables
    }

    /// The figures of a release as it was protected.
    public init(_ release: ProtectedTables) {
        policy = release.policy.policy
        period = release.period
        tables = release.tables.map(\.cells)
    }
}

extension TableLayout {
    /// The shown cell of `codes`, one a declared axis; `nil` when one is none of its axis's.
    fileprivate func cell(of codes: [String], in policy: Policy) -> Int? {
        let declared = hasFilter ? axes.dropLast() : axes[...]
        guard codes.count == declared.count else { return nil }
        var positions: [Int] = []
        for (axis, code) in zip(declared, codes) {
            guard let entry = policy.dimensions[axis.dimension].codelist.index(of: code),
                let position = axis.entries.firstIndex(of: entry)
            else { return nil }
            positions.append(position)
        }
        return cell(at: hasFilter ? positions + [FilterPosition.match] : positions)
    }
}
