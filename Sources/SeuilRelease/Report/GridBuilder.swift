internal import SeuilCore

/// Lays one table out on paper.
///
/// One dimension: a row a code, a column a measure, and earlier periods beside each. Two and more: a grid for
/// each measure, the longest dimension downwards and the next across, in parts that fit a page; each
/// combination of the remaining codes has its own grid. Earlier periods stand beside the rows' totals.
struct GridBuilder {
    /// The most columns of codes that stand side by side on A4.
    static let columnLimit = 8

    let content: SummaryContent
    let table: SummaryTable
    let rule: TableRule
    let declaration: ReleaseHeader.Table
    /// The earlier periods that had this table.
    let comparisons: [Comparison]
    /// The axes from the longest to the shortest.
    private let order: [Int]

    init(_ content: SummaryContent, table: SummaryTable) {
        self.content = content
        self.table = table
        rule = content.policy.tables[table.layout.table]
        let declaration = content.declaration(of: table)
        self.declaration = declaration
        comparisons = content.comparisons.filter { $0.has(declaration) }
        let axes = table.axes
        order = axes.indices.sorted { left, right in
            let (first, second) = (axes[left].entries.count, axes[right].entries.count)
            return first == second ? left < right : first > second
        }
    }

    var grids: [Grid] {
        guard let rows = order.first else { return [] }
        guard order.count > 1 else { return [simpleGrid(rows)] }
        let blocks = combinations(of: Array(order.dropFirst(2)))
        return measures.flatMap { measure in
            blocks.flatMap { block in
                parts(of: order[1]).map { part in
                    crossedGrid(
                        measure, rows: rows, columns: order[1], part: part, block: block)
                }
            }
        }
    }

    // MARK: What is counted

    /// A number of each cell: the count, the visitors, or a sum.
    private struct Measure {
        let label: LocalizedText
        let number: (Figure) -> Decimal6?
        /// The published number of the cell of those codes in an earlier period.
        let earlier: (Comparison, [String]) -> Decimal6?
        /// The earlier periods that it is compared with.
        let comparisons: [Comparison]
    }

    private var measures: [Measure] {
        let count = counted(Phrase.counted(rule.unit)) { Decimal6(whole: $0.count) }
        let people = counted(Phrase.people) { $0.visitors.map(Decimal6.init(whole:)) }
        let sums = rule.sums.indices.filter { table.showsSum($0, of: rule) }.map(sum)
        return (rule.showsVisitors ? [count, people] : [count]) + sums
    }

    private func counted(
        _ label: LocalizedText, _ number: @escaping (Figure) -> Decimal6?
    ) -> Measure {
        Measure(
            label: label, number: number,
            earlier: { $0.figure(in: declaration, codes: $1).flatMap(number) },
            comparisons: comparisons)
    }

    private func sum(_ index: Int) -> Measure {
        let measure = content.declaration(ofSum: rule.sums[index])
        return Measure(
            label: Phrase.sum(content.policy.sums[rule.sums[index]]), number: { $0.sum(index) },
            earlier: { $0.sum(measure, in: declaration, codes: $1) },
            comparisons: comparisons.filter { $0.hasSum(measure, in: declaration) })
    }

    // MARK: One dimension

    private func simpleGrid(_ axis: Int) -> Grid {
        let columns = measures.flatMap { measure in
            [Grid.Column(heading: text(measure.label), detail: nil, kind: nil)]
                + earlierColumns(measure, text(measure.label))
        }
        let rows = positions(of: axis).map { position in
            row(axis, position) { place in
                measures.flatMap { measure in
                    [cell(measure, at: place)] + earlierCells(measure, at: place)
                }
            }
        }
        return Grid(
            caption: caption(measures.map { text($0.label) }.joined(separator: ", "), [axis]),
            corner: label(of: axis), columns: columns, rows: rows)
    }

    // MARK: Two dimensions and more

    private func crossedGrid(
        _ measure: Measure, rows: Int, columns: Int, part: Part, block: [Int: Int]
    ) -> Grid {
        let hasTotal = part.positions.first == 0
        var headings = part.positions.map { position in
            Grid.Column(
                heading: label(of: columns, at: position), detail: nil,
                kind: isGroup(columns, position) ? "g" : nil)
        }
        if hasTotal {
            headings.insert(
                contentsOf: earlierColumns(measure, label(of: columns, at: 0)), at: 1)
        }
        let lines = self.positions(of: rows).map { position in
            row(rows, position, block: block) { place in
                var cells = part.positions.map { column in
                    var place = place
                    place[columns] = column
                    return cell(measure, at: place)
                }
                if hasTotal { cells.insert(contentsOf: earlierCells(measure, at: place), at: 1) }
                return cells
            }
        }
        let codes = block.sorted { $0.key < $1.key }.map { axis, position in
            text(Phrase.pair(dimension(axis).label, entry(of: axis, at: position).label))
        }
        return Grid(
            caption: ([caption(text(measure.label), [rows, columns])] + codes)
                .joined(separator: " – ") + (part.number.map { " (\($0))" } ?? ""),
            corner: label(of: rows), columns: headings, rows: lines)
    }

