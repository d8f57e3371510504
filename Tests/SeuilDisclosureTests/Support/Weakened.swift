import SeuilCrypto
import TestSupport

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
        _ design: SmallPolicy, _ visits: [Microdata.Visit], seed: UInt64
    ) throws -> ProtectedTables {
        var ignorant = design
        ignorant.zeros = .protect
        let names = try ignorant.release(visits, seed: seed).withheldNames
        let tables = design.tables.map(\.name)
        return design.release(visits) { names.contains("\(tables[$0]): \($1)") }
    }

    /// Protects each table as if the others were never published.
    static func oneByOne(
        _ design: SmallPolicy, _ visits: [Microdata.Visit], seed: UInt64
    ) throws -> ProtectedTables {
        var names: Set<String> = []
        for table in design.tables {
            var single = design
            single.tables = [table]
            names.formUnion(try single.release(visits, seed: seed).withheldNames)
        }
        let tables = design.tables.map(\.name)
        return design.release(visits) { names.contains("\(tables[$0]): \($1)") }
    }

    /// Takes people for as many more or fewer as may come again elsewhere, also where each has one value.
    static func neverAdditive(
        _ design: SmallPolicy, _ visits: [Microdata.Visit], seed: UInt64
    ) throws -> ProtectedTables {
        let tally = design.tally(visits)
        let system = try CellSystem(
            policy: design.policy, tables: tally.tables, counting: .exact)
        let visitors = system.measures.firstIndex(of: .visitors)
        let ignorant = system.withLines(
            system.lines.map { line in
                Line(
                    parent: line.parent, children: line.children,
                    sums: line.sums.enumerated().map { position, sum in
                        position == visitors && sum == .exact ? .overlapping(slack: 0) : sum
                    }, boundsExcess: line.boundsExcess)
            })
        var random = SeededGenerator(seed: seed)
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let decision = Decision(on: ignorant, seed: SecretBytes(copying: key), budget: .standard)
        return release(tally, system, decision.pattern)
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

extension CellSystem {
    fileprivate func withLines(_ lines: [Line]) -> CellSystem {
        CellSystem(
            measures: measures, cells: cells, lines: lines, grids: [], groups: groups,
            cellsByTable: cellsByTable, notAdditive: notAdditive, isBeyondLimit: isBeyondLimit,
            threshold: threshold, rule: rule)
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
