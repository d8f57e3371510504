import SeuilSolver

@testable import SeuilCore
@testable import SeuilDisclosure

/// An attacker on one sum of visits, over tables of dimensions that all are of people: asks a solver how low and
/// how high a withheld cell's sum can be, over every joint table of visits, visitors and amounts at once.
///
/// It shares nothing with the protector but the layouts, the release and the solver's wrapper.
struct SumAttack {
    /// Somebody who reads the release: where their visits are counted, how many, and what they brought.
    struct Person {
        let place: Int
        let visits: Int
        let amount: Int
    }

    private let release: ProtectedTables
    private let policy: Policy
    private let cap: Double
    /// For each combination of leaves, its codes.
    let joint: [[Int]]

    init(_ release: ProtectedTables) {
        self.release = release
        policy = release.policy.policy
        cap = Double(policy.sums[0].cap)
        var joint: [[Int]] = [[]]
        for dimension in policy.dimensions {
            joint = joint.flatMap { place in dimension.codelist.leaves.map { place + [$0] } }
        }
        self.joint = joint
    }

    /// The places of the joint table that `cell` counts.
    func places(of cell: Int, in layout: TableLayout) -> [Int] {
        let positions = layout.positions(of: cell)
        return joint.indices.filter { place in
            zip(layout.axes, positions).allSatisfy { axis, position in
                axis.positionsByLeaf[joint[place][axis.dimension]].contains(position)
            }
        }
    }

    /// The least and the greatest sum over `places`, in whole units, for somebody who knows `own`.
    func range(over places: [Int], knowing own: Person?) -> ClosedRange<Double>? {
        let ends = [1.0, -1.0].map { direction -> Double? in
            let program = program(minimising: places, direction, knowing: own)
            guard case .best(let solution) = program.solved(nodeLimit: 100_000) else { return nil }
            return solution.cost * direction
        }
        guard let low = ends[0], let high = ends[1], low <= high + 1e-6 else { return nil }
        return low...max(low, high)
    }

    private func program(
        minimising wanted: [Int], _ direction: Double, knowing own: Person?
    ) -> LinearProgram {
        var program = LinearProgram()
        let count = joint.count
        let most = Double(200)
        for place in joint.indices {
            let least = own?.place == place ? Double(own?.visits ?? 0) : 0
            program.addColumn(from: least, to: most, isInteger: true)
        }
        for place in joint.indices {
            program.addColumn(from: own?.place == place ? 1 : 0, to: most, isInteger: true)
        }
        for place in joint.indices {
            let isMine = own?.place == place
            program.addColumn(
                from: isMine ? Double(own?.amount ?? 0) : 0, to: most * cap,
                cost: wanted.contains(place) ? direction : 0)
        }
        for place in joint.indices {
            let isMine = own?.place == place
            let (visits, amount) = isMine ? (own?.visits ?? 0, own?.amount ?? 0) : (0, 0)
            // The others' amounts are within the caps of the others' visits.
            program.addRow(
                [.init(2 * count + place, 1), .init(place, -cap)], .atMost,
                Double(amount) - cap * Double(visits))
            // The others' visits are as many as their people at least, and none without one.
            program.addRow(
                [.init(place, 1), .init(count + place, -1)], .atLeast,
                Double(visits - (isMine ? 1 : 0)))
            program.addRow(
                [.init(place, 1), .init(count + place, -most)], .atMost,
                isMine ? Double(visits) - most : 0)
        }
        for table in release.tables {
            let sums = table.sums[0]
            for (cell, status) in table.cells.enumerated() {
                let places = places(of: cell, in: table.layout)
                let terms = { (offset: Int) in
                    places.map { LinearProgram.Term(offset + $0, 1) }
                }
                switch status {
                case .published(let visits, let visitors):
                    program.addRow(terms(0), .equal, Double(visits))
                    if let visitors { program.addRow(terms(count), .equal, Double(visitors)) }
                    if let sum = sums?[cell] {
                        program.addRow(terms(2 * count), .equal, Double(sum) / 1_000_000)
                    }
                case .withheld:
                    if !release.isAllWithheld { program.addRow(terms(0), .atLeast, 1) }
                case .notShown: break
                }
            }
        }
        return program
    }
}
