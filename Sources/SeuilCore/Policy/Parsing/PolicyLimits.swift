/// Sizes beyond which a policy is no longer one that a person can read, or a site can run.
enum PolicyLimits {
    static let labelLength = 120
    static let textLength = 1_000
    static let memberCount = 48
    static let tableCount = 64
    static let axisCount = 6
    static let cutCount = 200
    static let codelistDepth = 8
    /// Cells of one table, totals and filter included.
    static let cellCount = 250_000
    static let recipientCount = 32
    /// Of a table, against one of weight 1.
    static let weight = 100
}
