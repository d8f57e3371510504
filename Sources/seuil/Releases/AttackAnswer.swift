import SeuilAudit

/// What `seuil attack` says.
struct AttackAnswer: Encodable {
    struct Found: Encodable {
        let kind: Finding.Kind
        let period: String
        let cells: [String]
        let measure: String
        let least: Int
        let most: Int
        let exact: Bool
        let equations: [String]
        let table: String?
    }

    enum Outcome: String, Encodable { case holds, broken, undecided }

    let outcome: Outcome
    let releases: Int
    /// How many of them are a rehearsal's.
    let rehearsals: Int
    let periods: [String]
    let cells: Int
    let withheld: Int
    let questions: Int
    let setsLeftOut: Int
    let searches: Int
    let broken: [Found]
    let undecided: [Found]
    let narrowest: [Found]

    init(_ verdict: Verdict, releases: Int, rehearsals: Int) {
        outcome = verdict.holds ? .holds : verdict.breaks.isEmpty ? .undecided : .broken
        self.releases = releases
        self.rehearsals = rehearsals
        periods = verdict.periods
        cells = verdict.cells
        withheld = verdict.withheldCells
        questions = verdict.questions
        setsLeftOut = verdict.setsLeftOut
        searches = verdict.searches
        broken = verdict.breaks.map(Found.init)
        undecided = verdict.undecided.map(Found.init)
        narrowest = verdict.narrowest.map(Found.init)
    }

    var text: String {
        var lines =
            rehearsals == 0
            ? []
            : [
                rehearsals == releases
                    ? "REHEARSAL: invented visits, nobody was counted"
                    : "REHEARSAL: the visits of \(rehearsals.grouped) of these releases are invented"
            ]
        lines += [
            "\(releases.counted("release")) of \(periods.count.counted("period")): "
                + "\(cells.counted("cell")), \(withheld.grouped) withheld; "
                + "\(questions.counted("question")), \(searches.grouped) searches"
        ]
        lines += AttackAnswer.section("Below the guarantee", broken)
        lines += AttackAnswer.section("Not settled", undecided)
        lines += AttackAnswer.section("Narrowest", narrowest)
        lines.append("")
        if setsLeftOut > 0 {
            lines.append("\(setsLeftOut.counted("set")) of cells were too many to be looked at.")
        }
        switch outcome {
        case .holds: lines.append("Nothing falls below the guarantee.")
        case .broken: lines.append("\(broken.count.counted("break")) of the guarantee.")
        case .undecided:
            lines.append("The search ended before everything was settled; try more --searches.")
        }
        return lines.joined(separator: "\n")
    }

    /// More findings of one kind are counted only.
    private static let most = 50

    private static func section(_ title: String, _ found: [Found]) -> [String] {
        guard !found.isEmpty else { return [] }
        var lines = ["", title] + found.prefix(most).flatMap(\.lines)
        if found.count > most { lines.append("  and \((found.count - most).grouped) more") }
        return lines
    }
}

extension AttackAnswer.Found {
    init(_ finding: Finding) {
        self.init(
            kind: finding.kind, period: finding.period, cells: finding.cells,
            measure: finding.measure, least: finding.least, most: finding.most,
            exact: finding.isExact, equations: finding.equations, table: finding.table)
    }

    fileprivate var lines: [String] {
        ["  \(period)  \(statement)"] + equations.map { "      \($0)" }
    }

    private var statement: String {
        let names = cells.joined(separator: " + ")
        let range = least == most ? "is \(least)" : "lies in [\(least), \(most)]"
        let bound = exact ? "" : " (or less)"
        return switch kind {
        case .interval: "\(names): \(measure) \(range)\(bound)"
        case .threshold: "\(names): \(measure) \(range)\(bound), below the threshold"
        case .remainder: "\(names): \(measure) \(range)\(bound) together, below the threshold"
        case .row: "\(cells[0]): at most \(max(0, most)) of its people are not in \(cells[1])"
        case .published: "\(names): published although \(measure) \(range)"
        }
    }
}
