@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker with patience: tries every table of the joint cross of all dimensions against a release.
///
/// It shares nothing with the protector but the layouts and the release: no system of cells, no lines, no
/// solver. One measure only, visits, under a threshold on visits.
struct Enumerator {
    /// For each combination of leaves, an unknown number of visits.
    private let joint: [[Int]]
    private let policy: Policy
    private var known: [Constraint] = []
    private let largest: Int

    struct Constraint {
        var places: [Int]
        var range: ClosedRange<Int>
    }

    /// A withheld cell that the release gives away.
    struct Leak: CustomStringConvertible {
        let table: String
        let cell: Int
        let description: String
    }

    init(_ release: ProtectedTables, largest: Int) {
        policy = release.policy.policy
        var joint: [[Int]] = [[]]
        for dimension in policy.dimensions {
            joint = joint.flatMap { place in dimension.codelist.leaves.map { place + [$0] } }
        }
        self.joint = joint
        self.largest = largest
        for table in release.tables {
            for (cell, status) in table.cells.enumerated() {
                let places = places(of: cell, in: table.layout)
                switch status {
                case .published(let count, _):
                    known.append(Constraint(places: places, range: count...count))
                case .withheld:
                    // What is withheld is not 0 where zeros are published.
                    if !release.isAllWithheld, policy.isKnownPositive(cell, in: table.layout) {
                        known.append(Constraint(places: places, range: 1...Int.max / 2))
                    }
                case .notShown: break
                }
            }
        }
        merge()
    }

    /// One constraint for each set of places.
    private mutating func merge() {
        var merged: [[Int]: ClosedRange<Int>] = [:]
        for constraint in known {
            let range = merged[constraint.places] ?? constraint.range
            merged[constraint.places] = range.clamped(to: constraint.range)
        }
        known = merged.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { Constraint(places: $0.key, range: $0.value) }
    }

    private func places(of cell: Int, in layout: TableLayout) -> [Int] {
        let positions = layout.positions(of: cell)
        return joint.indices.filter { place in
            zip(layout.axes, positions).allSatisfy { axis, position in
                axis.positionsByLeaf[joint[place][axis.dimension]].contains(position)
            }
        }
    }

    /// Every withheld cell that is narrower than the interval or cannot reach the threshold.
    func leaks(in release: ProtectedTables) -> [Leak] {
        var leaks: [Leak] = []
        var seen: [[Int]: String] = [:]
        for table in release.tables {
            for (cell, status) in table.cells.enumerated() where status == .withheld {
                let places = places(of: cell, in: table.layout)
                let leak = seen[places] ?? self.leak(at: places)
                seen[places] = leak
                if leak.isEmpty { continue }
                let name = policy.tables[table.layout.table].name
                leaks.append(
                    Leak(table: name, cell: cell, description: "\(name)[\(cell)] \(leak)"))
            }
        }
        return leaks
    }

    /// What gives the sum over `places` away; empty when it can reach the threshold and, that far or further,
    /// some other value lies the interval away.
    private func leak(at places: [Int]) -> String {
        let least = policy.threshold.least
        let interval = policy.disclosure.interval
        let limit = largest + least + interval
        guard let high = (least...limit).first(where: { isPossible($0, at: places) }) else {
            return "cannot reach \(least)"
        }
        for distance in interval...limit {
            for value in [high - distance, high + distance] where (0...limit).contains(value) {
                if isPossible(value, at: places) { return "" }
            }
        }
        let possible = (0...limit).filter { isPossible($0, at: places) }
        let width = (possible.max() ?? 0) - (possible.min() ?? 0)
        return width < interval ? "is one of \(possible)" : ""
    }

    private func isPossible(_ value: Int, at places: [Int]) -> Bool {
        if let range = known.first(where: { $0.places == places })?.range, !range.contains(value) {
            return false
        }
        var search = JointSearch(
            constraints: known + [Constraint(places: places, range: value...value)],
            count: joint.count,
            largest: largest + policy.threshold.least + policy.disclosure.interval)
        return search.hasSolution()
    }
}

/// Depth-first search for numbers at every place that keep all constraints.
private struct JointSearch {
    private var rest: [(lower: Int, upper: Int)]
    private let constraintsByPlace: [[Int]]
    private let largest: [Int]
    /// For each constraint, how much the places it waits for can still bring.
    private var capacity: [Int]

    init(constraints: [Enumerator.Constraint], count: Int, largest: Int) {
        // The places of the last constraint, the question, come first.
        let order = (constraints.last?.places ?? []) + (0..<count)
        var rank: [Int: Int] = [:]
        for place in order where rank[place] == nil { rank[place] = rank.count }
        rest = constraints.map { ($0.range.lowerBound, $0.range.upperBound) }
        var byPlace = [[Int]](repeating: [], count: count)
        for (index, constraint) in constraints.enumerated() {
            for place in constraint.places { byPlace[rank[place] ?? place].append(index) }
        }
        constraintsByPlace = byPlace
        let bounds = byPlace.map {
            $0.reduce(largest) { min($0, constraints[$1].range.upperBound) }
        }
        self.largest = bounds
        capacity = constraints.map { $0.places.reduce(0) { $0 + bounds[rank[$1] ?? $1] } }
    }

    mutating func hasSolution(from place: Int = 0) -> Bool {
        if place == largest.count { return true }
        let around = constraintsByPlace[place]
        for constraint in around { capacity[constraint] -= largest[place] }
        defer { for constraint in around { capacity[constraint] += largest[place] } }
        let upper = around.reduce(largest[place]) { min($0, rest[$1].upper) }
        let lower = around.reduce(0) { max($0, rest[$1].lower - capacity[$1]) }
        if lower > upper { return false }
        for value in lower...upper {
            take(value, from: around)
            let isFound = hasSolution(from: place + 1)
            take(-value, from: around)
            if isFound { return true }
        }
        return false
    }

    private mutating func take(_ value: Int, from constraints: [Int]) {
        for constraint in constraints {
            rest[constraint].lower -= value
            rest[constraint].upper -= value
        }
    }
}

extension ProtectedTables {
    /// Whether nothing at all was released.
    var isAllWithheld: Bool {
        tables.allSatisfy { $0.cells.allSatisfy { $0 == .withheld || $0 == .notShown } }
    }

    var withheldCount: Int {
        tables.reduce(0) { $0 + $1.cells.count { $0 == .withheld } }
    }
}
