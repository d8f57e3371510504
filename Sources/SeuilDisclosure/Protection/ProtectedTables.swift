public import SeuilCore

/// Tables in which everything unsafe has been withheld: the only input of a summary.
///
/// Made only by `Protector`; a raw figure of a withheld cell cannot be reached through it.
public struct ProtectedTables: Sendable, Equatable {
    public let policy: VerifiedPolicy
    public let period: Period
    /// One per table of the policy, in its order, for all audiences together.
    public let tables: [ProtectedTable]
    /// Dimensions declared `per: person` that this period's data contradict (indices into the policy's).
    public let notAdditive: [Int]
    public let counting: Counting
    /// What was done, in structural terms that say nothing of any one cell.
    public let protection: ProtectionNote

    init(
        policy: VerifiedPolicy, period: Period, tables: [ProtectedTable], notAdditive: [Int],
        counting: Counting, protection: ProtectionNote
    ) {
        self.policy = policy
        self.period = period
        self.tables = tables
        self.notAdditive = notAdditive
        self.counting = counting
        self.protection = protection
    }
}

/// One table after protection.
public struct ProtectedTable: Sendable, Equatable {
    public enum Cell: Sendable, Equatable {
        /// The count in the table's unit, and the visitors where the table shows them.
        case published(count: Int, visitors: Int?)
        case withheld
        /// Outside what the table shows (the other slices of a filter).
        case notShown
    }
    public let layout: TableLayout
    /// Indexed by cell of `layout`.
    public let cells: [Cell]
    /// For each sum that this table publishes (an index into `Policy.sums`) the totals of its published cells, in
    /// millionths of the unit, and `nil` elsewhere. A sum that the table shows and that is not here is withheld
    /// in the whole table.
    public let sums: [Int: [Int?]]

    init(layout: TableLayout, cells: [Cell], sums: [Int: [Int?]] = [:]) {
        self.layout = layout
        self.cells = cells
        self.sums = sums
    }
}

/// What `release.json` says of how the release was protected.
public struct ProtectionNote: Sendable, Equatable, Codable {
    /// The method of this program.
    public static let currentMethod = "witness-1"

    /// The method and its version, for example `witness-1`.
    public let method: String
    /// Names of tables withheld whole because no certificate was found within the budget.
    public let tablesWithheld: [String]

    init(method: String, tablesWithheld: [String]) {
        self.method = method
        self.tablesWithheld = tablesWithheld
    }
}
