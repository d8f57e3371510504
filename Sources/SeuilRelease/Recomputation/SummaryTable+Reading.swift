internal import SeuilCore

extension SummaryTable {
    /// Reads `tables/NAME.csv` of table number `index` of `policy`; `nil` when it is no such table.
    ///
    /// Each line must be the cell that stands there; what else may be wrong with it shows when it is written again.
    init?(reading bytes: [UInt8], _ index: Int, of policy: Policy, sumsWithheld names: [String]) {
        let rule = policy.tables[index]
        let layout = TableLayout(table: index, of: policy)
        var table = SummaryTable(
            layout: layout, figures: [Figure?](repeating: nil, count: layout.cellCount),
            sumsWithheld: rule.sums.filter { names.contains(policy.sums[$0].name) })
        var figures = table.figures
        var reader = CSVReader(bytes: bytes)
        // The line of the columns' names is compared when it is written again.
        guard (try? reader.next()) == true else { return nil }
        for cell in table.shownCells {
            guard (try? reader.next()) == true else { return nil }
            let fields = reader.record.fields
            let codes = table.codes(of: cell, policy: policy)
            let showsVisitors = rule.showsVisitors ? 1 : 0
            guard fields.count == codes.count + 1 + showsVisitors + rule.sums.count + 1,
                Array(fields[..<codes.count]) == codes
            else { return nil }
            guard fields.last == ConfidentialityStatus.free.rawValue else { continue }
            var rest = fields[codes.count...]
            guard let count = Int(rest.removeFirst()) else { return nil }
            let visitors = rule.showsVisitors ? Int(rest.removeFirst()) : nil
            figures[cell] = Figure(
                count: count, visitors: visitors, sums: rest.dropLast().map { Decimal6($0) })
        }
        guard (try? reader.next()) == false else { return nil }
        table = SummaryTable(layout: layout, figures: figures, sumsWithheld: table.sumsWithheld)
        self = table
    }
}
