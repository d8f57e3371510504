/// The least number, of people or where none is identified of visits, behind a published cell.
public enum Threshold: Sendable, Equatable {
    case people(Int)
    case visits(Int)

    /// The number itself, at least 1.
    public var least: Int {
        switch self {
        case .people(let least), .visits(let least): least
        }
    }
}

/// How withheld cells are protected.
public struct DisclosureRule: Sendable, Equatable {
    public enum Zeros: String, Sendable, Equatable, Codable, CaseIterable { case publish, protect }
    /// The least width, in counts, of what an attacker can work out about a withheld cell.
    public var interval: Int
    public var zeros: Zeros
    /// The p% rule for sums: no contribution may be worked out more closely than this percentage of itself.
    public var pPercent: Int?

    public init(interval: Int, zeros: Zeros, pPercent: Int? = nil) {
        self.interval = interval
        self.zeros = zeros
        self.pPercent = pPercent
    }
}
