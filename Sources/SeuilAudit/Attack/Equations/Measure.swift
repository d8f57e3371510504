internal import SeuilCore

/// What a figure measures.
enum Measure: Sendable, Hashable {
    case requests, visits, visitors
    /// A sum's column, and what its contributions belong to.
    case sum(String, of: Scope)

    /// The name of its column in a table.
    var name: String {
        switch self {
        case .requests: "requests"
        case .visits: "visits"
        case .visitors: "visitors"
        case .sum(let name, _): name
        }
    }

    /// What tables of `unit` count.
    static func count(of unit: Scope) -> Measure { unit == .visit ? .visits : .requests }

    /// Whether the figures of disjoint categories of `dimension` make the figure of all of them.
    func addsUp(over dimension: AttackedDimension) -> Bool {
        switch self {
        case .requests: true
        case .visits: dimension.scope == .visit
        case .visitors: dimension.isAdditive
        case .sum(_, of: .request): true
        case .sum(_, of: .visit): dimension.scope == .visit
        }
    }
}
