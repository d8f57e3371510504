/// One published cell: its table, and its codes in the order of the table's columns.
public struct FlaggedCell: Sendable, Hashable, Codable {
    public let table: String
    public let codes: [String]

    public init(table: String, codes: [String]) {
        self.table = table
        self.codes = codes
    }
}

/// The cells that an erratum speaks of.
public struct ErratumFlags: Sendable, Hashable, Codable {
    /// Everything that was released.
    public var all: Bool
    /// Names of tables, all of their cells.
    public var tables: [String]
    public var cells: [FlaggedCell]

    /// Everything, unless something is named.
    public init(tables: [String] = [], cells: [FlaggedCell] = []) {
        all = tables.isEmpty && cells.isEmpty
        self.tables = Set(tables).sorted()
        self.cells = Set(cells).sorted {
            ($0.table, $0.codes.joined(separator: "/")) < (
                $1.table, $1.codes.joined(separator: "/")
            )
        }
    }

    /// Whether they are written as this program writes them: everything or something, in order.
    var isInOrder: Bool { self == ErratumFlags(tables: tables, cells: cells) }

    /// What is meant among `figures`; `nil` when that is nothing.
    public func among(_ figures: ReleasedFigures) -> ErratumFlags? {
        if all { return self }
        let published = figures.publishedCells
        let own = ErratumFlags(
            tables: tables.filter { published[$0] != nil },
            cells: cells.filter { published[$0.table]?.contains($0.codes) == true })
        return own.all ? nil : own
    }

    /// The first table or cell that none of `figures` has published.
    public func unpublished(in figures: [ReleasedFigures]) -> FlaggedCell? {
        let published = figures.map(\.publishedCells)
        if let table = tables.first(where: { name in !published.contains { $0[name] != nil } }) {
            return FlaggedCell(table: table, codes: [])
        }
        return cells.first { cell in
            !published.contains { $0[cell.table]?.contains(cell.codes) == true }
        }
    }
}

extension ReleasedFigures {
    /// The codes of the published cells of each table; a table without any is not there.
    fileprivate var publishedCells: [String: Set<[String]>] {
        Dictionary(
            tables.filter { !$0.cells.isEmpty }.map { table in
                (table.declaration.name, Set(table.cells.map(\.codes)))
            }
        ) { $0.union($1) }
    }

    /// These figures as later releases may compare with them: without what errata have flagged.
    ///
    /// Whatever else puts figures of several periods side by side asks here too. What protects people does not: readers
    /// still know the flagged figures.
    public func comparable(after errata: [ErratumFlags]) -> ReleasedFigures {
        guard !errata.isEmpty else { return self }
        let isAll = errata.contains(where: \.all)
        let flaggedTables = Set(errata.flatMap(\.tables))
        let flaggedCells = Set(errata.flatMap(\.cells))
        var figures = self
        figures.hasErratum = true
        figures.tables = tables.map { table in
            let name = table.declaration.name
            let isWhole = isAll || flaggedTables.contains(name)
            let cells =
                isWhole
                ? []
                : table.cells.filter {
                    !flaggedCells.contains(FlaggedCell(table: name, codes: $0.codes))
                }
            return Table(declaration: table.declaration, sums: table.sums, cells: cells)
        }
        return figures
    }
}
