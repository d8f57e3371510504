/// What two categories have in common: the people who came for both reasons.
struct Overlap: Hashable {
    let measure: Int
    let dimension: Int
    /// The two categories, the smaller number first.
    let first: Int
    let second: Int
    /// The cell in which both lie.
    let around: CellKey
}

/// Adds what two parts of a line have in common, where people or visits may be in several.
///
/// Tables over one such dimension share these numbers: figures that force two reasons to have the same people
/// in one table force it in the other. Only pairs that some figures force together or apart matter. Three and
/// more categories at a time are not looked at.
struct OverlapFinder {
    /// A slice of more cells than this costs more pairs than an attack of some seconds can look at.
    private static let mostParts = 40

    private(set) var equations: Equations
    private let known: KnownCells
    private let bounds: Bounds
    private let linesByTotal: [Int: [Int]]

    init(_ equations: Equations) {
        self.equations = equations
        known = equations.known
        var bounds = Bounds(equations)
        _ = bounds.tighten(equations)
        self.bounds = bounds
        let lines = equations.lines
        linesByTotal = Dictionary(grouping: lines.indices) { lines[$0].total }
    }

    mutating func find() {
        for (place, measure) in known.measures.enumerated()
        where measure == .visitors || measure == .visits {
            let overlapping = equations.lines.filter { line in
                if case .time = line.axis { return false }
                return line.parts.count <= OverlapFinder.mostParts
                    && !known.addsUp(measure, along: line)
            }
            let pairs: [Pair] = overlapping.flatMap { self.pairs(of: $0, place) }
            let forced = Set(pairs.filter { isForced($0, place) }.map(\.overlap.pair))
            for pair in pairs where forced.contains(pair.overlap.pair) { add(pair, place) }
            for line in equations.lines { addSums(along: line, forced, place) }
        }
    }

    /// Two parts of a line that both may hold somebody.
    private struct Pair {
        let overlap: Overlap
        let total: Int
        let first: Int
        let second: Int
        /// Whether the line has no other part.
        let areWhole: Bool
        /// All parts of the line, empty ones included.
        let parts: [Int]
    }

    private func pairs(of line: Line, _ measure: Int) -> [Pair] {
        guard case .dimension(let dimension) = line.axis else { return [] }
        let parts = line.parts.filter { cell in
            equations.column(of: cell, measure).map { bounds.upper[$0] > 0 } ?? false
        }.sorted {
            known.cells[$0].key.categories[dimension] < known.cells[$1].key.categories[dimension]
        }
        return parts.indices.flatMap { first in
            parts[(first + 1)...].map { second in
                Pair(
                    overlap: Overlap(
                        measure: measure, dimension: dimension,
                        first: known.cells[parts[first]].key.categories[dimension],
                        second: known.cells[second].key.categories[dimension],
                        around: known.cells[parts[first]].key.without(dimension)),
                    total: line.total, first: parts[first], second: second,
                    areWhole: parts.count == 2, parts: line.parts)
            }
        }
    }

    /// Whether the two cannot be disjoint here, or cannot lie within each other.
    private func isForced(_ pair: Pair, _ measure: Int) -> Bool {
        guard let columns = columns(pair, measure) else { return false }
        let least = bounds.lower[columns.first] + bounds.lower[columns.second]
        if least > bounds.upper[columns.total] { return true }
        // Slices of the one that are empty where the other's are not keep them apart.
        return mostShared(pair, measure)
            < min(bounds.lower[columns.first], bounds.lower[columns.second])
    }

    /// The most that the two may share, by the slices of either along the lines over which it adds up.
    private func mostShared(_ pair: Pair, _ measure: Int) -> Int {
        guard let lines = linesByTotal[pair.first] else { return .max }
        var most = Int.max
        for index in lines {
            let line = equations.lines[index]
            guard known.addsUp(known.measures[measure], along: line) else { continue }
            var sum = 0
            for part in line.parts {
                var key = known.cells[part].key
                key.categories[pair.overlap.dimension] = pair.overlap.second
                guard let one = equations.column(of: part, measure) else { continue }
                let other = known.places[key].flatMap { equations.column(of: $0, measure) }
                sum += min(bounds.upper[one], other.map { bounds.upper[$0] } ?? bounds.upper[one])
            }
            most = min(most, sum)
        }
        return most
    }

