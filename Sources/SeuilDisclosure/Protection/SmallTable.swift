/// A release so small that what it withholds can be decided by a rule that withstands replaying: one table of one
/// dimension, or of two of which one has no more than two codes with visits.
///
/// Figures are those that the threshold counts. Cells without any visit are published, so that everybody knows
/// where they are; they take no part in anything here.
package struct SmallTable: Sendable, Hashable {
    /// Rows by columns, without totals. A table of one dimension has one row.
    package let counts: [[Int]]
    /// The fewest that may be published, at least 3.
    package let least: Int
    /// How far apart the values must lie that an attacker cannot rule out.
    package let interval: Int
    /// Whether what is counted are people, each of whom knows their own visits.
    package let countsPeople: Bool

    package init(counts: [[Int]], least: Int, interval: Int, countsPeople: Bool) {
        self.counts = counts
        self.least = least
        self.interval = interval
        self.countsPeople = countsPeople
    }

    /// What of the table is said.
    package enum Release: Sendable, Hashable {
        case everything
        /// All but these cells, each given by row and column.
        case allBut(Set<Place>)
        /// Its grand total and where nobody came.
        case grandTotal
        case nothing
    }

    package struct Place: Sendable, Hashable {
        package let row: Int
        package let column: Int
    }

    package subscript(place: Place) -> Int { counts[place.row][place.column] }

    package var places: [Place] {
        counts.indices.flatMap { row in counts[row].indices.map { Place(row: row, column: $0) } }
    }

    var rows: [Int] { counts.indices.filter { counts[$0].contains { $0 > 0 } } }

    var columns: [Int] {
        (counts.first ?? []).indices.filter { column in counts.contains { $0[column] > 0 } }
    }

    var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }
}
