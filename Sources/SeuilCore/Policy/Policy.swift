/// What may be learnt, kept and said about visits: the whole of a policy file, resolved and checked.
///
/// Every name in it has been resolved to what it names and every rule of the policy language holds; a
/// `Policy` says nothing yet about who signed it (see `VerifiedPolicy`). Whoever is handed one may rely on this:
///
/// - Every member that is not dropped feeds the visitor, one dimension, sums, or several of these; at most one
///   dimension shows it, so that no two dimensions are views of one value.
/// - Names are distinct within members, within dimensions and sums together, within tables and within audiences;
///   they are short ASCII words, safe in a file's name, a column and a header.
/// - Code lists begin with `_T`. A dimension whose member may be missing has a leaf `_U`, one that accepts what is
///   not in the list a leaf `_O`; both are the last children of `_T`, and no other code begins with `_`.
/// - A table that counts visits has no dimension, filter or sum of requests; a sum is shown only in tables of its
///   own scope. A filter's dimension is not among the table's axes. No dimension stands twice in a table.
/// - `threshold` is on people exactly when there is a `visitor`; without one nothing is per person and no table
///   shows visitors.
/// - Every table is for at least one audience, and every audience has at least one table and one recipient.
/// - `periods.backfillFrom` is the first day of a period, and the time zone exists.
public struct Policy: Sendable, Equatable {
    /// The policy's identifier, for example `pimms-accueil-people`.
    public var name: String
    /// Grows by at least one with every change.
    public var version: Int
    public var inForce: ClosedRange<CalendarDate>
    public var title: LocalizedText
    public var purpose: LocalizedText
    public var controller: Controller
    public var periods: PeriodRule
    /// What a tool may send, besides `id`, `at`, `count` and `requests`, in the policy's order.
    public var members: [Member]
    /// How a person is counted once within a period; `nil` for a site that takes no identifiers.
    public var visitor: VisitorRule?
    /// The kept dimensions, in the policy's order. Everywhere else a dimension is an index into this.
    public var dimensions: [Dimension]
    /// The kept capped sums, in the policy's order.
    public var sums: [SumRule]
    public var tables: [TableRule]
    public var threshold: Threshold
    public var disclosure: DisclosureRule
    public var audiences: [Audience]

    public init(
        name: String, version: Int, inForce: ClosedRange<CalendarDate>, title: LocalizedText,
        purpose: LocalizedText, controller: Controller, periods: PeriodRule, members: [Member],
        visitor: VisitorRule?, dimensions: [Dimension], sums: [SumRule], tables: [TableRule],
        threshold: Threshold, disclosure: DisclosureRule, audiences: [Audience]
    ) {
        self.name = name
        self.version = version
        self.inForce = inForce
        self.title = title
        self.purpose = purpose
        self.controller = controller
        self.periods = periods
        self.members = members
        self.visitor = visitor
        self.dimensions = dimensions
        self.sums = sums
        self.tables = tables
        self.threshold = threshold
        self.disclosure = disclosure
        self.audiences = audiences
    }
}

/// A text in the two languages that every policy speaks.
public struct LocalizedText: Sendable, Equatable, Hashable, Codable {
    public var fr: String
    public var en: String

    public init(fr: String, en: String) {
        self.fr = fr
        self.en = en
    }

    /// The text in `language`.
    public subscript(language: Language) -> String { language == .fr ? fr : en }
}

/// The languages of reports, forms and notices.
public enum Language: String, Sendable, Equatable, Codable, CaseIterable { case fr, en }

/// Who answers for the processing, in the sense of GDPR article 4 (7).
public struct Controller: Sendable, Equatable {
    public var name: String
    public var contact: String

    public init(name: String, contact: String) {
        self.name = name
        self.contact = contact
    }
}

/// How visits are grouped in time.
public struct PeriodRule: Sendable, Equatable {
    public var each: PeriodLength
    /// An IANA time zone name, known to exist.
    public var timeZone: String
    /// How long after its end a live period still takes late visits.
    public var grace: Duration
    /// The first day of the earliest past period that may be opened; `nil` when none may.
    public var backfillFrom: CalendarDate?
    /// How long after a scheduled closing the files appear, or the next multiple of it when a closing takes
    /// longer: the moment says nothing of how hard the tables were.
    public var publishAfter: Duration

