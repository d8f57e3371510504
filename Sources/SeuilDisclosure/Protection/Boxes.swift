import SeuilCore

/// What of a published cell lies in no published category on any of several axes: known exactly by inclusion
/// and exclusion, where the published categories' crossings are known too, and so a figure of its own.
///
/// Of a table of two axes it is the box of hidden rows by hidden columns; of a total of which a filter shows
/// one part, what hidden categories of another axis have outside that part. Published cells inside the box
/// are taken away as well. What remains must stand for as many people as any published cell.
///
/// Where a crossing is not known, the categories that cross there are left in the box in turn: an attacker
/// may choose which published cells to use. A box only grows by that.
struct Boxes {
    private let bounds: Bounds
    private let pattern: Pattern
    private var system: CellSystem { bounds.system }

    /// How many choices of categories may be looked at in one grid; a grid with more is not trusted.
    private static let choiceLimit = 5_000
    /// How many cells may be looked at in all these choices, and how many more for each of the grid's.
    private static let stepLimit = 2_000_000
    private static let stepsPerCell = 300

    init(_ bounds: Bounds, under pattern: Pattern) {
        self.bounds = bounds
        self.pattern = pattern
    }

    /// The first box of too few in a grid, or the last looked at where there are too many; `nil` when every box is
    /// large enough.
    ///
    /// - Parameter steps: Grows by the cells that were looked at.
    func tooSmall(_ index: Int, steps: inout Int) -> Leftover? {
        let grid = system.grids[index]
        guard let whole = grid.cells[0], isNumber(whole), !bounds.isProvedByCells[index] else {
            return nil
        }
        for position in system.measures.indices where isTold(position, in: grid) {
            var search = Search(grid: grid, position: position)
            let cells = tooSmall(&search)
            steps += search.steps
            if let cells { return Leftover(cells: cells, grid: search.isGivenUp ? index : nil) }
        }
        return nil
    }

    /// One grid under examination, in one measure.
    private struct Search {
        let grid: Grid
        let position: Int
        /// For each axis, the places that must stay in the box, and those that must not.
        var left: [Set<Int>]
        var taken: [Set<Int>]
        var choices = 0
        var steps = 0

        var isGivenUp: Bool {
            choices > Boxes.choiceLimit
                || steps > Boxes.stepLimit + Boxes.stepsPerCell * grid.cells.count
        }

        init(grid: Grid, position: Int) {
            self.grid = grid
            self.position = position
            left = grid.axes.map { _ in [] }
            taken = left
        }
    }

    /// A box as the published places to take away on each axis.
    private struct Box {
        let grid: Grid
        let removed: [[Int]]

        /// All of the cell on each axis, less what is removed.
        var choices: [[Grid.Choice]] {
            removed.map { places in
                [Grid.Choice(place: 0, sign: 1)] + places.map { Grid.Choice(place: $0, sign: -1) }
            }
        }

        /// The places of an axis that lie wholly in the box.
        func inside(_ axis: Int) -> [Int] {
            grid.axes[axis].above.indices.dropFirst().filter { place in
                removed[axis].allSatisfy { grid.axes[axis].areDisjoint(place, $0) }
            }
        }
    }

    private func isNumber(_ cell: Int) -> Bool {
        system.isPublished(cell, under: pattern) && !system.isZero(cell)
    }

    /// Whether a published figure of the cell is known, in one measure.
    private func isKnown(_ cell: Int?, _ position: Int) -> Bool {
        guard let cell, system.isPublished(cell, under: pattern) else { return false }
        return system.isZero(cell) || system.cells[cell].shows[position]
    }

    /// Whether sums of the grid's cells in this measure tell of boxes: the total shows it and it adds up.
    private func isTold(_ position: Int, in grid: Grid) -> Bool {
        guard isKnown(grid.cells[0], position), grid.axes.allSatisfy({ $0.addsUp[position] })
        else { return false }
        // Visitors that are always shown beside another such measure tell nothing that it does not.
        return !system.measures.indices.prefix(position).contains { larger in
            grid.axes.allSatisfy { $0.addsUp[larger] }
                && grid.cells.allSatisfy { cell in
                    guard let cell else { return true }
                    let shows = system.cells[cell].shows
                    return shows[larger] || !shows[position]
                }
        }
    }

    private func tooSmall(_ search: inout Search) -> [Int]? {
        // Looking through a large grid takes seconds; once nobody waits for it, no tables are given at all.
        if Task.isCancelled { return nil }
        let grid = search.grid
        let box = Box(
            grid: grid, removed: grid.axes.indices.map { removable($0, in: search) })
        let least = system.threshold.least
        let terms = grid.terms(box.choices)
        let known = terms.allSatisfy { isKnown(grid.cells[$0.offset], search.position) }
        let inside = crossings(inside: box)
        let published = publishedInside(box, inside, search.position)
        if terms.count == 1 && published.isEmpty { return nil }
        let people = people(in: box, inside, without: published)
        // Larger boxes are larger still.
        if people > least { return nil }
        let numbers = (terms.map(\.offset) + published).compactMap { grid.cells[$0] }
            .filter(isNumber)
        search.choices += 1
        search.steps += terms.count + inside.count
        if search.isGivenUp { return numbers }
        if known {
            let inBox = figure(terms, search.position, in: grid) ?? 0
            let taken = published.reduce(0) { $0 + truth(grid.cells[$1], search.position) }
            if inBox == taken { return nil }
            return people < least || hasLoner(box, inside, without: published) ? numbers : nil
        }
        return openUp(terms, &search)
    }

