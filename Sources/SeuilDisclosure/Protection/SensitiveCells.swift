import SeuilCore

extension CellSystem {
    /// Whether publishing the cell would by itself speak of too few.
    ///
    /// Visits without any identified visitor count as too few people: nobody knows how many they were.
    /// Zeros are known to be of nobody, and small only where the policy protects them or a row in one category
    /// stands beside them.
    func isSensitive(_ cell: Int) -> Bool {
        guard let truth = cells[cell].truth else { return false }
        if cells[cell].past?.isBarred == true { return true }
        if truth[0] == 0 { return cells[cell].zeros == .protect || groups.beside.contains(cell) }
        return truth[countedPosition] < threshold.least || groups.whole.contains(cell)
            || sensitiveForSums.contains(cell)
    }

    /// The pattern that withholds the sensitive cells and nothing else.
    var primaryPattern: Pattern {
        Pattern(isWithheld: cells.indices.map { cells[$0].isListed && isSensitive($0) })
    }

    /// Whether every visit of the tally has an identified visitor, as far as any cell can show.
    ///
    /// Then an attacker may hold that it is always so, and witnesses must agree.
    var everyVisitIsIdentified: Bool {
        guard let visitors = measures.firstIndex(of: .visitors) else { return false }
        return cells.allSatisfy { cell in
            cell.truth.map { $0[0] == 0 || $0[visitors] > 0 } ?? true
        }
    }
}
