import SeuilSolver

@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker with a solver: how few and how many visits a withheld cell can have, over every table of the
/// joint cross of all dimensions that looks like the release.
///
/// It shares the wrapper of the solver with the protector, and nothing else: no system of cells, no lines.
/// One measure only, visits, of people who come once.
struct VisitBounds {
    private let policy: Policy
    private let joint: [[Int]]
    private let program: LinearProgram
    /// What some table publishes, by its places in the joint cross.
    private let published: Set<[Int]>
    /// Every sum over the same places is looked for once.
    private var known: [[Int]: ClosedRange<Int>] = [:]

    /// - Parameter room: no combination of codes has more visits than this.
    init(_ release: ProtectedTables, room: Int) {
        let policy = release.policy.policy
        var joint: [[Int]] = [[]]
        for dimension in policy.dimensions {
            joint = joint.flatMap { place in dimension.codelist.leaves.map { place + [$0] } }
        }
        var program = LinearProgram()
        for _ in joint { program.addColumn(from: 0, to: Double(room), isInteger: true) }
        // What one table withholds another may publish: equations first.
        var rows: Set<[Int]> = []
        var published: Set<[Int]> = []
        for isPublished in [true, false] {
            for table in release.tables {
                for (cell, status) in table.cells.enumerated() {
                    let places = VisitBounds.places(of: cell, in: table.layout, joint)
                    let terms = places.map { LinearProgram.Term($0, 1) }
                    switch status {
                    case .published(let count, _) where isPublished:
                        published.insert(places)
                        if rows.insert(places).inserted {
                            program.addRow(terms, .equal, Double(count))
                        }
                    case .withheld where !isPublished:
                        if !release.isAllWithheld,
                            policy.isKnownPositive(cell, in: table.layout),
                            rows.insert(places).inserted
                        {
                            program.addRow(terms, .atLeast, 1)
                        }
                    default: break
                    }
                }
            }
        }
        self.policy = policy
        self.joint = joint
        self.program = program
        self.published = published
    }

    private static func places(of cell: Int, in layout: TableLayout, _ joint: [[Int]]) -> [Int] {
        let positions = layout.positions(of: cell)
        return joint.indices.filter { place in
            zip(layout.axes, positions).allSatisfy { axis, position in
                axis.positionsByLeaf[joint[place][axis.dimension]].contains(position)
            }
        }
    }

    /// The least and the greatest number of visits of a cell; `nil` when nothing looks like the release.
    mutating func range(of cell: Int, in layout: TableLayout) -> ClosedRange<Int>? {
        let places = VisitBounds.places(of: cell, in: layout, joint)
        if let range = known[places] { return range }
        let ends = [1.0, -1].map { sign -> Int? in
            var program = program
            for place in places { program.setCost(sign, of: place) }
            guard case .best(let solution) = program.solved(nodeLimit: 100_000) else { return nil }
            return Int((sign * solution.cost).rounded())
        }
        guard let low = ends[0], let high = ends[1], low <= high else { return nil }
        known[places] = low...high
        return low...high
    }

    /// Every withheld cell that is narrower than the interval or cannot reach the threshold, unless another
    /// table simply publishes it.
    mutating func leaks(in release: ProtectedTables) -> [String] {
        var leaks: [String] = []
        for table in release.tables {
            for cell in table.cells.indices where table.cells[cell] == .withheld {
                let places = VisitBounds.places(of: cell, in: table.layout, joint)
                if published.contains(places) { continue }
                let name =
                    "\(policy.tables[table.layout.table].name): \(policy.name(of: cell, in: table.layout))"
                guard let range = range(of: cell, in: table.layout) else {
                    leaks.append("\(name) has no value")
                    continue
                }
                if range.count <= policy.disclosure.interval
                    || range.upperBound < policy.threshold.least
                {
                    leaks.append("\(name) is \(range)")
                }
            }
        }
        return leaks
    }
}
