import SeuilCore

/// What an attacker knows of each cell by itself, before adding anything up.
///
/// Where a true figure narrows a bound, worlds are narrower than what an attacker knows: fewer witnesses
/// are found, never too many.
struct Bounds: Sendable {
    let system: CellSystem
    /// For each cell its true figures, or for one without them some that could be true beside all others
    /// (see `Completion`); `nil` where none are at hand.
    private(set) var base: [[Int]?]
    /// How far above the truth a witness may lie: room enough for any certificate, and finite.
    let room: Int
    /// No cell without a true figure is larger.
    private let largest: Int
    let everyVisitIsIdentified: Bool
    let insider: Insider
    /// For each cell the most that one person can have of it; `nil` where nobody tells.
    let shares: LargestShares?
    /// For each measure, how many of the next larger one a witness may have for each; `nil` for any number.
    ///
    /// A visit carries few requests, while a person may come any number of times.
    let ratios: [Int?]
    /// More visits a visitor than twice any cell's: the slope of "none without one" in a program.
    let largestRatio: Int
    /// Pairs of measures of which the smaller is not 0 where the larger is not.
    let presencePairs: [(larger: Int, smaller: Int)]
    /// For cells of what two others have in common, the least that the true figures force on each measure:
    /// one person may have all of the visits, and is one.
    private let overlaps: [Int: [Int]]
    /// For each cell, the lines it stands on.
    let linesByCell: [[Int]]
    /// For each cell, the lines of which it is the total.
    let linesByParent: [[Int]]
    /// For each line, whether its parts add up in every measure: then nothing else can be said of it.
    let isExact: [Bool]
    /// For each grid, whether the certificates of withheld cells already speak for every box of it.
    ///
    /// Where people add up and are shown everywhere, a box is known in people too. In the world in which a
    /// withheld cell inside it reaches the threshold the box does so as well, and as it is the same in all
    /// worlds it truly does. Crossings that no table has change nothing where every table counts all visits: the
    /// finest crossing that a known box takes away stands in some table, and that table has all of the box.
    let isProvedByCells: [Bool]
    /// For each cell, the grids in which it can be seen and whose boxes are not proved by cells.
    let gridsByCell: [[Int]]

    init(_ system: CellSystem) {
        self.system = system
        base = system.cells.map(\.truth)
        room = max(4 * system.threshold.least, 4 * system.rule.interval, 64)
        largest = (system.cells.compactMap { $0.truth?[0] }.max() ?? 0) + room
        let isIdentified = system.everyVisitIsIdentified
        everyVisitIsIdentified = isIdentified
        insider = Insider(measures: system.measures, everyVisitIsIdentified: isIdentified)
        // Of visits of nobody identified one person may have any number.
        shares = isIdentified ? LargestShares(system) : nil
        let positions = system.measures.indices
        let largestRatios = positions.map { position in
            let truths = system.cells.compactMap(\.truth).filter {
                position > 0 && $0[position] > 0
            }
            return 1 + (truths.map { ($0[position - 1] - 1) / $0[position] + 1 }.max() ?? 1)
        }
        ratios = positions.map {
            system.measures[$0] == .visits && $0 > 0 ? largestRatios[$0] : nil
        }
        largestRatio = 2 * (largestRatios.max() ?? 1)
        presencePairs = positions.dropFirst().compactMap { smaller in
            system.measures[smaller] == .visits || isIdentified ? (smaller - 1, smaller) : nil
        }
        var lines = system.cells.map { _ in [Int]() }
        var linesBelow = lines
        for (index, line) in system.lines.enumerated() {
            for cell in line.terms { lines[cell].append(index) }
            linesBelow[line.parent].append(index)
        }
        linesByCell = lines
        overlaps = Bounds.leastOverlaps(system)
        linesByParent = linesBelow
        isExact = system.lines.map { line in line.sums.allSatisfy { $0 == .exact } }
        var grids = system.cells.map { _ in [Int]() }
        let counted = system.countedPosition
        isProvedByCells = system.grids.map { grid in
            grid.axes.allSatisfy { $0.isWhole && $0.addsUp[counted] }
                && grid.cells.allSatisfy { cell in
                    guard let cell = cell.map({ system.cells[$0] }) else {
                        return system.hasWholeTablesOnly
                    }
                    return !cell.isListed || cell.shows[counted]
                }
        }
        for (index, grid) in system.grids.enumerated() where !isProvedByCells[index] {
            for case let cell? in grid.cells { grids[cell].append(index) }
        }
        gridsByCell = grids
        if let world = Completion(self).world() {
            for change in world.changes { base[change.cell] = change.figures }
        }
    }

    private static func leastOverlaps(_ system: CellSystem) -> [Int: [Int]] {
        var least: [Int: [Int]] = [:]
        for line in system.lines where line.children.count == 3 {
            guard let total = system.cells[line.parent].truth,
                let first = system.cells[line.children[0]].truth,
                let second = system.cells[line.children[1]].truth
            else { continue }
            for (position, sum) in line.sums.enumerated() {
                guard case .joint = sum else { continue }
                let forced = first[position] + second[position] - total[position]
                let isLast = position == line.sums.count - 1
                let overlap = line.children[2]
                least[overlap, default: line.sums.map { _ in 0 }][position] = max(
                    least[overlap]?[position] ?? 0, isLast ? min(1, forced) : forced)
            }
        }
        return least
    }

    /// Whether the system is small enough for the whole of it to be looked at for each cell, in every measure.
    ///
    /// In larger ones people with one visit prove nearly all that can be proved: where figures add up, worlds that
    /// hold insiders off leave hardly any other.
    var isSmall: Bool { system.cells.count <= 300 }

    /// The values that the measure at `position` of `cell` may have under `pattern`.
    func range(_ cell: Int, _ position: Int, under pattern: Pattern) -> ClosedRange<Int> {
        guard let truth = system.cells[cell].truth else {
            return (overlaps[cell]?[position] ?? 0)...largest
        }
        guard system.isPublished(cell, under: pattern) else { return hiddenRange(cell, position) }
        if truth[0] == 0 { return 0...0 }
        if system.cells[cell].shows[position] { return truth[position]...truth[position] }
        // The attacker knows the rule: what is published and not 0 has reached the threshold.
        let least = position == system.countedPosition ? system.threshold.least : 1
        return within(cell, position, min(least, truth[position])...truth[position] + room)
    }

    /// The values of a measure of a cell with a true figure, when the cell is not published.
    func hiddenRange(_ cell: Int, _ position: Int) -> ClosedRange<Int> {
        let truth = system.cells[cell].truth ?? []
        // Where zeros are published all of them are: what is withheld is not 0.
        let mayBeZero =
            truth[position] == 0
            || system.cells[cell].isListed && system.cells[cell].zeros == .protect
        var least = mayBeZero ? 0 : 1
        // A cell's only visitor knows it to be no smaller.
        if truth.last == 1 {
            least = truth[position]
        } else if position == truth.count - 1 {
            least = max(least, insider.least(truth: truth))
        }
        return within(cell, position, least...truth[position] + room)
    }

    /// `range` narrowed to what earlier releases leave possible: the truth is among it.
    private func within(
        _ cell: Int, _ position: Int, _ range: ClosedRange<Int>
    ) -> ClosedRange<Int> {
        system.cells[cell].past.map { range.clamped(to: $0.ranges[position]) } ?? range
    }
}
