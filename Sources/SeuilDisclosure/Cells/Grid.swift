/// What lies inside one cell along several dimensions at once, and where the parts cross.
///
/// Along each axis place 0 is the cell's own category and every other place a category inside it, wherever
/// some table has it; places at which the cell is 0 are left out.
struct Grid: Sendable {
    struct Axis: Sendable {
        /// For each place, those that hold it whole, 0 aside.
        var above: [[Int]]
        /// For what a filter leaves over, the places with which it has nothing in common.
        var beside: [Int: Set<Int>]
        /// Whether the places make the whole.
        var isWhole: Bool
        /// For each of the system's measures, whether it adds up along the axis.
        let addsUp: [Bool]

        /// Whether two places have nothing in common. (What a filter leaves over meets itself.)
        func areDisjoint(_ one: Int, _ other: Int) -> Bool {
            if let beside = beside[one] { return beside.contains(other) }
            if let beside = beside[other] { return beside.contains(one) }
            return one != other && !above[one].contains(other) && !above[other].contains(one)
        }
    }

    let axes: [Axis]
    /// For every combination of places, the first axis varying slowest, the index of its cell.
    let cells: [Int?]
    /// How far apart neighbouring places of each axis stand in `cells`.
    let strides: [Int]

    init(axes: [Axis], cells: [Int?]) {
        self.axes = axes
        self.cells = cells
        var strides = [Int](repeating: 1, count: axes.count)
        for axis in axes.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * axes[axis + 1].above.count
        }
        self.strides = strides
    }

    /// A place of one axis, counted once or taken away.
    struct Choice: Sendable {
        let place: Int
        let sign: Int
    }

    /// One term of a sum over a grid.
    struct Term: Sendable {
        /// Where it stands in `cells`.
        var offset: Int
        var sign: Int
    }

    /// Every combination of one choice an axis.
    func terms(_ choices: [[Choice]]) -> [Term] {
        var terms = [Term(offset: 0, sign: 1)]
        for (axis, choices) in choices.enumerated() {
            terms = terms.flatMap { term in
                choices.map {
                    Term(
                        offset: term.offset + $0.place * strides[axis], sign: term.sign * $0.sign)
                }
            }
        }
        return terms
    }

    func place(_ axis: Int, of offset: Int) -> Int {
        offset / strides[axis] % axes[axis].above.count
    }

    /// Whether two combinations have nothing in common.
    func areDisjoint(_ one: Int, _ other: Int) -> Bool {
        axes.indices.contains { axis in
            let places = (place(axis, of: one), place(axis, of: other))
            return places.0 != 0 && places.1 != 0 && axes[axis].areDisjoint(places.0, places.1)
        }
    }
}
