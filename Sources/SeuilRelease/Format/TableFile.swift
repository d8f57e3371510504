internal import SeuilCore

/// The confidentiality of one cell in a table's file; one mark for everything withheld, as in Eurostat's
/// practice, so that nobody learns which cells are small.
enum ConfidentialityStatus: String, CaseIterable {
    static let column = "CONF_STATUS"

    case free = "F"
    case confidential = "C"
}

extension SummaryContent {
    /// `tables/NAME.csv`: every shown cell on a line, totals included; withheld ones with empty figures.
    ///
    /// Sums are decimal numbers in their unit, exact, with a point: `1234.5`. A sum that is withheld in the whole
    /// table has an empty column.
    func tableFile(_ table: SummaryTable) -> [UInt8] {
        let rule = policy.tables[table.layout.table]
        let declaration = declaration(of: table)
        var text = CSVText()
        text.add(
            declaration.dimensions + declaration.measures + [ConfidentialityStatus.column])
        for cell in table.shownCells {
            let figure = table.figures[cell]
            let status: ConfidentialityStatus = figure == nil ? .confidential : .free
            var fields = table.codes(of: cell, policy: policy)
            fields.append(figure.map { String($0.count) } ?? "")
            if rule.showsVisitors { fields.append(figure?.visitors.map { String($0) } ?? "") }
            fields += rule.sums.indices.map { figure?.sum($0)?.description ?? "" }
            text.add(fields + [status.rawValue])
        }
        return text.bytes
    }

    /// `codelists/DIMENSION.csv`: every code of the dimension, its parent and its words.
    func codelistFile(_ dimension: Int) -> [UInt8] {
        let entries = policy.dimensions[dimension].codelist.entries
        var text = CSVText()
        text.add(CodelistColumn.allCases.map(\.rawValue))
        for entry in entries {
            let parent = entry.parent.map { entries[$0].code } ?? ""
            text.add([entry.code, parent, entry.label.fr, entry.label.en])
        }
        return text.bytes
    }
}

/// The columns of a code list's file.
enum CodelistColumn: String, CaseIterable { case code, parent, fr, en }
