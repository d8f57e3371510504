/// One change to a policy's tables that makes their cells fewer and larger.
public enum DesignChange: Sendable, Hashable {
    /// Table `table` without its dimension `dimension`.
    case withoutDimension(Int, table: Int)
    /// Table `table` with `dimension` down to a coarser level, which is called `level`.
    case coarserLevel(Int, level: String, table: Int)
    /// The bands of `dimension` with fewer cut points, in every table.
    case fewerCuts(Int, cuts: [Decimal6])

    /// The table that it changes; `nil` when it may change several.
    public var table: Int? {
        switch self {
        case .withoutDimension(_, let table), .coarserLevel(_, _, let table): table
        case .fewerCuts: nil
        }
    }
}

extension Policy {
    /// The changes that could let table `table` say more; those that keep more of its detail come first.
    public func designChanges(for table: Int) -> [DesignChange] {
        let axes = tables[table].axes
        var changes: [DesignChange] = []
        for axis in axes {
            let dimension = dimensions[axis.dimension]
            let shown = axis.level.flatMap { dimension.codelist.levels[$0] }?.count
            let coarser = dimension.codelist.coarserLevels(
                than: shown ?? dimension.codelist.leaves.count)
            if let next = coarser.first {
                changes.append(
                    .coarserLevel(axis.dimension, level: next.name, table: table))
            } else if !tables.contains(where: { $0.filter?.dimension == axis.dimension }) {
                changes += dimension.fewerCuts.map { .fewerCuts(axis.dimension, cuts: $0) }
            }
        }
        if axes.count > 1 {
            changes += axes.map { .withoutDimension($0.dimension, table: table) }
        }
        return changes
    }

    /// This policy with `change` made.
    public func applying(_ change: DesignChange) -> Policy {
        var policy = self
        switch change {
        case .withoutDimension(let dimension, let table):
            policy.tables[table].axes.removeAll { $0.dimension == dimension }
        case .coarserLevel(let dimension, let level, let table):
            policy.dimensions[dimension].codelist = dimensions[dimension].codelist.naming(level)
            for axis in tables[table].axes.indices
            where tables[table].axes[axis].dimension == dimension {
                policy.tables[table].axes[axis].level = level
            }
        case .fewerCuts(let dimension, let cuts):
            policy.dimensions[dimension].transform = .band(cuts: cuts)
            policy.dimensions[dimension].codelist = BandCodelist(
                levels: [(nil, cuts)], unit: nil, areWhole: cuts.allSatisfy(\.isWhole)
            ).codelist(
                hasUnknown: dimensions[dimension].codelist.index(of: Codelist.unknownCode) != nil)
        }
        return policy
    }
}

extension Dimension {
    /// Ways of merging neighbouring bands; none for a dimension without bands, or with bands of several levels.
    fileprivate var fewerCuts: [[Decimal6]] {
        guard case .band(let cuts) = transform, codelist.levels.isEmpty, cuts.count > 1 else {
            return []
        }
        func keeping(oneIn step: Int, from first: Int) -> [Decimal6] {
            stride(from: first, to: cuts.count, by: step).map { cuts[$0] }
        }
        let ways = [
            keeping(oneIn: 2, from: 0), keeping(oneIn: 2, from: 1), keeping(oneIn: 3, from: 1),
            keeping(oneIn: 4, from: 1), Array(cuts.dropFirst()), Array(cuts.dropLast()),
        ]
        return ways.enumerated().filter { !ways.prefix($0.offset).contains($0.element) }
            .map(\.element)
    }
}

extension Codelist {
    /// What the level of a hierarchy's groups is called where the policy names none.
    private static let groups = "groups"

    /// The levels with fewer entries than `count`, the finest first.
    ///
    /// Where the policy names none, the groups that leaves stand in are one.
    fileprivate func coarserLevels(than count: Int) -> [(name: String, entries: [Int])] {
        let named = levels.map { (name: $0.key, entries: $0.value) }
        let known = named.isEmpty ? [(Codelist.groups, groupEntries)] : named
        return known.filter { $0.1.count < count }
            .sorted { ($0.1.count, $1.0) > ($1.1.count, $0.0) }
    }

    /// This list with `level` among its levels.
    fileprivate func naming(_ level: String) -> Codelist {
        if levels[level] != nil { return self }
        return Codelist(entries: entries, levels: [level: groupEntries])
    }

    /// The groups right above the leaves, and the leaves that stand in none.
    private var groupEntries: [Int] {
        let groups = leaves.map { leaf in
            guard let parent = entries[leaf].parent, parent != 0 else { return leaf }
            return parent
        }
        return Set(groups).sorted()
    }
}
