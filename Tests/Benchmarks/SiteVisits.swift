import SeuilCore
import TestSupport

/// People who come once or many times, each for one thing or several, as a front desk sees them; and their
/// figures, counted one person after another so that nothing has to be kept.
struct SiteVisits {
    let people: Int
    private(set) var visitCount = 0
    private let policy: Policy
    private var random: SeededGenerator
    /// For each dimension its leaves, and how often each comes up.
    private let choices: [Choice]

    init(_ policy: Policy, people: Int, seed: UInt64) {
        self.policy = policy
        self.people = people
        random = SeededGenerator(seed: seed)
        // A few codes are common and many are rare: the weight of the n-th falls with n.
        choices = policy.dimensions.map { Choice($0.codelist.leaves, decline: 0.7) }
    }

    /// Counts all visits into tables.
    mutating func figures(for layouts: [TableLayout]) -> [TableFigures] {
        var counters = layouts.map { CellCounter($0, dimensions: policy.dimensions.count) }
        for person in 0..<people {
            // In a hundred visits, three are of people who are not identified.
            let isIdentified = Int.random(in: 0..<100, using: &random) >= 3
            var codes = policy.dimensions.indices.map { choices[$0].next(&random) }
            for _ in 0..<occurrences(outOf: 100, goOn: 55, atMost: 40) {
                visitCount += 1
                for _ in 0..<occurrences(outOf: 100, goOn: 30, atMost: 6) {
                    for dimension in policy.dimensions.indices
                    where policy.dimensions[dimension].scope == .request {
                        codes[dimension] = choices[dimension].next(&random)
                    }
                    for table in counters.indices {
                        counters[table].add(
                            codes, visit: visitCount, person: isIdentified ? person + 1 : nil)
                    }
                }
            }
        }
        return counters.map(\.figures)
    }

    /// At least one, and one more as long as chance has it.
    private mutating func occurrences(outOf all: Int, goOn part: Int, atMost most: Int) -> Int {
        var count = 1
        while count < most, Int.random(in: 0..<all, using: &random) < part { count += 1 }
        return count
    }

    private struct Choice {
        let leaves: [Int]
        private var cumulated: [Double] = []

        init(_ leaves: [Int], decline: Double) {
            self.leaves = leaves
            var sum = 0.0
            // The order of weights is mixed up over the list, so that groups are of unlike sizes too.
            for place in leaves.indices {
                let rank = (place * 7_919) % leaves.count + 1
                sum += 1 / (1 + decline * Double(rank))
                cumulated.append(sum)
            }
        }

        func next(_ random: inout SeededGenerator) -> Int {
            let point = Double.random(in: 0..<(cumulated.last ?? 1), using: &random)
            var range = 0..<leaves.count
            while range.count > 1 {
                let middle = (range.lowerBound + range.upperBound) / 2
                if cumulated[middle - 1] <= point {
                    range = middle..<range.upperBound
                } else {
                    range = range.lowerBound..<middle
                }
            }
            return leaves[range.lowerBound]
        }
    }
}

/// Counts into one table's cells: requests, visits and distinct people, whose visits come one after another.
struct CellCounter {
    private(set) var figures: TableFigures
    private var lastVisit: [Int]
    private var lastPerson: [Int]

    init(_ layout: TableLayout, dimensions: Int) {
        let zeros = [Int](repeating: 0, count: layout.cellCount)
        figures = TableFigures(
            layout: layout, visits: zeros, requests: zeros, visitors: zeros, sums: [])
        lastVisit = zeros
        lastPerson = zeros
    }

    /// One request of a visit. Visits and people are numbered from 1.
    mutating func add(_ codes: [Int], visit: Int, person: Int?) {
        add(axis: 0, offset: 0, codes, visit: visit, person: person)
    }

    private mutating func add(axis: Int, offset: Int, _ codes: [Int], visit: Int, person: Int?) {
        guard axis < figures.layout.axes.count else {
            figures.requests[offset] += 1
            if lastVisit[offset] != visit {
                lastVisit[offset] = visit
                figures.visits[offset] += 1
            }
            if let person, lastPerson[offset] != person {
                lastPerson[offset] = person
                figures.visitors[offset] += 1
            }
            return
        }
        let layout = figures.layout
        let leaf = codes[layout.axes[axis].dimension]
        for position in layout.axes[axis].positionsByLeaf[leaf] {
            add(
                axis: axis + 1, offset: offset + position * layout.strides[axis], codes,
                visit: visit, person: person)
        }
    }
}
