import SeuilDisclosure

/// The answer of `seuil policy try` for a person.
extension PolicyTryAnswer {
    /// What is published and why; it stands before any change is tried.
    var tablesText: String {
        ([heading, visits.text, "", summary] + tables.compactMap(reasonsText))
            .joined(separator: "\n")
    }

    /// Which changes say more; empty where none was tried.
    var adviceText: String { adviceLines.joined(separator: "\n") }

    private var heading: String {
        """
        Invented visits: nobody is behind these figures, so reasons may be told. Never do this with real visits.
        \(policy), version \(version), \(period); \(threshold.grouped) \(thresholdUnit) behind every figure
        """
    }

    /// One line a table.
    private var summary: String {
        var rows = [["table", "by", "cells", "published", "withheld", "said of the finest detail"]]
        for table in tables {
            let yield = table.yield
            rows.append([
                table.name, table.by.joined(separator: " × "), yield.cells.grouped,
                yield.published.grouped, (yield.cells - yield.published).grouped,
                table.said + (table.isWithheldWhole ? "; withheld whole: no proof was found" : ""),
            ])
        }
        var lines = PolicyTryAnswer.aligned(rows)
        lines += tables.filter { !$0.sumsWithheld.isEmpty }.map { table in
            "\(table.name): withheld as a column, so as not to cost many cells: "
                + table.sumsWithheld.map { "sum_\($0)" }.joined(separator: ", ")
        }
        if !notAdditive.isEmpty {
            lines.append(
                "not one value a person, against the policy: \(notAdditive.joined(separator: ", "))"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// Why cells of a table are withheld: how many for each reason or, if asked for, each of them.
    private func reasonsText(_ table: Table) -> String? {
        if table.reasons.isEmpty { return nil }
        guard let cells = table.withheld else {
            let counts = table.reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { "\($0.value.grouped) \(kind($0.key))" }
            return "\(table.name): \(counts.joined(separator: "; "))"
        }
        let rows = cells.map { cell in
            [
                "  " + cell.cell, cell.count.counted(String(table.of.dropLast())),
                cell.visitors.map { $0 == 1 ? "1 person" : "\($0.grouped) people" } ?? "",
                sentence(cell),
            ]
        }
        return (["", "\(table.name), withheld:"] + PolicyTryAnswer.aligned(rows))
            .joined(separator: "\n")
    }

    private func kind(_ reason: String) -> String {
        switch reason {
        case "few": "of fewer than \(threshold.grouped) \(thresholdUnit)"
        case "zero": "of nobody, which the policy protects"
        case "group": "where a row lies wholly in one category"
        case "protects": "to protect others"
        case "remainder": "so that what is left over is large enough"
        case "dominated": "for a sum that is nearly one person's"
        case "replay": "that the rule itself would give away"
        case "table": "with a table for which no proof was found"
        default: "because nothing could be proved"
        }
    }

    private func sentence(_ cell: WithheldCell) -> String {
        switch cell.reason {
        case "few": "fewer than \(threshold.grouped) \(thresholdUnit)"
        case "zero": "nobody, which the policy protects"
        case "group": "a row lies wholly in one category"
        case "dominated": "its sum is nearly one person's"
        case "replay": "in so small a release the rule itself would give it away"
        case "protects": "needed to protect \(cell.because ?? "")"
        case "remainder": "else too little would be left over of \(cell.because ?? "")"
        case "table": "no proof was found for the table \(cell.because ?? "")"
        default: "nothing could be proved"
        }
    }

    private var adviceLines: [String] {
        var lines: [String] = []
        for advice in advice {
            lines += [
                "",
                "\(advice.table) says \(advice.yield.text); the other tables \(advice.others.percent)",
            ]
            guard !advice.options.isEmpty else {
                lines.append("  no change that was tried says more")
                continue
            }
            lines += PolicyTryAnswer.aligned(
                advice.options.map { option in
                    [
                        "  " + option.change, option.yield.text,
                        "the other tables \(option.others.percent)",
                    ]
                })
        }
        if changesUntried > 0 {
            lines += [
                "", "\(changesUntried.counted("change")) not tried; --changes tries more",
            ]
        }
        return lines
    }

    /// The rows' columns, each as wide as its widest text.
    private static func aligned(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let texts = row.enumerated().map { column, text in
                column == columns - 1
                    ? text : text + String(repeating: " ", count: widths[column] - text.count)
            }
            return texts.joined(separator: "  ")
        }
    }
}

extension PolicyTryAnswer.Table {
    /// How much of what was counted stands in a published cell of the finest detail.
    fileprivate var said: String {
        guard yield.total > 0 else { return "no \(of) in it" }
        let counted = yield.total.counted(String(of.dropLast()))
        return yield.publishedTotal == 0 ? "none of \(counted)" : "\(yield.percent) of \(counted)"
    }
}

extension PolicyTryAnswer.Yield {
    fileprivate var percent: String { "\(share) %" }

    fileprivate var text: String {
        "\(published.grouped) of \(cells.counted("cell")), \(percent)"
    }
}
