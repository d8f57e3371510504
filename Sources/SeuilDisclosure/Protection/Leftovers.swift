/// Keeps watch over what equations leave over, line by line and box by box: only what a change of the pattern
/// may have touched is looked at again.
struct Leftovers {
    private let bounds: Bounds
    private var lines: IndexQueue
    private var grids: IndexQueue

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

    /// For the first line that leaves too few over, the published cells of which withholding any one mends it;
    /// `nil` when every line to be looked at leaves enough. What leaves enough is not looked at again.
    mutating func firstTooSmallLine(under pattern: Pattern) -> [Int]? {
        var remainders = Remainders(bounds, under: pattern)
        let rests = EarlierRests(bounds.system, under: pattern)
        while let line = lines.first {
            if let cells = remainders.tooSmall(line) ?? rests.tooSmall(bounds.system.lines[line]) {
                return cells
            }
            lines.popFirst()
        }
        return nil
    }

    /// The same of lines, then of boxes.
    mutating func firstTooSmall(under pattern: Pattern) -> [Int]? {
        if let cells = firstTooSmallLine(under: pattern) { return cells }
        let boxes = Boxes(bounds, under: pattern)
        while let grid = grids.first {
            if let cells = boxes.tooSmall(grid) { return cells }
            grids.popFirst()
        }
        return nil
    }
}
