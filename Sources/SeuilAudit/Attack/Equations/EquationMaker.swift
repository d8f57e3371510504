internal import SeuilCore

/// Writes down what an attacker knows: published figures, what is promised of the others, and how they relate.
struct EquationMaker {
    private(set) var equations: Equations
    private let known: KnownCells
    private let lines: [Line]
    /// By index of `KnownCells.measures`.
    private let requests: Int?
    private let visits: Int?
    private let visitors: Int?

    init(_ finder: LineFinder) {
        known = finder.known
        lines = finder.lines
        equations = Equations(known: known, lines: lines)
        requests = known.measures.firstIndex(of: .requests)
        visits = known.measures.firstIndex(of: .visits)
        visitors = known.measures.firstIndex(of: .visitors)
        addColumns()
        addSumColumns()
        addOrder()
        for line in lines.indices { addLine(line) }
        addOverlaps()
    }

    // MARK: Columns

    /// Wide enough to be no bound: an attacker knows of none.
    private var ceiling: Int {
        10 * (known.cells.flatMap { $0.figures.values }.max() ?? 0) + 1_000
            + 100 * (known.rules.threshold.least + known.rules.interval)
    }

    private mutating func addColumns() {
        let ceiling = ceiling
        let emptied = cellsThatMayBeEmpty()
        let counts = [requests, visits].compactMap { $0 }
        for (index, cell) in known.cells.enumerated() {
            let isEmpty = cell.figures.contains { known.isCount($0.key) && $0.value == 0 }
            let isSeen = cell.isWithheld && !emptied.contains(index)
            for measure in counts + (visitors.map { [$0] } ?? []) {
                let column = equations.add(
                    .figure(cell: index, measure: measure), from: 0, to: isEmpty ? 0 : ceiling)
                if let figure = cell.figures[measure] {
                    let range = known.range(of: figure, measure)
                    equations.raise(column, to: range.lowerBound)
                    equations.cut(column, to: range.upperBound)
                } else if cell.isPublished, !isEmpty, measure == known.thresholdMeasure {
                    equations.raise(column, to: known.rules.threshold.least)
                } else if isSeen, known.isCount(measure) {
                    equations.raise(column, to: 1)
                }
                guard let isSmall = cell.isSmall, measure == known.thresholdMeasure else {
                    continue
                }
                let least = known.rules.threshold.least
                if isSmall { equations.cut(column, to: least - 1) }
                if !isSmall { equations.raise(column, to: least) }
            }
        }
    }

    /// Withheld cells that may be empty although zeros are published: empty cells of special categories, and
    /// those of rows that lie wholly in one category, where everything is withheld.
    private func cellsThatMayBeEmpty() -> Set<Int> {
        var cells: Set<Int> = []
        for (index, cell) in known.cells.enumerated() where cell.isWithheld {
            if cell.isSwept || known.protectsZero(cell.key) { cells.insert(index) }
        }
        for line in lines where known.group(over: line) != .none {
            let listed = line.parts.filter { known.cells[$0].isListed }
            guard listed.allSatisfy({ known.cells[$0].isWithheld }) else { continue }
            cells.formUnion(listed)
        }
        return cells
    }

    /// A sum's column for each cell that shows it and each that is left over between such cells.
    private mutating func addSumColumns() {
        for (measure, cap) in known.caps.enumerated() {
            guard let cap else { continue }
            var cells = Set(known.cells.indices.filter { known.cells[$0].shown.contains(measure) })
            for line in lines where cells.contains(line.total) {
                let others = line.parts.filter { !cells.contains($0) }
                if others.allSatisfy({ !known.cells[$0].isListed }) { cells.formUnion(others) }
            }
            for cell in cells.sorted() { addSum(of: cell, measure, cap: cap) }
        }
    }

    private mutating func addSum(of cell: Int, _ measure: Int, cap: Int) {
        guard case .sum(_, of: let unit) = known.measures[measure],
            let count = known.measures.firstIndex(of: .count(of: unit)),
            let countColumn = equations.column(of: cell, count)
        else { return }
        let (most, overflows) = equations.upper[countColumn].multipliedReportingOverflow(by: cap)
        let column = equations.add(
            .figure(cell: cell, measure: measure), from: 0,
            to: overflows ? 1 << 50 : min(most, 1 << 50))
        if let figure = known.cells[cell].figures[measure] {
            equations.raise(column, to: figure)
            equations.cut(column, to: figure)
        }
        equations.add(
            [.init(column: countColumn, factor: cap), .init(column: column, factor: -1)], least: 0,
            .order(cell: cell))
    }

    // MARK: Rows

    /// Requests are at least visits, and visits at least visitors.
    private mutating func addOrder() {
        let order = [requests, visits, visitors].compactMap { $0 }
        for cell in known.cells.indices {
            for (more, less) in zip(order, order.dropFirst()) {
                guard let more = equations.column(of: cell, more),
                    let less = equations.column(of: cell, less)
                else { continue }
                equations.add(more, isAtLeast: [less], .order(cell: cell))
            }
        }
    }

    private mutating func addLine(_ index: Int) {
        let line = lines[index]
        for (place, measure) in known.measures.enumerated() {
            guard let total = equations.column(of: line.total, place) else { continue }
            let parts = line.parts.compactMap { equations.column(of: $0, place) }
            guard parts.count == line.parts.count else { continue }
            let terms =
                [Equations.Term(column: total, factor: 1)]
                + parts.map { Equations.Term(column: $0, factor: -1) }
            if known.addsUp(measure, along: line) {
                equations.add(terms, least: 0, most: 0, .line(index))
                continue
            }
            equations.add(terms, most: 0, .line(index))
            for part in parts { equations.add(total, isAtLeast: [part], .line(index)) }
            if place == visits { addOutside(of: index) }
        }
    }

    /// Who was counted in the total but not in the part came at least once outside the part.
    private mutating func addOutside(of index: Int) {
        guard let visits, let visitors,
            let totals = figures(lines[index].total, visits, visitors)
        else { return }
        for part in lines[index].parts {
            guard let parts = figures(part, visits, visitors) else { continue }
            equations.add(
                [
                    .init(column: totals.0, factor: 1), .init(column: totals.1, factor: -1),
                    .init(column: parts.0, factor: -1), .init(column: parts.1, factor: 1),
                ], least: 0, .outside(line: index))
        }
    }

    private func figures(_ cell: Int, _ first: Int, _ second: Int) -> (Int, Int)? {
        guard let one = equations.column(of: cell, first),
            let other = equations.column(of: cell, second)
        else { return nil }
        return (one, other)
    }

    private mutating func addOverlaps() {
        var finder = OverlapFinder(equations)
        finder.find()
        equations = finder.equations
    }
}
