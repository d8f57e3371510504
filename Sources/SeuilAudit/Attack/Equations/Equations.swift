/// All that is known of the figures, as rows over whole numbers between bounds.
struct Equations {
    /// One number that is known or looked for.
    enum Subject: Hashable {
        /// A measure of a cell, by its index in `KnownCells.measures`.
        case figure(cell: Int, measure: Int)
        /// What two parts of a line have in common.
        case overlap(Overlap)
    }

    struct Term: Hashable {
        let column: Int
        let factor: Int
    }

    /// Why a row holds.
    enum Reason: Hashable {
        case line(Int)
        /// One measure of a cell bounds another.
        case order(cell: Int)
        /// Visits outside a part are at least the people who were only there.
        case outside(line: Int)
        /// What two categories have in common.
        case overlap
    }

    /// `least ≤ Σ factor · column ≤ most`; `nil` where there is no such bound.
    struct Row: Hashable {
        var terms: [Term]
        var least: Int?
        var most: Int?
        var reason: Reason
    }

    let known: KnownCells
    let lines: [Line]
    private(set) var subjects: [Subject] = []
    private(set) var lower: [Int] = []
    private(set) var upper: [Int] = []
    private(set) var rows: [Row] = []
    private var columns: [Subject: Int] = [:]

    init(known: KnownCells, lines: [Line]) {
        self.known = known
        self.lines = lines
    }

    func column(_ subject: Subject) -> Int? { columns[subject] }

    func column(of cell: Int, _ measure: Int) -> Int? {
        columns[.figure(cell: cell, measure: measure)]
    }

    @discardableResult
    mutating func add(_ subject: Subject, from least: Int, to most: Int) -> Int {
        columns[subject] = subjects.count
        subjects.append(subject)
        lower.append(least)
        upper.append(most)
        return subjects.count - 1
    }

    mutating func add(_ terms: [Term], least: Int? = nil, most: Int? = nil, _ reason: Reason) {
        rows.append(Row(terms: terms, least: least, most: most, reason: reason))
    }

    /// States that what is in `left` is at least what is in `right`.
    mutating func add(_ left: Int, isAtLeast right: [Int], _ reason: Reason) {
        add(
            [Term(column: left, factor: 1)] + right.map { Term(column: $0, factor: -1) }, least: 0,
            reason)
    }

    mutating func raise(_ column: Int, to least: Int) { lower[column] = max(lower[column], least) }
    mutating func cut(_ column: Int, to most: Int) { upper[column] = min(upper[column], most) }
}
