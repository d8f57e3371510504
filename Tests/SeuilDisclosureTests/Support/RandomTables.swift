import TestSupport

@testable import SeuilCore
@testable import SeuilDisclosure

/// A random small design and random visits for it, by the names of codes, so that both can be reordered.
struct RandomTables {
    /// One visit: the person, and the code of each dimension; a request's codes stand beside the visit's.
    struct Visit {
        var person: Int?
        var codes: [String: String]
    }

    var design: SmallPolicy
    let visits: [Visit]

    /// Tables of two or three dimensions, flat or with a hierarchy, linked, with filters, zeros of every kind.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = ["a", "b", "c"].prefix(Int.random(in: 2...3, using: &random))
        let dimensions = names.map { RandomTables.dimension($0, names.count, &random) }
        var design = SmallPolicy(
            dimensions: dimensions, tables: RandomTables.tables(over: dimensions, &random),
            threshold: .visits(Int.random(in: 2...4, using: &random)),
            interval: Int.random(in: 2...3, using: &random))
        design.zeros = [.publish, .publish, .protect, nil].randomElement(using: &random) ?? nil
        self.design = design
        // Mostly small counts, some large, one combination in four empty.
        var visits: [Visit] = []
        for codes in RandomTables.combinations(of: dimensions) {
            let count = [0, 1, 1, 2, 3, 4, 5, 9].randomElement(using: &random) ?? 0
            for _ in 0..<count { visits.append(Visit(person: visits.count, codes: codes)) }
        }
        self.visits = visits
    }

    private static func dimension(
        _ name: String, _ count: Int, _ random: inout SeededGenerator
    ) -> SmallPolicy.Dimension {
        let isSpecial = Int.random(in: 0..<4, using: &random) == 0
        if Int.random(in: 0..<3, using: &random) == 0 {
            var dimension = SmallPolicy.Dimension(
                name, groups: [("x", ["1", "2"]), ("y", count == 2 ? ["3", "4"] : [])],
                levels: ["broad": ["x", "y"]])
            dimension.isSpecial = isSpecial
            return dimension
        }
        let codes = ["1", "2", "3", "4"].prefix(Int.random(in: 2...(6 - count), using: &random))
        return SmallPolicy.Dimension(name, Array(codes), isSpecial: isSpecial)
    }

    private static func tables(
        over dimensions: [SmallPolicy.Dimension], _ random: inout SeededGenerator
    ) -> [SmallPolicy.Table] {
        var tables: [SmallPolicy.Table] = []
        for number in 1...Int.random(in: 1...3, using: &random) {
            let axes = dimensions.shuffled(using: &random)
                .prefix(Int.random(in: 1...dimensions.count, using: &random))
            let by = axes.map { dimension in
                dimension.levels.isEmpty || Bool.random(using: &random)
                    ? dimension.name : dimension.name + ".broad"
            }
            let free = dimensions.filter { dimension in
                !axes.contains { $0.name == dimension.name }
            }
            var filter: (dimension: String, code: String)?
            if let other = free.randomElement(using: &random), Bool.random(using: &random) {
                filter = (other.name, other.codes[0].code)
            }
            tables.append(.init("t\(number)", by: by, filter: filter))
        }
        return tables
    }

    private static func combinations(of dimensions: [SmallPolicy.Dimension]) -> [[String: String]] {
        dimensions.reduce([[:]]) { combinations, dimension in
            let leaves = dimension.codes.flatMap { $0.under.isEmpty ? [$0.code] : $0.under }
            return combinations.flatMap { codes in
                leaves.map { code in codes.merging([dimension.name: code]) { $1 } }
            }
        }
    }

    /// The visits in the places of the design's code lists.
    var microdata: [Microdata.Visit] {
        let lists = design.dimensions.map(\.codelist)
        return visits.map { visit in
            let codes = zip(design.dimensions, lists).map { dimension, list in
                visit.codes[dimension.name].flatMap(list.index) ?? -1
            }
            let isOfVisit = design.dimensions.map { $0.scope == .visit }
            return Microdata.Visit(
                person: visit.person, codes: zip(codes, isOfVisit).map { $1 ? $0 : -1 },
                requests: [zip(codes, isOfVisit).map { $1 ? -1 : $0 }])
        }
    }

    /// The same with codes, dimensions, tables, axes and visits in another order, and tables for other audiences.
    func reordered(seed: UInt64) -> RandomTables {
        var random = SeededGenerator(seed: seed)
        var design = design
        for index in design.dimensions.indices {
            design.dimensions[index].codes = design.dimensions[index].codes.map {
                ($0.code, $0.under.shuffled(using: &random))
            }.shuffled(using: &random)
        }
        design.dimensions.shuffle(using: &random)
        for index in design.tables.indices {
            design.tables[index].by.shuffle(using: &random)
            design.tables[index].audiences = [Int.random(in: 0...3, using: &random)]
        }
        design.tables.shuffle(using: &random)
        return RandomTables(design: design, visits: visits.shuffled(using: &random))
    }

    private init(design: SmallPolicy, visits: [Visit]) {
        self.design = design
        self.visits = visits
    }
}
