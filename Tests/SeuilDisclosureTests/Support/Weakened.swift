import SeuilSolver

@testable import SeuilCore
@testable import SeuilDisclosure

/// Protectors that each lack one thing, as tools in use lack it: what they release must break.
enum Weakened {
    /// Withholds beside small cells only so much that no cell follows exactly from equations.
    static func exactDeterminationOnly(
        _ design: SmallPolicy, _ visits: [Microdata.Visit]
    ) throws -> ProtectedTables {
        let tally = design.tally(visits)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        var pattern = system.primaryPattern
        while let cell = ExactSolution(system, pattern).determined.first {
            let beside = system.lines.map { [$0.parent] + $0.children }
                .filter { $0.contains(cell) }.flatMap { $0 }
                .filter { system.isPublished($0, under: pattern) && !system.isZero($0) }
            guard
                let next = beside.min(by: { left, right in
                    let counts = [left, right].map { system.cells[$0].truth?[0] ?? 0 }
                    return (counts[0], left) < (counts[1], right)
                })
            else { break }
            pattern.isWithheld[next] = true
        }
        return release(tally, system, pattern)
    }

    /// Does not know that an attacker knows every zero: what is withheld might be one.
    static func zerosIgnored(
        _ design: SmallPolicy, _ visits: [Microdata.Visit]
    ) throws -> ProtectedTables {
        let tally = design.tally(visits)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        return release(tally, system, pattern(of: system, least: 0))
    }

    /// Protects each table as if the others were never published.
    static func oneByOne(
        _ design: SmallPolicy, _ visits: [Microdata.Visit]
    ) throws -> ProtectedTables {
        var names: Set<String> = []
        for table in design.tables {
            var single = design
            single.tables = [table]
            let tally = single.tally(visits)
            let system = try CellSystem(
                policy: single.policy, tables: tally.tables, counting: .exact)
            let alone = release(tally, system, pattern(of: system, least: 1))
            names.formUnion(alone.withheldNames)
        }
        let tables = design.tables.map(\.name)
        return design.release(visits) { names.contains("\(tables[$0]): \($1)") }
    }

    /// Takes people for as many more or fewer as may come again elsewhere, also where each has one value: then
    /// equations of visits are all there is to protect.
    static func neverAdditive(
        _ design: SmallPolicy, _ visits: [Microdata.Visit]
    ) throws -> ProtectedTables {
        let tally = design.tally(visits)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        return release(tally, system, pattern(of: system, least: 1))
    }

    /// The small cells and as many more as let every withheld one vary by the interval in visits and reach the
    /// threshold, where none holds fewer than `least`; the smallest neighbour goes first.
    private static func pattern(of system: CellSystem, least: Int) -> Pattern {
        var pattern = system.primaryPattern
        while let cell = system.cells.indices.first(where: { cell in
            pattern.isWithheld[cell]
                && !isWide(cell, in: system, under: pattern, least: least)
        }) {
            let lines = system.lines.map { [$0.parent] + $0.children }.filter { line in
                line.contains { pattern.isWithheld[$0] }
            }
            let near = lines.filter { $0.contains(cell) } + lines
            let beside = near.lazy.map { line in
                line.filter { system.isPublished($0, under: pattern) && !system.isZero($0) }
                    .min { visits($0, system) < visits($1, system) }
            }
            guard let next = beside.compactMap(\.self).first else { return pattern }
            pattern.isWithheld[next] = true
        }
        return pattern
    }

    private static func visits(_ cell: Int, _ system: CellSystem) -> Int {
        system.cells[cell].truth?[0] ?? 0
    }

    private static func isWide(
        _ cell: Int, in system: CellSystem, under pattern: Pattern, least: Int
    ) -> Bool {
        var program = LinearProgram()
        for index in system.cells.indices {
            let count = Double(visits(index, system))
            let isHidden = !system.isPublished(index, under: pattern)
            program.addColumn(
                from: isHidden ? Double(least) : count, to: isHidden ? 10_000 : count,
                isInteger: true)
        }
        for line in system.lines where line.sums[0] == .exact {
            let parts = line.children.map { LinearProgram.Term($0, 1) }
            program.addRow([.init(line.parent, -1)] + parts, .equal, 0)
        }
        let ends = [1.0, -1].map { sign -> Double in
            var program = program
            program.setCost(sign, of: cell)
            return sign * (program.solved(nodeLimit: 1_000).solution?.cost ?? 0)
        }
        return ends[1] - ends[0] > Double(system.rule.interval) - 0.5
            && ends[1] > Double(system.threshold.least) - 0.5
    }

    private static func release(
        _ tally: ClosedTally, _ system: CellSystem, _ pattern: Pattern
    ) -> ProtectedTables {
        ProtectedTables(
            policy: tally.policy, period: tally.period,
            tables: tally.tables.map { figures in
                ProtectedTable(
                    figures.layout, of: tally.policy.policy, in: system, under: pattern)
            }, notAdditive: system.notAdditive, counting: .exact,
            protection: ProtectionNote(method: "weak", tablesWithheld: []))
    }
}

/// Which withheld cells follow exactly from the equations, by elimination modulo a prime.
private struct ExactSolution {
    private(set) var determined: [Int] = []
    private static let prime = 2_147_483_629

    init(_ system: CellSystem, _ pattern: Pattern) {
        let unknown = system.cells.indices.filter { !system.isPublished($0, under: pattern) }
        let places = Dictionary(uniqueKeysWithValues: unknown.enumerated().map { ($1, $0) })
        var rows = system.lines.filter { $0.sums[0] == .exact }.map { line in
            var row = [Int](repeating: 0, count: unknown.count)
            if let place = places[line.parent] { row[place] = ExactSolution.prime - 1 }
            for child in line.children { if let place = places[child] { row[place] = 1 } }
            return row
        }
        var rank = 0
        for column in unknown.indices {
            guard let pivot = rows.indices.dropFirst(rank).first(where: { rows[$0][column] != 0 })
            else { continue }
            rows.swapAt(rank, pivot)
            let inverse = ExactSolution.power(rows[rank][column], ExactSolution.prime - 2)
            rows[rank] = rows[rank].map { $0 * inverse % ExactSolution.prime }
            for row in rows.indices where row != rank && rows[row][column] != 0 {
                let factor = ExactSolution.prime - rows[row][column]
                rows[row] = zip(rows[row], rows[rank]).map {
                    ($0 + factor * $1) % ExactSolution.prime
                }
            }
            rank += 1
        }
        for row in rows.prefix(rank) {
            let terms = row.indices.filter { row[$0] != 0 }
            if terms.count == 1, system.cells[unknown[terms[0]]].isListed {
                determined.append(unknown[terms[0]])
            }
        }
    }

    private static func power(_ base: Int, _ exponent: Int) -> Int {
        var (result, base, exponent) = (1, base, exponent)
        while exponent > 0 {
            if exponent % 2 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent /= 2
        }
        return result
    }
}
