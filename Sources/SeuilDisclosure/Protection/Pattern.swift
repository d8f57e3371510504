/// Which cells are withheld. One kind of withholding: why a cell is withheld is itself a disclosure.
struct Pattern: Sendable, Equatable {
    /// Indexed by cell of the system; `false` for cells that no table shows.
    var isWithheld: [Bool]

    var withheldCount: Int { isWithheld.count { $0 } }
}

extension CellSystem {
    func isPublished(_ cell: Int, under pattern: Pattern) -> Bool {
        cells[cell].isListed && !pattern.isWithheld[cell]
    }

    /// Whether nothing released may pin the cell down: every withheld cell, and a small one that no table
    /// shows but that others may give away (what a filter leaves over).
    func needsCertificate(_ cell: Int, under pattern: Pattern) -> Bool {
        cells[cell].isListed
            ? pattern.isWithheld[cell] : !isZero(cell) && isSensitive(cell)
    }
}
