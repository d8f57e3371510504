import SeuilCore
import SeuilDisclosure

/// What the parts of a policy's tables, and changes to them, are called in answers: as the policy writes them.
struct DesignNames {
    private let policy: Policy

    init(_ policy: Policy) { self.policy = policy }

    func table(_ index: Int) -> String { policy.tables[index].name }

    /// The dimensions of a table, with their levels, and its filter.
    func axes(of table: Int) -> [String] {
        let rule = policy.tables[table]
        let filter = rule.filter.map { filter in
            let dimension = policy.dimensions[filter.dimension]
            return "\(dimension.name)=\(dimension.codelist.entries[filter.entry].code)"
        }
        return rule.axes.map(name) + (filter.map { ["where \($0)"] } ?? [])
    }

    /// A cell's name as disclosure control writes it: what is not a total.
    func cell(_ name: String) -> String {
        name.isEmpty ? "everything" : name.split(separator: "&").joined(separator: ", ")
    }

    func text(of change: DesignChange) -> String {
        switch change {
        case .withoutDimension(let dimension, _): return "without \(name(dimension))"
        case .coarserLevel(let dimension, let level, let table):
            let before = policy.tables[table].axes.first { $0.dimension == dimension }
            let isNamed = policy.dimensions[dimension].codelist.levels[level] != nil
            let now =
                isNamed
                ? "\(name(dimension)).\(level)"
                : "the groups of \(name(dimension)) (give them a name with 'levels')"
            return "\(now) instead of \(before.map(name) ?? name(dimension))"
        case .fewerCuts(let dimension, let cuts):
            let cuts = cuts.map(\.description).joined(separator: ", ")
            return "\(name(dimension)) from [\(cuts)]"
        }
    }

    private func name(_ dimension: Int) -> String { policy.dimensions[dimension].name }

    private func name(_ axis: TableRule.Axis) -> String {
        name(axis.dimension) + (axis.level.map { ".\($0)" } ?? "")
    }
}
