@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker who adds and takes away published figures of a table, by nothing but plain loops: every total
/// less some rows, less some columns, with their crossings added back.
struct BoxAttack {
    /// For each axis, how many places it has; 0 is the whole.
    let sizes: [Int]
    /// For each visit, where it lies on each axis, 0 aside; none for a visit outside the whole.
    let places: (Microdata.Visit) -> [Set<Int>]?
    /// The published figure at a place of each axis.
    let figure: ([Int]) -> Int?

    /// The box attacks on one table of the release.
    init(on table: ProtectedTable) {
        let layout = table.layout
        sizes = layout.axes.map(\.entries.count)
        places = { visit in
            layout.axes.map { axis in
                Set(axis.positionsByLeaf[visit.codes[axis.dimension]]).subtracting([0])
            }
        }
        figure = { places in
            let cell = zip(places, layout.strides).reduce(0) { $0 + $1.0 * $1.1 }
            guard case .published(let count, _) = table.cells[cell] else { return nil }
            return count
        }
    }

    /// The box attacks on two filters' tables over one axis, of which the second filter is inside the first.
    init(_ outer: ProtectedTable, _ inner: ProtectedTable, entries: (outer: Set<Int>, inner: Int)) {
        let tables = [outer, inner]
        let axis = outer.layout.axes[0]
        let filter = outer.layout.axes[1].dimension
        sizes = [2, axis.entries.count]
        places = { visit in
            guard entries.outer.contains(visit.codes[filter]) else { return nil }
            return [
                visit.codes[filter] == entries.inner ? [1] : [],
                Set(axis.positionsByLeaf[visit.codes[axis.dimension]]).subtracting([0]),
            ]
        }
        figure = { places in
            let table = tables[places[0]]
            let layout = table.layout
            let cell =
                places[1] * layout.strides[0]
                + TableLayout.FilterPosition.match * layout.strides[1]
            guard case .published(let count, _) = table.cells[cell] else { return nil }
            return count
        }
    }

    /// Every box whose figure is known and stands for fewer than `least` people.
    func leaks(_ visits: [Microdata.Visit], least: Int) -> [String] {
        let located = visits.compactMap { visit in places(visit).map { (visit, $0) } }
        var leaks: [String] = []
        for chosen in subsets(ofAxis: 0) {
            let isDisjoint = located.allSatisfy { _, places in
                zip(places, chosen).allSatisfy { $0.intersection($1).count < 2 }
            }
            guard isDisjoint, let value = value(chosen) else { continue }
            let box = located.filter { zip($0.1, chosen).allSatisfy { $0.isDisjoint(with: $1) } }
            if value != box.count { leaks.append("\(chosen): \(value) is not \(box.count)") }
            // The places of each axis that lie wholly in the box.
            let inside = chosen.indices.map { axis in
                Set(1..<sizes[axis]).subtracting(
                    located.filter { !$0.1[axis].isDisjoint(with: chosen[axis]) }
                        .flatMap { $0.1[axis] })
            }
            let rest = box.filter { _, places in
                corners(zip(places, inside).map { Array($0.intersection($1)) })
                    .allSatisfy { figure($0) == nil }
            }
            for (name, visits) in [("", box), (" less what is published", rest)] {
                let people = Set(visits.map(\.0.person)).count
                if people > 0 && people < least {
                    leaks.append("\(chosen)\(name): \(people) people")
                }
            }
        }
        return leaks
    }

    private func subsets(ofAxis axis: Int) -> [[Set<Int>]] {
        if axis == sizes.count { return [[]] }
        let others = subsets(ofAxis: axis + 1)
        return (0..<(1 << (sizes[axis] - 1))).flatMap { mask in
            let set = Set((1..<sizes[axis]).filter { mask >> ($0 - 1) & 1 == 1 })
            return others.map { [set] + $0 }
        }
    }

    private func value(_ chosen: [Set<Int>]) -> Int? {
        var sum = 0
        for corner in corners(chosen.map { [0] + $0 }) {
            guard let figure = figure(corner) else { return nil }
            sum += corner.count { $0 > 0 } % 2 == 0 ? figure : -figure
        }
        return sum
    }

    private func corners(_ choices: [[Int]]) -> [[Int]] {
        choices.reduce([[]]) { corners, places in
            corners.flatMap { corner in places.map { corner + [$0] } }
        }
    }
}