    /// Leaves in the box each of the places of a crossing that is not known, in turn: of the crossing with the fewest
    /// places that may stay, so that what must stay does at once.
    private func openUp(_ terms: [Grid.Term], _ search: inout Search) -> [Int]? {
        let grid = search.grid
        var fewest: [(axis: Int, place: Int)]?
        for term in terms where !isKnown(grid.cells[term.offset], search.position) {
            let places = grid.axes.indices.map {
                (axis: $0, place: grid.place($0, of: term.offset))
            }
            .filter { $0.place != 0 && !search.taken[$0.axis].contains($0.place) }
            if places.count < fewest?.count ?? .max { fewest = places }
            if places.isEmpty { break }
        }
        let before = (search.left, search.taken)
        defer { (search.left, search.taken) = before }
        for (axis, place) in fewest ?? [] {
            search.left[axis].insert(place)
            if let cells = tooSmall(&search) { return cells }
            search.left[axis].remove(place)
            search.taken[axis].insert(place)
        }
        return nil
    }

    /// The outermost published places of an axis, without those that must stay in the box.
    private func removable(_ axis: Int, in search: Search) -> [Int] {
        let grid = search.grid
        let places = grid.axes[axis].above.indices.dropFirst().filter { place in
            !search.left[axis].contains(place) && grid.axes[axis].beside[place] == nil
                && isKnown(grid.cells[place * grid.strides[axis]], search.position)
        }
        let all = Set(places)
        return places.filter { all.isDisjoint(with: grid.axes[axis].above[$0]) }
    }

    /// Published numbers inside the box, the largest first, none of which has anything in common with another.
    private func publishedInside(_ box: Box, _ inside: [Int], _ position: Int) -> [Int] {
        let numbers = inside.filter { offset in
            guard let cell = box.grid.cells[offset] else { return false }
            return offset > 0 && isNumber(cell) && isKnown(cell, position)
        }.map { (offset: $0, size: truth(box.grid.cells[$0], position)) }
            .sorted { $0.size == $1.size ? $0.offset < $1.offset : $0.size > $1.size }
        return numbers.reduce(into: []) { disjoint, number in
            if disjoint.allSatisfy({ box.grid.areDisjoint($0, number.offset) }) {
                disjoint.append(number.offset)
            }
        }
    }

    /// The cells of the grid that lie wholly in the box.
    private func crossings(inside box: Box) -> [Int] {
        let choices = box.grid.axes.indices.map { axis in
            let whole = box.removed[axis].isEmpty ? [0] : []
            return (whole + box.inside(axis)).map { Grid.Choice(place: $0, sign: 1) }
        }
        return box.grid.terms(choices).map(\.offset)
    }

    // MARK: People

    private func truth(_ cell: Int?, _ position: Int) -> Int {
        cell.flatMap { system.cells[$0].truth?[position] } ?? 0
    }

    /// The sum of terms in one measure; `nil` when the true figure of one is not there.
    private func figure(_ terms: [Grid.Term], _ position: Int, in grid: Grid) -> Int? {
        var sum = 0
        for term in terms {
            guard let truth = grid.cells[term.offset].flatMap({ system.cells[$0].truth }) else {
                return nil
            }
            sum += term.sign * truth[position]
        }
        return sum
    }

    /// No fewer people than this stand behind the box without `published`, of its crossings `inside`.
    private func people(in box: Box, _ inside: [Int], without published: [Int]) -> Int {
        let counted = system.countedPosition
        let open = box.grid.axes.indices.filter { !box.grid.axes[$0].addsUp[counted] }
        let all = least(of: box, box.choices, open: open)
        var rest = all - published.reduce(0) { $0 + truth(box.grid.cells[$1], counted) }
        if open.isEmpty { return rest }
        // No fewer than in any of its cells.
        for offset in inside where rest <= system.threshold.least {
            let people = truth(box.grid.cells[offset], counted)
            if people > rest, isHidden(offset, in: box.grid, without: published) { rest = people }
        }
        return rest
    }

    /// The least number of people in a box, where they do not add up along the `open` axes.
    ///
    /// Along one such axis a part of the total has no fewer people than the total without all the others;
    /// along more, no fewer than any of its categories.
    private func least(of box: Box, _ choices: [[Grid.Choice]], open: [Int]) -> Int {
        let counted = system.countedPosition
        var most = 0
        if open.count <= 1 {
            most = figure(box.grid.terms(choices), counted, in: box.grid) ?? 0
        }
        for axis in open {
            for place in box.inside(axis) where most <= system.threshold.least {
                var choices = choices
                choices[axis] = [Grid.Choice(place: place, sign: 1)]
                most = max(most, least(of: box, choices, open: open.filter { $0 != axis }))
            }
        }
        return most
    }

    /// Whether a cell inside a box has nothing in common with `published`.
    private func isHidden(_ offset: Int, in grid: Grid, without published: [Int]) -> Bool {
        offset > 0 && published.allSatisfy { grid.areDisjoint($0, offset) }
    }

    /// Whether one of two or more parts of the box may be a single person, who can take themselves away.
    private func hasLoner(_ box: Box, _ inside: [Int], without published: [Int]) -> Bool {
        if system.threshold.least <= 1 { return false }
        let counted = system.countedPosition
        return !box.grid.axes.allSatisfy(\.isWhole)
            || inside.contains { offset in
                truth(box.grid.cells[offset], counted) == 1
                    && isHidden(offset, in: box.grid, without: published)
            }
    }
}
