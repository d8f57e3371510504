import SeuilCore

/// What published totals leave over after their published parts: known exactly, and so a figure of its own.
///
/// A remainder must stand for as many people as any published cell. It may reach deeper than one line: where
/// a part is withheld, its own parts are looked at in turn.
///
/// Source: Hundepool et al., *Statistical Disclosure Control* (2012), on unions of withheld cells.
struct Remainders {
    private let bounds: Bounds
    private let pattern: Pattern
    private var system: CellSystem { bounds.system }
    private var people: [Int: Rest] = [:]

    /// How many people are known to stand behind something, and the published cells taken away to get it.
    private struct Rest {
        var people: Int
        var subtracted: [Int]
    }

    init(_ bounds: Bounds, under pattern: Pattern) {
        self.bounds = bounds
        self.pattern = pattern
    }

    /// If what the line's total leaves over is of too few, the published cells of which withholding any one
    /// mends it.
    mutating func tooSmall(_ line: Int) -> [Int]? {
        let line = system.lines[line]
        guard isNumber(line.parent), let rest = rest(of: line) else { return nil }
        // One of two or more parts may be a single person, who can take themselves away.
        let hidden = line.children.filter { isHidden($0) && !system.isZero($0) }
        let hasLoner =
            hidden.count > 1
            && hidden.contains { system.cells[$0].truth?[system.countedPosition] == 1 }
        return rest.people < system.threshold.least + (hasLoner ? 1 : 0)
            ? [line.parent] + rest.subtracted : nil
    }

    private func isHidden(_ cell: Int) -> Bool { !system.isPublished(cell, under: pattern) }

    /// Whether the cell is published and not 0.
    private func isNumber(_ cell: Int) -> Bool { !isHidden(cell) && !system.isZero(cell) }

    private func counted(_ cell: Int) -> Int {
        system.cells[cell].truth?[system.countedPosition] ?? 0
    }

    /// What the line's total leaves over; `nil` when nothing is left, or nothing was taken away.
    private mutating func rest(of line: Line) -> Rest? {
        if line.children.contains(where: { system.cells[$0].isOverlap }) { return nil }
        let hidden = line.children.filter { isHidden($0) && !system.isZero($0) }
        if hidden.isEmpty { return nil }
        let published = line.children.filter(isNumber)
        var rest = Rest(people: 0, subtracted: published)
        var added = 0
        for child in hidden where system.cells[child].truth != nil {
            let part = known(child)
            rest.subtracted += part.subtracted
            rest.people = max(rest.people, part.people)
            added += part.people
        }
        if rest.subtracted.isEmpty { return nil }
        let total = system.cells[line.parent].truth
        let largest =
            (total?[0] ?? 0) - published.reduce(0) { $0 + (system.cells[$1].truth?[0] ?? 0) }
        if line.sums[0] == .exact, total != nil, largest == 0 { return nil }
        if line.sums[system.countedPosition] == .exact { rest.people = max(rest.people, added) }
        if rest.subtracted.count == published.count {
            rest.people = max(
                rest.people, counted(line.parent) - published.reduce(0) { $0 + counted($1) })
        }
        return rest
    }

    /// The least that is known of a hidden cell after taking away its published parts.
    private mutating func known(_ cell: Int) -> Rest {
        if let known = people[cell] { return known }
        var least = Rest(people: counted(cell), subtracted: [])
        for index in bounds.linesByParent[cell] {
            if let rest = rest(of: system.lines[index]), rest.people < least.people { least = rest }
        }
        people[cell] = least
        return least
    }
}
