import ArgumentParser
import Foundation
import TestSupport

/// `seuil-bench replay`: how much an attacker gains who knows the rule by which cells were withheld.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replay rules of suppression on every table that agrees with a release.",
        discussion: """
            Each release of a table is given to an attacker who tries every table that agrees with it, applies \
            the rule to each, and keeps those that would have been released alike. Of the withheld cells of all tables \
            it prints for how many what remains lies less than three apart (narrow), and for how many none of it \
            reaches the threshold (under k): first from the figures alone, then by replaying the rule.

            Rules: "fixed order" withholds beside small cells the smallest others, the first of equals. "search" is \
            what the protector does in general, replayed by an attacker who does not know its secret, or ("known") \
            does. "protector" is the protector, which decides on tables as small as these by another rule.

            Without --shapes: every table of one dimension of three and four cells, and of 2x2 and 2x3, with entries \
            from 0 to 8 and k from 3 to 5 (with --quick or --sample a sample of each). In larger shapes, as 3x4, \
            entries are drawn as in a registry, about a third of the cells under k = 11.

            Example:
              scripts/replay-experiment --quick
              scripts/replay-experiment --shapes 1x3,2x2 --secrets 12
              scripts/replay-experiment --shapes 3x4 --sample 100
            """)

    @Flag(help: "A sample of 60 tables a shape.")
    var quick = false

    @Option(help: "So many tables of each shape, drawn by chance, instead of all.")
    var sample: Int?

    @Option(help: "Shapes, rows by columns, with commas between them (1x3,1x4,2x2,2x3).")
    var shapes: String?

    @Option(
        help: "How many secrets an attacker tries who does not know that of the protector's search."
    )
    var secrets = 6

    @Flag(help: "In larger shapes too, also show what an attacker gains who knows the secret.")
    var knownSecret = false

    @Option(help: "How many narrow releases to print of each rule.")
    var examples = 1

    func run() throws {
        Terminal.line(
            "                                                    withheld"
                + "       by adding up             by replaying")
        Terminal.line(
            "shape   k  rule                tables  releases  a table"
                + "     narrow    under k      narrow    under k   unsettled")
        for shape in try chosenShapes() {
            let isLarge = shape.rows * shape.columns > 6
            for least in isLarge ? [11] : [3, 4, 5] {
                try run(OneTable(rows: shape.rows, columns: shape.columns, least: least), isLarge)
            }
        }
    }

    private func run(_ table: OneTable, _ isLarge: Bool) throws {
        let number = sample ?? (quick ? 60 : isLarge ? 100 : nil)
        var rules: [(String, ReplayRule.Kind)] = isLarge ? [] : [("fixed order", .fixedOrder)]
        if knownSecret || !isLarge { rules.append(("search, known", .search(secrets: [1]))) }
        rules.append(("search", .search(secrets: Array(1...UInt8(clamping: max(1, secrets))))))
        if !isLarge { rules.append(("protector", .protector)) }
        for (name, kind) in rules {
            var count = ReplayCount(ReplayRule(kind, for: table))
            // Searching takes a thousand times as long as the others: of the larger tables only some.
            var number = number
            if case .search = kind, number == nil, table.places.count > 4 { number = 3_000 }
            if let number {
                var random = SeededGenerator(seed: 1)
                for _ in 0..<number {
                    let counts = isLarge ? registryLike(table, &random) : small(table, &random)
                    try count.add(counts)
                }
            } else {
                try forEachSmall(table.rows * table.columns) { try count.add($0) }
            }
            report(name, count, table)
        }
    }

    private func report(_ name: String, _ count: ReplayCount, _ table: OneTable) {
        func share(_ part: Int) -> String {
            let percent = 100 * Double(part) / Double(max(count.withheldCells, 1))
            return String(format: "%.2f %%", percent)
        }
        let columns: [(String, Int)] = [
            ("\(table.rows)x\(table.columns)", -6), ("\(table.least)", 3), ("  \(name)", -18),
            ("\(count.tables)", 8), ("\(count.classes)", 10),
            (String(format: "%.2f", Double(count.withheldCells) / Double(max(count.tables, 1))), 9),
            (share(count.alone.narrow), 11), (share(count.alone.small), 11),
            (share(count.replayed.narrow), 12), (share(count.replayed.small), 11),
            (share(count.undecided), 12),
        ]
        let row = columns.map { text, width in
            let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
            return width < 0 ? text + padding : padding + text
        }
        Terminal.line(row.joined())
        for example in count.examples.prefix(examples) {
            let hidden = example.seen.map { $0 < 0 ? "x" : "\($0)" }.joined(separator: " ")
            let ranges = example.ranges.map { "\($0.lowerBound)-\($0.upperBound)" }
            Terminal.line("          \(hidden): x is \(ranges.joined(separator: ", "))")
        }
    }

    private func small(_ table: OneTable, _ random: inout SeededGenerator) -> [Int] {
        (0..<table.rows * table.columns).map { _ in Int.random(in: 0...8, using: &random) }
    }

    /// Rows and columns of unlike sizes, and cells that scatter about their product.
    private func registryLike(_ table: OneTable, _ random: inout SeededGenerator) -> [Int] {
        let rows = (1...table.rows).map { _ in Double.random(in: 1...6, using: &random) }
        let columns = (1...table.columns).map { _ in Double.random(in: 1...6, using: &random) }
        return rows.flatMap { row in
            columns.map { column in
                Int(row * column * 2 * Double.random(in: 0.4...1.6, using: &random))
            }
        }
    }

    private func forEachSmall(_ cells: Int, _ body: ([Int]) throws -> Void) rethrows {
        var counts = [Int](repeating: 0, count: cells)
        while true {
            try body(counts)
            guard let place = counts.firstIndex(where: { $0 < 8 }) else { return }
            for before in 0..<place { counts[before] = 0 }
            counts[place] += 1
        }
    }

    private func chosenShapes() throws -> [(rows: Int, columns: Int)] {
        try (shapes ?? "1x3,1x4,2x2,2x3").split(separator: ",").map { word in
            let sides = word.split(separator: "x").compactMap { Int($0) }
            guard sides.count == 2, (1...6).contains(sides[0]), (2...8).contains(sides[1]) else {
                throw ValidationError("'\(word)' is not a shape")
            }
            return (sides[0], sides[1])
        }
    }
}
