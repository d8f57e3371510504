/// A table as it stands on a page: rows under columns, every word chosen.
///
/// Its names are those of the template, which looks a missing one up in what stands around: no two levels
/// share a name.
struct Grid: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        let heading: String
        /// A second line in small print.
        let detail: String?
        /// Its style: `p` for an earlier period's figures, `g` for a group of the columns behind it.
        let kind: String?
    }

    struct Row: Sendable, Equatable {
        let label: String
        /// Its style: `d0` for the total, `d1`… for how deep its code stands below.
        let depth: String
        let cells: [Cell]
    }

    struct Cell: Sendable, Equatable {
        let text: String
        /// Its style: `c` for withheld, `p` for an earlier period's.
        let mark: String?
    }

    let caption: String
    /// The heading of the column of row headings.
    let corner: String
    let columns: [Column]
    let rows: [Row]
}
