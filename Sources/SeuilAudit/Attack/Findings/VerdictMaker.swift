internal import SeuilCore

/// Turns answers into findings.
struct VerdictMaker {
    private let campaign: Campaign
    private let budget: AttackBudget
    private let naming: CellNaming
    private let explanation: Explanation
    private var verdict = Verdict()
    /// So many breaks, and no fewer than the narrowest asked for, are told with the equations that narrow them.
    private static let explained = 10

    private var known: KnownCells { campaign.equations.known }

    init(_ campaign: Campaign, _ budget: AttackBudget) {
        self.campaign = campaign
        self.budget = budget
        naming = CellNaming(equations: campaign.equations)
        explanation = Explanation(campaign.equations)
        verdict.periods = known.periods
        verdict.cells = known.cells.count { $0.isListed }
        verdict.withheldCells = known.cells.count { $0.isWithheld }
        verdict.questions = campaign.questions.count
        verdict.setsLeftOut = campaign.leftOut
        addSmallFigures()
    }

    /// What is said when no figures were found that agree with the releases: nothing is settled.
    func withoutWorlds() -> Verdict {
        var verdict = verdict
        verdict.undecided += campaign.questions.map { question in
            let expression = question.goals[0].expression
            let interval = Interval(
                least: campaign.bounds.least(of: expression),
                most: campaign.bounds.most(of: expression), isExact: false)
            return finding(question, interval, explains: false)
        }
        return verdict
    }

    /// The verdict after every question has been asked.
    mutating func verdict(
        base: [Int], narrowest: Int, _ progress: (AttackProgress) -> Void
    ) throws(AttackError) -> Verdict {
        var answering = Answering(campaign, budget, base: base)
        let answers = try answering.answers(progress)
        var broken: [(question: Int, interval: Interval)] = []
        for (index, answer) in answers.enumerated() {
            switch answer {
            case .safe: continue
            case .broken(let interval): broken.append((index, interval))
            case .undecided(let interval):
                verdict.undecided.append(
                    finding(campaign.questions[index], interval, explains: false))
            }
        }
        broken.sort { ($0.interval.width, $0.question) < ($1.interval.width, $1.question) }
        let explained = max(narrowest, VerdictMaker.explained)
        for (place, found) in broken.enumerated() {
            verdict.breaks.append(
                finding(
                    campaign.questions[found.question], found.interval,
                    explains: place < explained))
        }
        if narrowest > 0 { addNarrowest(narrowest, answers, &answering) }
        verdict.searches = answering.searches
        return verdict
    }

    // MARK: Narrowest

    /// Looks for the exact intervals of those figures that varied least, until no other can be narrower.
    private mutating func addNarrowest(
        _ count: Int, _ answers: [Answer], _ answering: inout Answering
    ) {
        var candidates: [(question: Int, seen: Int)] = []
        for (index, answer) in answers.enumerated() {
            guard case .safe = answer, case .figure = campaign.questions[index].subject else {
                continue
            }
            let seen = answering.search.seen(index, goal: 0)
            candidates.append((index, seen.most - seen.least))
        }
        candidates.sort { ($0.seen, $0.question) < ($1.seen, $1.question) }
        var widths: [Int] = []
        var found: [(question: Int, interval: Interval)] = []
        for candidate in candidates.prefix(max(64, 4 * count)) {
            if found.count >= count, widths.sorted()[count - 1] <= candidate.seen { break }
            let expression = campaign.questions[candidate.question].goals[0].expression
            let interval = answering.exactRange(of: expression)
            found.append((candidate.question, interval))
            widths.append(interval.most - interval.least)
        }
        found.sort { ($0.interval.width, $0.question) < ($1.interval.width, $1.question) }
        verdict.narrowest = found.prefix(count).map { question, interval in
            finding(campaign.questions[question], interval, explains: true)
        }
    }

    // MARK: One finding

    private func finding(_ question: Question, _ interval: Interval, explains: Bool) -> Finding {
        let cells = question.subject.cells
        var rows: [Int] = []
        if explains {
            let expression = question.goals[0].expression
            rows = explanation.rows(keeping: expression, atMost: interval.most)
            rows += explanation.rows(keeping: expression.negated, atMost: -interval.least)
        }
        var met: Set<Int> = []
        rows = rows.filter { met.insert($0).inserted }
        return Finding(
            kind: question.subject.kind,
            period: known.spans[known.cells[cells[0]].key.span].name,
            cells: cells.map(naming.name), measure: measure(of: question.subject),
            least: units(interval.least, question.subject, .down),
            most: units(interval.most, question.subject, .up), isExact: interval.isExact,
            equations: rows.map { naming.text(of: campaign.equations.rows[$0]) },
            table: table(enclosing: cells, rows))
    }

    /// Sums are counted in steps within the attack.
    private func units(
        _ value: Int, _ subject: Question.Subject, _ rule: FloatingPointRoundingRule
    ) -> Int {
        guard case .figure(_, let measure) = subject, known.caps[measure] != nil else {
            return value
        }
        return Int((Double(value) * Double(known.steps[measure]) / 1e6).rounded(rule))
    }

    private func measure(of subject: Question.Subject) -> String {
        switch subject {
        case .figure(_, let measure), .group(_, let measure): known.measures[measure].name
        case .threshold, .row: known.thresholdMeasure.map { known.measures[$0].name } ?? ""
        }
    }

    /// The smallest table that lists one of the cells, else one of those in the equations, and of which
    /// something is published.
    private func table(enclosing cells: [Int], _ rows: [Int]) -> String? {
        let explaining = rows.flatMap { row in
            campaign.equations.rows[row].terms.compactMap { term -> Int? in
                guard case .figure(let cell, _) = campaign.equations.subjects[term.column] else {
                    return nil
                }
                return cell
            }
        }
        // A cell that no table lists follows from others on its lines.
        let beside = campaign.equations.lines.filter { !Set($0.parts).isDisjoint(with: cells) }
            .flatMap { [$0.total] + $0.parts }
        for cells in [cells, explaining, beside] {
            let tables = cells.flatMap { known.cells[$0].tables }.filter { table in
                known.tables[table].cells.contains { known.cells[$0].isPublished }
            }
            let smallest = tables.min {
                (known.tables[$0].cells.count, $0) < (known.tables[$1].cells.count, $1)
            }
            if let smallest { return known.tables[smallest].name }
        }
        return nil
    }

    // MARK: Published figures

    /// Figures that should not have been published at all.
    private mutating func addSmallFigures() {
        guard let measure = known.thresholdMeasure else { return }
        for (index, cell) in known.cells.enumerated() where cell.isPublished {
            let isCounted = cell.figures.contains { known.isCount($0.key) && $0.value > 0 }
            guard isCounted, let column = campaign.equations.column(of: index, measure),
                let figure = cell.figures[measure] ?? cell.figures.values.min(),
                figure < known.rules.threshold.least
            else { continue }
            verdict.breaks.append(
                Finding(
                    kind: .published, period: known.spans[cell.key.span].name,
                    cells: [naming.name(of: index)], measure: known.measures[measure].name,
                    least: min(figure, campaign.bounds.lower[column]), most: figure, isExact: true,
                    equations: [], table: table(enclosing: [index], [])))
        }
    }
}

extension Question.Subject {
    var cells: [Int] {
        switch self {
        case .figure(let cell, _), .threshold(let cell): [cell]
        case .group(let cells, _): cells
        case .row(let total, let part): [total, part]
        }
    }

    var kind: Finding.Kind {
        switch self {
        case .figure: .interval
        case .threshold: .threshold
        case .group: .remainder
        case .row: .row
        }
    }
}
