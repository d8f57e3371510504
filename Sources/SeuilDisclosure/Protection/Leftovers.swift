/// Keeps watch over what equations leave over, line by line and box by box: only what a change of the pattern
/// may have touched is looked at again.
struct Leftovers {
    private let bounds: Bounds
    private var lines: IndexQueue
    private var grids: IndexQueue
    /// How many cells and lines were looked at.
    private(set) var steps = 0

    /// Everything is still to be looked at.
    init(_ bounds: Bounds) {
        self.bounds = bounds
        lines = IndexQueue(bounds.system.lines.indices)
        grids = IndexQueue(bounds.system.grids.indices)
    }

    /// Only what depends on `cell` is to be looked at.
    init(_ bounds: Bounds, around cell: Int, under pattern: Pattern) {
        self.bounds = bounds
        lines = IndexQueue()
        grids = IndexQueue()
        change(cell, under: pattern)
    }

    /// Notes that `cell` was withheld or published, which gave `pattern`.
    mutating func change(_ cell: Int, under pattern: Pattern) {
        for grid in bounds.gridsByCell[cell] { grids.insert(grid) }
        var changed = [cell]
        var seen: Set<Int> = [cell]
        while let cell = changed.popLast() {
            for line in bounds.linesByCell[cell] {
                lines.insert(line)
                // What is left of a withheld total is part of what is left above it.
                let parent = bounds.system.lines[line].parent
                if !bounds.system.isPublished(parent, under: pattern), seen.insert(parent).inserted
                {
                    changed.append(parent)
                }
            }
        }
    }

    /// The first line that leaves too few over; `nil` when every line to be looked at leaves enough. What leaves
    /// enough is not looked at again.
    mutating func firstTooSmallLine(under pattern: Pattern) -> Leftover? {
        var remainders = Remainders(bounds, under: pattern)
        let rests = EarlierRests(bounds.system, under: pattern)
        while let line = lines.first {
            steps += 1
            if let cells = remainders.tooSmall(line) ?? rests.tooSmall(bounds.system.lines[line]) {
                return Leftover(cells: cells)
            }
            lines.popFirst()
        }
        return nil
    }

    /// The same of lines, then of boxes.
    mutating func firstTooSmall(under pattern: Pattern) -> Leftover? {
        if let leftover = firstTooSmallLine(under: pattern) { return leftover }
        let boxes = Boxes(bounds, under: pattern)
        while let grid = grids.first {
            if let leftover = boxes.tooSmall(grid, steps: &steps) { return leftover }
            grids.popFirst()
        }
        return nil
    }
}

/// What equations leave over of published cells, and is of too few.
struct Leftover {
    /// The published cells of which withholding any one mends it.
    let cells: [Int]
    /// The grid that has more boxes than can be looked at, where that is so: some may be of too few, this one need
    /// not be.
    var grid: Int?
}
