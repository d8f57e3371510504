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

/// Who answers for the processing, in the sense of GDPR article 4 (7).
public struct Controller: Sendable, Equatable {
    public var name: String
    public var contact: String

    public init(name: String, contact: String) {
        self.name = name
        self.contact = contact
    }
}
