internal import SeuilCore

/// How cells, figures and equations are written for people.
struct CellNaming {
    let equations: Equations
    /// More published parts of one line are summed up.
    private static let mostParts = 4

    private var known: KnownCells { equations.known }

    /// `reasons[doctor, _T]`, by the smallest table that lists it; `[partner=_T∖CAF]` when none does.
    func name(of cell: Int) -> String {
        let key = known.cells[cell].key
        let span = known.spans.count > 1 ? "\(known.spans[key.span].name) " : ""
        guard let table = table(of: cell) else {
            let codes = key.categories.indices.filter { key.categories[$0] != 0 }
                .map { "\(known.dimensionNames[$0])=\(code(key, $0))" }
            return "\(span)[\(codes.joined(separator: ", "))]"
        }
        let codes = known.tables[table].dimensions.map { code(key, $0) }
        return "\(span)\(known.tables[table].name)[\(codes.joined(separator: ", "))]"
    }

    /// The smallest table that lists the cell.
    func table(of cell: Int) -> Int? {
        known.cells[cell].tables.min {
            (known.tables[$0].cells.count, $0) < (known.tables[$1].cells.count, $1)
        }
    }

    private func code(_ key: CellKey, _ dimension: Int) -> String {
        known.categories[dimension].names[key.categories[dimension]]
    }

    /// What `row` says.
    func text(of row: Equations.Row) -> String {
        switch row.reason {
        case .line: line(row)
        case .order(let cell): order(row, cell)
        case .outside, .overlap: general(row)
        }
    }

    /// `visits: 30 a[_T] = 12 a[1] + ? a[2]`.
    private func line(_ row: Equations.Row) -> String {
        guard let total = row.terms.first else { return "" }
        let parts = row.terms.dropFirst().map(\.column)
        let published = parts.filter { value(of: $0) != nil }
        let hidden = parts.filter { value(of: $0) == nil }
        var texts: [String]
        if published.count > CellNaming.mostParts {
            let sum = published.compactMap { value(of: $0) }.reduce(0, +)
            texts = ["\(text(sum, total.column)) in \(published.count) published cells"]
        } else {
            texts = published.map { figure($0) }
        }
        texts += hidden.map { figure($0) }
        let relation = row.least == row.most ? "=" : row.most == nil ? "≥" : "≤"
        return
            "\(measure(of: total.column)): \(figure(total.column)) \(relation) "
            + texts.joined(separator: " + ")
    }

    /// A figure as tables write it, sums in their unit; `?` for what is not published.
    private func number(_ column: Int) -> String {
        value(of: column).map { text($0, column) } ?? "?"
    }

    private func text(_ value: Int, _ column: Int) -> String {
        guard case .figure(_, let measure) = equations.subjects[column],
            known.caps[measure] != nil, let value = Int64(exactly: value)
        else { return "\(value)" }
        return Decimal6(millionths: value * Int64(known.steps[measure])).description
    }

    private func order(_ row: Equations.Row, _ cell: Int) -> String {
        let sides = row.terms.map { term in
            let factor = abs(term.factor) == 1 ? "" : "\(abs(term.factor)) × "
            return "\(factor)\(number(term.column)) \(measure(of: term.column))"
        }
        return "\(name(of: cell)): \(sides.joined(separator: " ≥ "))"
    }

    private func general(_ row: Equations.Row) -> String {
        let sides = [true, false].map { isLeft in
            let terms = row.terms.filter { ($0.factor > 0) == isLeft }
            let texts = terms.map { "\(measure(of: $0.column)) \(figure($0.column))" }
            return texts.isEmpty ? "0" : texts.joined(separator: " + ")
        }
        return sides.joined(
            separator: row.least == row.most ? " = " : row.most == nil ? " ≥ " : " ≤ ")
    }

    /// `12 a[1]`, with `?` for what is not published.
    private func figure(_ column: Int) -> String { "\(number(column)) \(subject(of: column))" }

    private func subject(of column: Int) -> String {
        switch equations.subjects[column] {
        case .figure(let cell, _): return name(of: cell)
        case .overlap(let overlap):
            let names = known.categories[overlap.dimension].names
            let around = known.places[overlap.around].map { name(of: $0) } ?? "a cell"
            return "both \(names[overlap.first]) and \(names[overlap.second]) in \(around)"
        }
    }

    private func measure(of column: Int) -> String {
        switch equations.subjects[column] {
        case .figure(_, let measure): known.measures[measure].name
        case .overlap(let overlap): known.measures[overlap.measure].name
        }
    }

    private func value(of column: Int) -> Int? {
        equations.lower[column] == equations.upper[column] ? equations.lower[column] : nil
    }
}