    private func columns(_ pair: Pair, _ measure: Int) -> (total: Int, first: Int, second: Int)? {
        guard let total = equations.column(of: pair.total, measure),
            let first = equations.column(of: pair.first, measure),
            let second = equations.column(of: pair.second, measure)
        else { return nil }
        return (total, first, second)
    }

    private mutating func add(_ pair: Pair, _ measure: Int) {
        guard let columns = columns(pair, measure) else { return }
        let subject = Equations.Subject.overlap(pair.overlap)
        let most = min(equations.upper[columns.first], equations.upper[columns.second])
        let shared = equations.column(subject) ?? equations.add(subject, from: 0, to: most)
        equations.add(columns.first, isAtLeast: [shared], .overlap)
        equations.add(columns.second, isAtLeast: [shared], .overlap)
        let terms = [
            Equations.Term(column: columns.total, factor: 1),
            .init(column: columns.first, factor: -1), .init(column: columns.second, factor: -1),
            .init(column: shared, factor: 1),
        ]
        equations.add(terms, least: 0, most: pair.areWhole ? 0 : nil, .overlap)
        // Whoever is in both is in the total once.
        let parts = pair.parts.compactMap { equations.column(of: $0, measure) }
        guard parts.count == pair.parts.count, !pair.areWhole else { return }
        let covered = [columns.total, shared].map { Equations.Term(column: $0, factor: 1) }
        equations.add(
            covered + parts.map { .init(column: $0, factor: -1) }, most: 0, .overlap)
    }

    /// What two reasons have in common adds up over what a person has one of. Over anything else, who came for the one
    /// and not for the other did so in each slice in which they came.
    private mutating func addSums(along line: Line, _ forced: Set<Overlap.Pair>, _ measure: Int) {
        guard case .dimension(let dimension) = line.axis else { return }
        let addsUp = known.addsUp(known.measures[measure], along: line)
        for pair in forced.sorted(by: { $0.order.lexicographicallyPrecedes($1.order) }) {
            let category = known.cells[line.total].key.categories[pair.dimension]
            guard pair.dimension != dimension, [pair.first, pair.second].contains(category),
                let total = shared(pair, line.total, measure)
            else { continue }
            let parts = line.parts.map { part in shared(pair, part, measure) }
            let present = parts.compactMap { $0 }
            let isComplete = zip(line.parts, parts).allSatisfy { part, column in
                column != nil || isEmpty(pair, part, measure)
            }
            if !addsUp || !isComplete { addOutside(along: line, total, present, measure) }
            guard category == pair.first else { continue }
            for part in present { equations.add(total, isAtLeast: [part], .overlap) }
            guard addsUp, isComplete else { continue }
            equations.add(
                [.init(column: total, factor: 1)] + present.map { .init(column: $0, factor: -1) },
                least: 0, most: 0, .overlap)
        }
    }

    /// Outside the other category the total has no more than its parts together.
    private mutating func addOutside(
        along line: Line, _ shared: Int, _ sharedParts: [Int], _ measure: Int
    ) {
        let parts = line.parts.compactMap { equations.column(of: $0, measure) }
        guard let total = equations.column(of: line.total, measure),
            parts.count == line.parts.count
        else { return }
        let more = ([total] + sharedParts).map { Equations.Term(column: $0, factor: 1) }
        let less = ([shared] + parts).map { Equations.Term(column: $0, factor: -1) }
        equations.add(more + less, most: 0, .overlap)
    }

    private func shared(_ pair: Overlap.Pair, _ cell: Int, _ measure: Int) -> Int? {
        let around = known.cells[cell].key.without(pair.dimension)
        return equations.column(
            .overlap(
                Overlap(
                    measure: measure, dimension: pair.dimension, first: pair.first,
                    second: pair.second, around: around)))
    }

    /// Whether one of the two is known to be empty in that slice.
    private func isEmpty(_ pair: Overlap.Pair, _ cell: Int, _ measure: Int) -> Bool {
        [pair.first, pair.second].contains { category in
            var key = known.cells[cell].key
            key.categories[pair.dimension] = category
            let column = known.places[key].flatMap { equations.column(of: $0, measure) }
            return column.map { bounds.upper[$0] == 0 } ?? false
        }
    }
}

extension Overlap {
    /// The two categories, wherever.
    struct Pair: Hashable {
        let dimension: Int
        let first: Int
        let second: Int

        var order: [Int] { [dimension, first, second] }
    }

    var pair: Pair { Pair(dimension: dimension, first: first, second: second) }
}
