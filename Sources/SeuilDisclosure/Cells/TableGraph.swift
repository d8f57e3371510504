/// Which tables share which attributes, and whether they close a circle.
///
/// Tables whose attributes form no circle can be glued: any figures that agree where two tables meet belong
/// to some set of visits. Around a circle that fails, and only a table over all its attributes will do.
///
/// Source: Beeri, Fagin, Maier, Yannakakis, *On the desirability of acyclic database schemes* (1983), for the
/// reduction (Graham; Yu and Özsoyoğlu); Dobra and Fienberg (2000) for tables of counts.
struct TableGraph {
    /// One degree of detail of a dimension; a table that has it has every coarser one too.
    struct Attribute: Hashable {
        let dimension: Int
        let rank: Int
    }

    var edges: [Set<Attribute>] = []

    /// For each circle, the dimensions that a table around it needs and the rank of each.
    ///
    /// The partitions of a `tangled` dimension do not refine one another, so that every table over it belongs
    /// to one circle at `finestRank`, that of their join.
    func crosses(tangled: Set<Int>, finestRank: (Int) -> Int) -> [[Int: Int]] {
        var joined: [Set<Attribute>] = []
        for dimension in tangled.sorted() {
            var union = edges.filter { $0.contains { $0.dimension == dimension } }
                .reduce(into: Set()) { $0.formUnion($1) }
            union.insert(Attribute(dimension: dimension, rank: finestRank(dimension)))
            // Two circles that share a table are one.
            for other in joined where !other.isDisjoint(with: union) { union.formUnion(other) }
            joined.removeAll { !$0.isDisjoint(with: union) }
            joined.append(union)
        }
        var reduced = TableGraph(edges: edges + joined)
        reduced.reduce()
        return (joined + reduced.connectedUnions()).map { attributes in
            attributes.reduce(into: [:]) { ranks, attribute in
                ranks[attribute.dimension] = max(
                    ranks[attribute.dimension] ?? 0, attribute.rank)
            }
        }
    }

    /// Drops attributes of a single edge and edges within another, until neither is left (GYO reduction).
    private mutating func reduce() {
        var isStable = false
        while !isStable {
            var occurrences: [Attribute: Int] = [:]
            for edge in edges { for attribute in edge { occurrences[attribute, default: 0] += 1 } }
            let trimmed = edges.map { $0.filter { occurrences[$0] != 1 } }
            var kept: [Set<Attribute>] = []
            for (index, edge) in trimmed.enumerated() where !edge.isEmpty {
                let isWithin = trimmed.enumerated().contains { other, set in
                    other != index && (edge.isStrictSubset(of: set) || edge == set && other < index)
                }
                if !isWithin { kept.append(edge) }
            }
            isStable = kept == edges
            edges = kept
        }
    }

    /// For each group of edges that meet, all their attributes.
    private func connectedUnions() -> [Set<Attribute>] {
        var unions: [Set<Attribute>] = []
        for edge in edges {
            var union = edge
            for other in unions where !other.isDisjoint(with: union) { union.formUnion(other) }
            unions.removeAll { !$0.isDisjoint(with: union) }
            unions.append(union)
        }
        return unions
    }
}
