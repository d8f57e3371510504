import Foundation

/// The runs as a table for people, line by line as they are done, and at its end how time grows with size.
struct DisclosureTable {
    /// The columns' names and widths: wide enough for 100,000 cells, as later rows are not known yet.
    private static let columns = [
        ("shape", 9), ("cells", 7), ("visits", 8), ("people", 8), ("primary", 7), ("compl.", 6),
        ("(line rule)", 11), ("cells pub.", 10), ("counts pub.", 11), ("tables gone", 11),
        ("seconds", 8), ("of", 2), ("cpu s", 8), ("x reference", 11), ("MB", 5),
    ]

    static var header: String { line(columns.map(\.0)) }

    static func line(of run: DisclosureRun) -> String { line(row(run)) }

    private static func line(_ row: [String]) -> String {
        zip(row, columns).enumerated().map { place, cell in
            let padding = String(repeating: " ", count: max(0, cell.1.1 - cell.0.count))
            return place == 0 ? cell.0 + padding : padding + cell.0
        }.joined(separator: "  ")
    }

    /// What stands under the rows.
    static func end(of runs: [DisclosureRun]) -> String {
        ([""] + growth(of: runs) + legend).joined(separator: "\n")
    }

    private static func row(_ run: DisclosureRun) -> [String] {
        guard let result = run.result else {
            let why = run.givenUpAfter.map { "> \($0)" } ?? "failed"
            return [run.shape, "~\(run.size)"] + Array(repeating: "", count: 8) + [
                why, "", "", "", "",
            ]
        }
        return [
            run.shape, "\(result.cells)", "\(result.visits)", "\(result.people)",
            "\(result.primary)", "\(result.complementary)", "\(result.complementaryByLineRule)",
            String(format: "%.1f %%", 100 * result.shareOfCells),
            String(format: "%.1f %%", 100 * result.shareOfCounts),
            "\(result.tablesWithheld.count)", String(format: "%.3f", result.seconds),
            "\(result.repetitions)", String(format: "%.3f", result.processorSeconds),
            String(format: "%.0f", result.seconds / max(result.referenceSeconds, 1e-6)),
            String(format: "%.0f", result.peakMegabytes),
        ]
    }

    /// For each shape the exponents: time grows as cells to this power, from size to size and overall.
    private static func growth(of runs: [DisclosureRun]) -> [String] {
        var shapes: [String] = []
        for run in runs where !shapes.contains(run.shape) { shapes.append(run.shape) }
        return shapes.compactMap { shape in
            let points = runs.compactMap { run in
                run.shape == shape
                    ? run.result.map { (x: log(Double($0.cells)), y: log(max($0.seconds, 1e-6))) }
                    : nil
            }
            guard points.count > 1 else { return nil }
            let steps = zip(points, points.dropFirst()).map { ($1.y - $0.y) / ($1.x - $0.x) }
            let meanX = points.reduce(0) { $0 + $1.x } / Double(points.count)
            let meanY = points.reduce(0) { $0 + $1.y } / Double(points.count)
            let slope =
                points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
                / points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
            let words = steps.map { String(format: "%.2f", $0) }.joined(separator: ", ")
            return String(format: "%@: seconds grow as cells^%.2f", shape, slope)
                + (steps.count > 1 ? " (from size to size \(words))" : "")
        }
    }

    private static let legend = [
        "",
        "Cells are rows of all tables, totals included. Primary: fewer than 11 people. compl.: withheld for others'",
        "sake; (line rule): what withholding a second cell on every line would add, which proves nothing.",
        "counts pub.: of the sum of all counts, the part in published cells. tables gone: tables withheld whole.",
        "of: runs of which the seconds are the median. cpu s: the processor's time of one, which others on the machine",
        "do not lengthen. x reference: how often the time of counting the same visits and of the line rule.",
        "MB: the peak of the process.",
    ]
}
