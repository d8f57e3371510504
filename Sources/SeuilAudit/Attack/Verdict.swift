/// What an attack found.
public struct Verdict: Sendable, Equatable {
    /// What falls below the guarantee.
    public internal(set) var breaks: [Finding] = []
    /// What the search could not settle within its budget.
    public internal(set) var undecided: [Finding] = []
    /// The narrowest of the figures that hold, narrowest first.
    public internal(set) var narrowest: [Finding] = []
    /// The periods attacked, in order.
    public internal(set) var periods: [String] = []
    /// Cells that tables list, the same cell of several tables once; how many of them are withheld.
    public internal(set) var cells = 0
    public internal(set) var withheldCells = 0
    /// What was asked of cells and sets of cells.
    public internal(set) var questions = 0
    /// Sets of cells that were too many to be looked at.
    public internal(set) var setsLeftOut = 0
    /// Searches that it took.
    public internal(set) var searches = 0

    /// Whether nothing that was asked falls below the guarantee, or may.
    public var isUnbroken: Bool { breaks.isEmpty && undecided.isEmpty }

    /// Whether, besides, everything was asked.
    public var holds: Bool { isUnbroken && setsLeftOut == 0 }

    /// The tables to withhold, in the order of what was found: the smallest that encloses each break and each
    /// open question.
    public var tablesToWithhold: [String] {
        var met: Set<String> = []
        return (breaks + undecided).compactMap(\.table).filter { met.insert($0).inserted }
    }

    mutating func add(_ other: Verdict) {
        breaks += other.breaks
        undecided += other.undecided
        narrowest += other.narrowest
        periods += other.periods
        cells += other.cells
        withheldCells += other.withheldCells
        questions += other.questions
        setsLeftOut += other.setsLeftOut
        searches += other.searches
    }

    mutating func keepNarrowest(_ count: Int) {
        narrowest.sort { ($0.width, $0.least) < ($1.width, $1.least) }
        narrowest.removeLast(max(0, narrowest.count - count))
    }
}