    /// Columns that stand side by side, and `1/2` where there are more.
    private struct Part {
        let positions: ArraySlice<Int>
        let number: String?
    }

    /// The positions of `axis`, parted so that each part fits a page's width.
    private func parts(of axis: Int) -> [Part] {
        let positions = Array(positions(of: axis))
        let count = (positions.count + GridBuilder.columnLimit - 1) / GridBuilder.columnLimit
        let size = (positions.count + count - 1) / count
        let starts = stride(from: 0, to: positions.count, by: size)
        return starts.enumerated().map { index, start in
            Part(
                positions: positions[start..<min(start + size, positions.count)],
                number: count > 1 ? "\(index + 1)/\(count)" : nil)
        }
    }

    /// Every choice of one position for each of `axes`, totals first.
    private func combinations(of axes: [Int]) -> [[Int: Int]] {
        axes.sorted().reduce([[:]]) { choices, axis in
            choices.flatMap { choice in
                positions(of: axis).map { position in
                    choice.merging([axis: position]) { first, _ in first }
                }
            }
        }
    }

    // MARK: Parts

    private func row(
        _ axis: Int, _ position: Int, block: [Int: Int] = [:], cells: ([Int]) -> [Grid.Cell]
    ) -> Grid.Row {
        var place = [Int](repeating: 0, count: table.axes.count)
        for (axis, position) in block { place[axis] = position }
        place[axis] = position
        return Grid.Row(
            label: label(of: axis, at: position),
            depth: "d\(min(depth(of: axis, at: position), 5))",
            cells: cells(place))
    }

    private func cell(_ measure: Measure, at place: [Int]) -> Grid.Cell {
        guard let number = table.figure(at: place).flatMap(measure.number) else {
            return Grid.Cell(text: Phrase.withheldMark, mark: "c")
        }
        return Grid.Cell(text: NumberText.decimal(number, content.language), mark: nil)
    }

    private func earlierCells(_ measure: Measure, at place: [Int]) -> [Grid.Cell] {
        let codes = table.codes(at: place, policy: content.policy)
        return measure.comparisons.map { comparison in
            let number = measure.earlier(comparison, codes)
            let text = number.map { NumberText.decimal($0, content.language) }
            return Grid.Cell(text: text ?? Phrase.noFigureMark, mark: "p")
        }
    }

    private func earlierColumns(_ measure: Measure, _ heading: String) -> [Grid.Column] {
        measure.comparisons.map { comparison in
            Grid.Column(
                heading: heading, detail: text(PeriodLabel.short(comparison.period)),
                kind: "p")
        }
    }

    private func caption(_ measures: String, _ axes: [Int]) -> String {
        let dimensions = axes.map(label(of:)).joined(separator: " × ")
        return "\(measures) – \(dimensions)"
    }

    // MARK: Words

    private func text(_ text: LocalizedText) -> String { ReportPage.set(text, content.language) }

    private func dimension(_ axis: Int) -> Dimension {
        content.policy.dimensions[table.layout.axes[axis].dimension]
    }

    private func entry(of axis: Int, at position: Int) -> Codelist.Entry {
        dimension(axis).codelist.entries[table.layout.axes[axis].entries[position]]
    }

    private func positions(of axis: Int) -> Range<Int> {
        table.layout.axes[axis].entries.indices
    }

    private func label(of axis: Int) -> String { text(dimension(axis).label) }

    private func label(of axis: Int, at position: Int) -> String {
        text(entry(of: axis, at: position).label)
    }

    private func isGroup(_ axis: Int, _ position: Int) -> Bool {
        position > 0 && table.layout.axes[axis].parents.contains(position)
    }

    private func depth(of axis: Int, at position: Int) -> Int {
        let parents = table.layout.axes[axis].parents
        var (depth, place) = (0, position)
        while parents[place] >= 0 { (depth, place) = (depth + 1, parents[place]) }
        return depth
    }
}
