/// What can be worked out about some cells.
public struct Finding: Sendable, Equatable {
    /// What the guarantee says of them.
    public enum Kind: String, Sendable, Equatable, Codable, CaseIterable {
        /// A withheld figure, known to within less than `interval` when it is broken.
        case interval
        /// A withheld cell, known to be below the threshold when it is broken.
        case threshold
        /// Cells that are not published, together known to within less than `interval` and below the
        /// threshold when it is broken.
        case remainder
        /// A category, known to hold all the people of its row, or all but one, when it is broken.
        case row
        /// A published figure below the threshold.
        case published
    }

    public let kind: Kind
    public let period: String
    /// The cells, as tables name them: `reasons[doctor, _T, female]`.
    public let cells: [String]
    public let measure: String
    /// Between what it is, both included; sums in whole units, the ends rounded outwards.
    public let least: Int
    public let most: Int
    /// Whether figures that agree with everything published reach both ends.
    public let isExact: Bool
    /// The lines of figures that narrow it, for a person to check.
    public let equations: [String]
    /// The smallest table to withhold that would hide it; `nil` when there is none left.
    public let table: String?

    /// How far apart the ends are.
    public var width: Int { most - least }
}
