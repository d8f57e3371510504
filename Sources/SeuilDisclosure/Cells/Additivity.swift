import SeuilCore

/// Where people, visits and requests add up, by declaration and in this period's data.
///
/// Two attackers are held off at once: one who believes that a dimension adds up and one who does not. So
/// wherever the figures of a line happen to add up, witnesses must add up there too: they then convince
/// both.
struct Additivity {
    /// Above this many visitors a cell's count may be an estimate (see `Counting.hll`).
    static let largestExactCount = 16_384

    let notAdditive: [Int]
    private let policy: Policy
    private let measures: [Measure]
    private let cells: [CellSystem.Cell]
    private let isEstimated: Bool
    /// For each measure and dimension, whether every line without unknown terms adds up.
    private let addsUpInData: [[Bool]]

    init(
        policy: Policy, measures: [Measure], counting: Counting, lines: [LineFinder.Found],
        cells: [CellSystem.Cell]
    ) {
        var addsUp = measures.map { _ in policy.dimensions.map { _ in true } }
        var contradicted: Set<Int> = []
        for line in lines where line.isComplete {
            for (position, measure) in measures.enumerated() {
                guard let terms = Additivity.terms(of: line, position, cells) else { continue }
                if terms.total == terms.parts.reduce(0, +) { continue }
                addsUp[position][line.dimension] = false
                let isEstimated = counting == .hll && terms.total > Additivity.largestExactCount
                if measure == .visitors, policy.dimensions[line.dimension].isPerPerson,
                    !isEstimated
                {
                    contradicted.insert(line.dimension)
                }
            }
        }
        notAdditive = contradicted.sorted()
        self.policy = policy
        self.measures = measures
        self.cells = cells
        isEstimated = counting == .hll
        addsUpInData = addsUp
    }

    /// Whether no figures of this period contradict that the measure at `position` adds up over a dimension.
    func isUncontradicted(_ position: Int, over dimension: Int) -> Bool {
        addsUpInData[position][dimension]
    }

    /// The line with how its parts make its total.
    func line(_ found: LineFinder.Found) -> Line {
        let sums = measures.indices.map { sum(of: found, measure: $0) }
        let excess = measures.indices.dropLast().map { position in
            if sums[position] == .exact && sums[position + 1] == .exact { return false }
            guard let larger = Additivity.terms(of: found, position, cells),
                let smaller = Additivity.terms(of: found, position + 1, cells)
            else { return true }
            // Only estimates can contradict it; they are then held to nothing.
            return zip(larger.parts, smaller.parts).allSatisfy {
                $0 - $1 <= larger.total - smaller.total
            }
        }
        return Line(
            parent: found.parent, children: found.children, sums: sums, boundsExcess: excess)
    }

    private func sum(of line: LineFinder.Found, measure position: Int) -> Line.Sum {
        // Visitors add up over a person's dimension unless the data contradict it or were estimated.
        let isCertain =
            measures[position] != .visitors
            && measures[position].addsUp(over: policy.dimensions[line.dimension])
        let terms = Additivity.terms(of: line, position, cells)
        let sum = terms?.parts.reduce(0, +)
        let addsUp =
            isCertain || addsUpInData[position][line.dimension]
            || terms.map { line.isComplete ? sum == $0.total : (sum ?? 0) <= $0.total } ?? false
        if let terms, isEstimated, measures[position] == .visitors,
            !weakest(of: line).holds(total: terms.total, parts: terms.parts)
        {
            return .unrelated
        }
        switch (line.isComplete, addsUp) {
        case (true, true): return .exact
        case (true, false):
            // The release says that this dimension does not add up; a witness must not say otherwise.
            let isMarked =
                measures[position] == .visitors && notAdditive.contains(line.dimension)
                && terms != nil
            return .overlapping(slack: isMarked ? 1 : 0)
        case (false, true): return .partial
        case (false, false): return .partialOverlapping
        }
    }

    private func weakest(of line: LineFinder.Found) -> Line.Sum {
        line.isComplete ? .overlapping(slack: 0) : .partialOverlapping
    }

    private static func terms(
        of line: LineFinder.Found, _ position: Int, _ cells: [CellSystem.Cell]
    ) -> (total: Int, parts: [Int])? {
        guard let total = cells[line.parent].truth else { return nil }
        let parts = line.children.compactMap { cells[$0].truth }
        guard parts.count == line.children.count else { return nil }
        return (total[position], parts.map { $0[position] })
    }
}
