/// A kept attribute of visits or requests: a closed list of codes, and how a sent member becomes one.
public struct Dimension: Sendable, Equatable {
    /// Where the value comes from.
    public enum Source: Sendable, Equatable {
        /// An index into `Policy.members`.
        case member(Int)
        /// The time of the visit.
        case time
    }
    /// How a member's value becomes a code. Nothing here can be reversed beyond the code list.
    public enum Transform: Sendable, Equatable {
        /// The value is a code of the list.
        case code
        /// The first `count` characters of the value are a code of the list.
        case prefix(count: Int)
        /// The visit's time in the policy's time zone, cut to `unit`.
        case time(TimeUnit)
        /// Age in completed years on the period's first day (member of kind `date`), or the number itself
        /// (kind `number`), falls between two of the cut points: band `i` is `[cuts[i-1], cuts[i])`, band 0
        /// is everything below `cuts[0]`. The code list's leaves, `_U` apart, are the bands in this order.
        case band(cuts: [Decimal6])
    }
    public enum TimeUnit: String, Sendable, Equatable, CaseIterable { case hour, weekday }

    public var name: String
    public var label: LocalizedText
    public var scope: Scope
    public var source: Source
    public var transform: Transform
    public var codelist: Codelist
    /// One person has one value in a period: by declaration, or because it derives from hashed members only.
    public var isPerPerson: Bool
    /// What is not in the list is counted as `_O` instead of being refused.
    public var acceptsOther: Bool
    /// A special category of GDPR article 9, with the written justification.
    public var specialCategory: SpecialCategory?

    public init(
        name: String, label: LocalizedText, scope: Scope, source: Source, transform: Transform,
        codelist: Codelist, isPerPerson: Bool, acceptsOther: Bool,
        specialCategory: SpecialCategory? = nil
    ) {
        self.name = name
        self.label = label
        self.scope = scope
        self.source = source
        self.transform = transform
        self.codelist = codelist
        self.isPerPerson = isPerPerson
        self.acceptsOther = acceptsOther
        self.specialCategory = specialCategory
    }
}

/// Why a policy may keep data of a special category (GDPR article 9).
public struct SpecialCategory: Sendable, Equatable {
    /// The categories of GDPR article 9 (1).
    public enum Category: String, Sendable, Equatable, CaseIterable {
        case origin, politics, religion, union, genetic, biometric, health
        case sexLife = "sex_life"
    }
    public var category: Category
    public var because: LocalizedText

    public init(category: Category, because: LocalizedText) {
        self.category = category
        self.because = because
    }
}
