public import SeuilCore

/// A dimension as an attacker knows it: its codes, and over what figures add up.
public struct AttackedDimension: Sendable, Equatable {
    public let name: String
    /// Whether visitors add up over it in this period.
    public let isAdditive: Bool
    /// What one value belongs to: visits add up over a visit's dimensions only. `nil` when nobody says.
    public let scope: Scope?
    /// What becomes of an empty cell that holds one of its categories.
    public let zeros: DisclosureRule.Zeros
    /// Which share of a row's people may not be known to be in one of its categories.
    public let group: DisclosureRule.GroupShare
    /// Whether a person's value depends on the period that it is asked for, as an age does: then the cells of a
    /// month are no parts of the cells of its year.
    public let dependsOnPeriod: Bool
    let codes: CodeTree

    /// A dimension of these codes; the total `_T` is added where it lacks.
    ///
    /// - Parameter parents: For a code that does not stand directly under the total, the code above it.
    public init(
        _ name: String, _ codes: [String], parents: [String: String] = [:], isAdditive: Bool = true,
        scope: Scope? = .visit, zeros: DisclosureRule.Zeros = .publish,
        group: DisclosureRule.GroupShare = .none, dependsOnPeriod: Bool = false
    ) {
        self.name = name
        self.isAdditive = isAdditive
        self.scope = scope
        self.zeros = zeros
        self.group = group
        self.dependsOnPeriod = dependsOnPeriod
        self.codes = CodeTree(codes, parents: parents)
    }

    /// The same, where nobody knows whether visitors add up over it.
    var withoutAdditivity: AttackedDimension { AttackedDimension(self, isAdditive: false) }

    private init(_ other: AttackedDimension, isAdditive: Bool) {
        name = other.name
        self.isAdditive = isAdditive
        scope = other.scope
        zeros = other.zeros
        group = other.group
        dependsOnPeriod = other.dependsOnPeriod
        codes = other.codes
    }
}

/// The codes of a dimension in a tree; the total is the first.
struct CodeTree: Sendable, Equatable {
    /// Each once, the total first.
    let codes: [String]
    let children: [[Int]]

    init(_ codes: [String], parents: [String: String]) {
        let total = Codelist.totalCode
        let all = [total] + codes.filter { $0 != total }
        var places: [String: Int] = [:]
        for (place, code) in all.enumerated() { places[code] = places[code] ?? place }
        var children = all.map { _ in [Int]() }
        for (place, code) in all.enumerated().dropFirst() {
            // A parent that is not in the list leaves its children under the total.
            children[parents[code].flatMap { places[$0] } ?? 0].append(place)
        }
        self.codes = all
        self.children = children
    }
}
