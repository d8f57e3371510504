/// Why a tally cannot be protected: never a matter of what its figures are, only of their not being figures
/// of any visits.
public enum ProtectionError: Error, Sendable, Equatable {
    /// Figures of this table contradict each other or another table's (parts that do not make their total,
    /// more visitors than visits).
    case inconsistentTally(table: String)
}
