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
    /// Over which dimensions a category is withheld that holds everybody of a row (see `Policy.group`).
    ///
    /// Such a row says of each of its people what the category says, however many they are. But where one
    /// category is nearly everybody's, withholding it costs the most and hides what everyone knows.
    public enum Group: String, Sendable, Equatable, Codable, CaseIterable {
        case publish
        /// Special categories of data and what people do, not what they are.
        case special
        /// All.
        case protect
    }
    /// Which share of a row may not be known to be in one category.
    public enum GroupShare: String, Sendable, Equatable, Codable {
        case none, whole
        /// All of it, or all but one person, who would otherwise know the others.
        case nearly
    }

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
        group: Group = .special, pPercent: Int = DisclosureRule.defaultPercent
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

    /// Which share of a row's people may not be known to be in one category of `dimension`.
    ///
    /// Unless the policy says otherwise: neither all nor all but one in a category of special data; not all
    /// where a person may be in several (a reason, an hour). What describes a person is often the same for
    /// a whole row, and known without any release.
    public func group(over dimension: Int) -> DisclosureRule.GroupShare {
        switch disclosure.group {
        case .publish: .none
        case .protect: .nearly
        case .special:
            dimensions[dimension].specialCategory != nil
                ? .nearly : dimensions[dimension].isPerPerson ? .none : .whole
        }
    }
}
