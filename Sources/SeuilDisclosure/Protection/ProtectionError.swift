/// Why a tally is not protected: never a matter of what its figures are.
public enum ProtectionError: Error, Sendable, Equatable {
    /// Figures of this table contradict each other or another table's (parts that do not make their total,
    /// more visitors than visits).
    case inconsistentTally(table: String)
    /// The task was cancelled while worlds were looked for. The same tally and seed decide the same later.
    case cancelled
}
