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
        for cell in known.cells.indices {
            addQuestions(of: cell)
        }
        for group in finder.groups { addQuestions(ofGroup: group) }
        for line in equations.lines { addQuestions(ofRow: line) }
    }

    private func term(_ cell: Int, _ measure: Int, _ factor: Int = 1) -> Equations.Term? {
        equations.column(of: cell, measure).map { .init(column: $0, factor: factor) }
    }

    // MARK: Withheld cells

    private mutating func addQuestions(of cell: Int) {
        for measure in known.cells[cell].shown.sorted() {
            // A sum may be withheld where the count is published; that of nobody is known.
            guard known.cells[cell].isWithheld || known.caps[measure] != nil,
                known.cells[cell].figures[measure] == nil, !isEmpty(cell),
                let term = term(cell, measure)
            else { continue }
            questions.append(
                Question(
                    subject: .figure(cell: cell, measure: measure),
                    goals: [.spread([term], least: width(measure, term.column))]))
        }
        guard known.cells[cell].isWithheld, !isEmpty(cell), let measure = known.thresholdMeasure,
            let term = term(cell, measure)
        else { return }
        questions.append(
            Question(
                subject: .threshold(cell: cell),
                goals: [.reach([term], least: known.rules.threshold.least)]))
    }

    /// Whether it is published that nobody is in the cell, or would be, and follows.
    private func isEmpty(_ cell: Int) -> Bool {
        known.cells[cell].figures.contains { known.isCount($0.key) && $0.value == 0 }
            || !known.protectsZero(known.cells[cell].key) && canOnlyBeEmpty(cell)
    }

    private func canOnlyBeEmpty(_ cell: Int) -> Bool {
        known.measures.indices.contains { measure in
            known.isCount(measure)
                && equations.column(of: cell, measure).map { bounds.upper[$0] == 0 } ?? false
        }
    }

    /// How far apart two worlds must be; for sums, besides, that percentage of the least that it can be.
    private func width(_ measure: Int, _ column: Int) -> Int {
        let interval = known.rules.interval * (1_000_000 / known.steps[measure])
        guard known.caps[measure] != nil else { return known.rules.interval }
        return max(interval, bounds.lower[column] / 100 * known.rules.percent)
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

    /// A category that holds all of a row's people says of each what the category says; one that holds all but
    /// one says it to that one.
    private mutating func addQuestions(ofRow line: Line) {
        let share = known.group(over: line)
        guard share != .none, case .dimension(let dimension) = line.axis, line.parts.count > 1,
            let visitors = known.measures.firstIndex(of: .visitors),
            let whole = term(line.total, visitors), bounds.upper[whole.column] > 0,
            known.cells[line.total].isPublished || isKnown(whole.column)
        else { return }
        for part in line.parts where known.cells[part].isListed {
            // Of the unknown nothing is known.
            let category = known.cells[part].key.categories[dimension]
            guard known.categories[dimension].names[category] != Codelist.unknownCode,
                let term = term(part, visitors, -1),
                !line.parts.allSatisfy({ $0 == part || hasNobodyAnywhere($0, dimension) })
            else { continue }
            questions.append(
                Question(
                    subject: .row(total: line.total, part: part),
                    goals: [.reach([whole, term], least: share == .nearly ? 2 : 1)]))
        }
    }

    /// Whether nobody of the whole site is in that cell's category: no row of it says anything new.
    private func hasNobodyAnywhere(_ cell: Int, _ dimension: Int) -> Bool {
        let key = known.cells[cell].key
        var everywhere = CellKey(span: key.span, categories: key.categories.map { _ in 0 })
        everywhere.categories[dimension] = key.categories[dimension]
        return known.places[everywhere].map(canOnlyBeEmpty) ?? false
    }

    /// Whether published figures determine the column, and it is no small one.
    private func isKnown(_ column: Int) -> Bool {
        bounds.isFixed(column) && bounds.lower[column] >= known.rules.threshold.least
    }
}
