/// Finds sets of disjoint cells whose figures together may be known although none of them is published.
///
/// What an equation leaves over after its published terms, also several levels down; what a `where` leaves
/// out; two withheld parts of one line; hidden rows by hidden columns of a table (inclusion and exclusion).
struct GroupFinder {
    struct Group: Hashable {
        /// In order.
        let cells: [Int]
        /// What adds up over them.
        let measures: [Int]
    }

    /// More hidden parts of one line are not tried two by two.
    private static let mostParts = 24
    /// A box of more cells is not looked at.
    private static let largestBox = 400
    /// More sets than this are not looked at; the attack says how many were left out.
    static let limit = 60_000

    private(set) var groups: [Group] = []
    private(set) var leftOut = 0
    private var met: Set<Group> = []
    private let equations: Equations
    private let known: KnownCells
    private let bounds: Bounds
    private let hidden: [[Int]]

    init(_ equations: Equations, _ bounds: Bounds) {
        self.equations = equations
        self.bounds = bounds
        known = equations.known
        let known = known
        // Empty cells add nothing to a set.
        hidden = equations.lines.map { line in
            line.parts.filter { !known.cells[$0].isPublished }.sorted()
        }
        for line in equations.lines.indices { addSets(of: line) }
        addSubtrees()
        addBoxes()
        // Pairs last: there are most of them, and they say least.
        for line in equations.lines.indices { addPairs(of: line) }
    }

    // MARK: Lines

    private mutating func addSets(of index: Int) {
        let line = equations.lines[index]
        let hidden = hidden[index]
        add(hidden, over: [line])
        for cell in hidden where !known.cells[cell].isListed { add([cell], over: []) }
    }

    private mutating func addPairs(of index: Int) {
        let line = equations.lines[index]
        let hidden = hidden[index]
        guard (2...GroupFinder.mostParts).contains(hidden.count) else { return }
        for first in hidden.indices {
            for second in hidden[(first + 1)...] { add([hidden[first], second], over: [line]) }
        }
    }

    /// What is left of a cell when published parts are taken out wherever they stand below it.
    private mutating func addSubtrees() {
        let linesByTotal = Dictionary(grouping: equations.lines.indices) { index in
            Below(total: equations.lines[index].total, axis: equations.lines[index].axis)
        }
        for line in equations.lines {
            var cells: [Int] = []
            var used: [Line] = []
            var open = [line]
            while let next = open.popLast() {
                used.append(next)
                for part in next.parts where !known.cells[part].isPublished {
                    let below = linesByTotal[Below(total: part, axis: next.axis)] ?? []
                    if let index = below.first {
                        open.append(equations.lines[index])
                    } else {
                        cells.append(part)
                    }
                }
            }
            if used.count > 1 { add(cells.sorted(), over: used) }
        }
    }

    private struct Below: Hashable {
        let total: Int
        let axis: Line.Axis
    }

    // MARK: Boxes

    /// Hidden parts of one line by hidden parts of another that runs across it, wherever the two cross: at a
    /// hidden part, at the total, or above both.
    private mutating func addBoxes() {
        let linesByPart = linesByPart()
        let linesByTotal = Dictionary(grouping: equations.lines.indices) {
            equations.lines[$0].total
        }
        for (index, line) in equations.lines.enumerated() where !hidden[index].isEmpty {
            let crossings =
                hidden[index].prefix(1).flatMap { linesByPart[$0] ?? [] }
                + (linesByPart[line.total] ?? []) + (linesByTotal[line.total] ?? [])
            for other in crossings where equations.lines[other].axis != line.axis {
                addBox(rows: index, columns: other)
            }
        }
    }

    /// The cells with a row's category along the rows' dimension and else a column's categories.
    private mutating func addBox(rows: Int, columns: Int) {
        guard case .dimension(let dimension) = equations.lines[rows].axis,
            (2...GroupFinder.largestBox).contains(hidden[rows].count * hidden[columns].count)
        else { return }
        var cells: Set<Int> = []
        for row in hidden[rows] {
            for column in hidden[columns] {
                var key = known.cells[column].key
                key.categories[dimension] = known.cells[row].key.categories[dimension]
                guard let cell = known.places[key] else { return }
                if !known.cells[cell].isPublished { cells.insert(cell) }
            }
        }
        add(cells.sorted(), over: [equations.lines[rows], equations.lines[columns]])
    }

    private func linesByPart() -> [Int: [Int]] {
        var lines: [Int: [Int]] = [:]
        for (index, line) in equations.lines.enumerated() {
            for part in line.parts { lines[part, default: []].append(index) }
        }
        return lines
    }

    // MARK: Measures

    /// Adds the set, for those measures that add up over all of `lines` and that a table shows.
    private mutating func add(_ cells: [Int], over lines: [Line]) {
        guard !cells.isEmpty, cells.count > 1 || !known.cells[cells[0]].isListed else { return }
        let shown = lines.flatMap { [$0.total] + $0.parts }.reduce(into: Set<Int>()) {
            $0.formUnion(known.cells[$1].shown)
        }
        let measures = known.measures.indices.filter { measure in
            (lines.isEmpty || shown.contains(measure)) && known.caps[measure] == nil
                && lines.allSatisfy { known.addsUp(known.measures[measure], along: $0) }
        }
        let group = Group(cells: cells, measures: measures)
        guard !measures.isEmpty, met.insert(group).inserted else { return }
        guard groups.count < GroupFinder.limit else {
            leftOut += 1
            return
        }
        groups.append(group)
    }
}