    public static let defaultPublishAfter = Duration.seconds(15 * 60)

    public init(
        each: PeriodLength, timeZone: String, grace: Duration, backfillFrom: CalendarDate?,
        publishAfter: Duration = PeriodRule.defaultPublishAfter
    ) {
        self.each = each
        self.timeZone = timeZone
        self.grace = grace
        self.backfillFrom = backfillFrom
        self.publishAfter = publishAfter
    }
}

/// Whether something is said of a visit or of one request within it.
public enum Scope: String, Sendable, Equatable, Codable { case visit, request }

/// One member that a tool may send.
public struct Member: Sendable, Equatable {
    public enum Kind: String, Sendable, Equatable, CaseIterable {
        case text, date, code, number, dropped
    }
    public var name: String
    public var scope: Scope
    public var kind: Kind
    public var isRequired: Bool
    /// What a form shows; the name itself unless the policy says otherwise.
    public var label: LocalizedText

    public init(
        name: String, scope: Scope, kind: Kind, isRequired: Bool, label: LocalizedText? = nil
    ) {
        self.name = name
        self.scope = scope
        self.kind = kind
        self.isRequired = isRequired
        self.label = label ?? LocalizedText(fr: name, en: name)
    }
}

/// Which members make a visitor's pseudonym. Their values never outlive the call that brings them.
public struct VisitorRule: Sendable, Equatable {
    /// How text is brought to one form before hashing; versioned, so that it never changes silently.
    public enum Normalisation: String, Sendable, Equatable, CaseIterable { case none, name }
    /// Indices into `Policy.members`, in hashing order.
    public var hashed: [Int]
    public var normalisation: Normalisation

    public init(hashed: [Int], normalisation: Normalisation) {
        self.hashed = hashed
        self.normalisation = normalisation
    }
}

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

/// A measure: numbers that are added up, each cut at `cap` so that no one contribution stands out.
public struct SumRule: Sendable, Equatable {
    public var name: String
    public var label: LocalizedText
    public var scope: Scope
    /// An index into `Policy.members`.
    public var member: Int
    /// The unit that is shown, for example `EUR` or `min`.
    public var unit: String
    public var cap: Int

    public init(
        name: String, label: LocalizedText, scope: Scope, member: Int, unit: String, cap: Int
    ) {
        self.name = name
        self.label = label
        self.scope = scope
        self.member = member
        self.unit = unit
        self.cap = cap
    }
}

/// A declared cross of dimensions, and who gets it.
public struct TableRule: Sendable, Equatable {
    /// One dimension of a table; `level` names the finest level shown, `nil` for the leaves.
    public struct Axis: Sendable, Equatable {
        /// An index into `Policy.dimensions`.
        public var dimension: Int
        public var level: String?

        public init(dimension: Int, level: String? = nil) {
            self.dimension = dimension
            self.level = level
        }
    }
    /// Only what carries this code is counted.
    public struct Filter: Sendable, Equatable {
        /// An index into `Policy.dimensions`; never one of the table's axes.
        public var dimension: Int
        /// An index into that dimension's code list.
        public var entry: Int

        public init(dimension: Int, entry: Int) {
            self.dimension = dimension
            self.entry = entry
        }
    }

    public var name: String
    public var label: LocalizedText
    public var axes: [Axis]
    public var filter: Filter?
    /// What one count is: a visit or a request. A table with a request's dimension counts requests.
    public var unit: Scope
    public var showsVisitors: Bool
    /// Indices into `Policy.sums` of the sums shown.
    public var sums: [Int]
    /// Indices into `Policy.audiences`.
    public var audiences: [Int]

    public init(
        name: String, label: LocalizedText, axes: [Axis], filter: Filter?, unit: Scope,
        showsVisitors: Bool, sums: [Int], audiences: [Int]
    ) {
        self.name = name
        self.label = label
        self.axes = axes
        self.filter = filter
        self.unit = unit
        self.showsVisitors = showsVisitors
        self.sums = sums
        self.audiences = audiences
    }
}

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

/// A named set of recipients.
public struct Audience: Sendable, Equatable {
    public var name: String
    public var language: Language
    /// The recipients' certificate files, relative to the policy's folder, as signed in the manifest.
    public var recipients: [String]

    public init(name: String, language: Language, recipients: [String]) {
        self.name = name
        self.language = language
        self.recipients = recipients
    }
}
