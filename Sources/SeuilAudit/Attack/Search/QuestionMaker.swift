internal import SeuilCore

/// Writes down every question that the guarantee answers.
struct QuestionMaker {
    private(set) var questions: [Question] = []
    private let equations: Equations
    private let known: KnownCells
    private let bounds: Bounds

    init(_ equations: Equations, _ bounds: Bounds, _ finder: GroupFinder) {
        self.equations = equations
        self.bounds = bounds
        known = equations.known
        for cell in known.cells.indices where known.cells[cell].isWithheld {
            addQuestions(of: cell)
        }
        for group in finder.groups { addQuestions(ofGroup: group) }
        if known.rules.protectsGroups {
            for line in equations.lines { addQuestions(ofRow: line) }
        }
    }

    private func term(_ cell: Int, _ measure: Int, _ factor: Int = 1) -> Equations.Term? {
        equations.column(of: cell, measure).map { .init(column: $0, factor: factor) }
    }

    // MARK: Withheld cells

    private mutating func addQuestions(of cell: Int) {
        for measure in known.cells[cell].shown.sorted() {
            guard let term = term(cell, measure) else { continue }
            questions.append(
                Question(
                    subject: .figure(cell: cell, measure: measure),
                    goals: [.spread([term], least: width(measure, term.column))]))
        }
        guard let measure = known.thresholdMeasure, let term = term(cell, measure) else { return }
        questions.append(
            Question(
                subject: .threshold(cell: cell),
                goals: [.reach([term], least: known.rules.threshold.least)]))
    }

    /// How far apart two worlds must be; for sums, a tenth of the least that it can be is asked at least.
    private func width(_ measure: Int, _ column: Int) -> Int {
        guard known.caps[measure] != nil else { return known.rules.interval }
        return max(known.rules.interval, bounds.lower[column] / 10)
    }

    // MARK: Several cells together

    private mutating func addQuestions(ofGroup group: GroupFinder.Group) {
        let people = known.thresholdMeasure.map { measure in
            group.cells.compactMap { term($0, measure) }
        }
        for measure in group.measures {
            let terms = group.cells.compactMap { term($0, measure) }
            guard terms.count == group.cells.count else { continue }
            var goals: [Question.Goal] = [.spread(terms, least: known.rules.interval)]
            if let people, people.count == terms.count {
                goals.append(.reach(people, least: known.rules.threshold.least))
            }
            goals.append(.reach(terms.negated, least: 0))
            questions.append(
                Question(subject: .group(cells: group.cells, measure: measure), goals: goals))
        }
    }

    // MARK: Rows that lie in one category

    /// A category that holds all of a row's people, or all but one, says of each what the category says.
    private mutating func addQuestions(ofRow line: Line) {
        let total = known.cells[line.total]
        guard !total.key.isTotal, total.isPublished, line.parts.count > 1, line.axis != .time,
            let visitors = known.measures.firstIndex(of: .visitors),
            let whole = term(line.total, visitors), bounds.upper[whole.column] > 0
        else { return }
        for part in line.parts where known.cells[part].isListed {
            guard let term = term(part, visitors, -1) else { continue }
            questions.append(
                Question(
                    subject: .row(total: line.total, part: part),
                    goals: [.reach([whole, term], least: 2)]))
        }
    }
}
