/// What is wrong with released figures, from a closed list.
///
/// A code, so that the ledger can say it: words of a person could tell what the figures hide.
public enum ErratumReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// A tool or the desk's form was set up wrongly, so that something else was counted than what the tables say.
    case misconfigured
    /// Visits are missing, or were sent twice under other ids.
    case incomplete
    /// Visits stand under wrong codes.
    case miscoded
    /// More was published than should have been.
    case protectionDefect = "protection-defect"
}
