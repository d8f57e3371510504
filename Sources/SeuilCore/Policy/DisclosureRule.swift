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
    /// What becomes of a cell without any visit.
    public enum Zeros: String, Sendable, Equatable, Codable, CaseIterable { case publish, protect }
    /// What becomes of a row whose people all, or all but one, fall in one category.
    ///
    /// Such a row says of each of them what the category says, however many they are.
    public enum Group: String, Sendable, Equatable, Codable, CaseIterable { case publish, protect }

    public static let defaultInterval = 3
    public static let defaultPercent = 10

    /// The least width, in counts, of what an attacker can work out about a withheld cell.
    public var interval: Int
    /// As the policy says; `nil` where it leaves that to what each cell is about (see `Policy.zeros`).
    public var zeros: Zeros?
    public var group: Group
    /// The p% rule for sums: no contribution may be worked out more closely than this percentage of itself.
    public var pPercent: Int

    public init(
        interval: Int = DisclosureRule.defaultInterval, zeros: Zeros? = nil,
        group: Group = .protect, pPercent: Int = DisclosureRule.defaultPercent
    ) {
        self.interval = interval
        self.zeros = zeros
        self.group = group
        self.pPercent = pPercent
    }
}

extension Policy {
    /// What becomes of an empty cell that looks at `dimensions`: that holds a category of each, not the total.
    ///
    /// Where the policy does not say, that nobody came is told, but not of a special category of data: that
    /// nobody of a district came for a handicap may be as telling as that somebody did.
    public func zeros(lookingAt dimensions: some Sequence<Int>) -> DisclosureRule.Zeros {
        if let zeros = disclosure.zeros { return zeros }
        let isSpecial = dimensions.contains { self.dimensions[$0].specialCategory != nil }
        return isSpecial ? .protect : .publish
    }
}
