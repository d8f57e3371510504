import SeuilCore
import SeuilSolver

extension WorldProgram {
    /// A sum of figures as terms and a constant.
    private struct Expression {
        var terms: [LinearProgram.Term] = []
        var constant = 0

        mutating func add(_ variable: Variable, times factor: Int) {
            switch variable {
            case .fixed(let value): constant += factor * value
            case .free(let base, let column):
                constant += factor * base
                add(column, factor)
            case .priced(let base, let up, let down):
                constant += factor * base
                add(up, factor)
                add(down, -factor)
            }
        }

        /// Measures of one cell may share a column; they meet in sums of a few terms only.
        private mutating func add(_ column: Int, _ factor: Int) {
            if terms.count < 8, let place = terms.firstIndex(where: { $0.column == column }) {
                terms[place].coefficient += Double(factor)
            } else {
                terms.append(.init(column, Double(factor)))
            }
        }
    }

    private mutating func require(
        _ summands: [(Variable, Int)], _ relation: LinearProgram.Relation, _ bound: Int = 0
    ) {
        if relation != .equal, narrow(summands, relation, bound) { return }
        var sum = Expression()
        for (variable, factor) in summands { sum.add(variable, times: factor) }
        sum.terms.removeAll { $0.coefficient == 0 }
        if sum.terms.isEmpty || isCertain(sum, relation, bound) { return }
        program.addRow(sum.terms, relation, Double(bound - sum.constant))
    }

    /// Makes an inequality of one cell that has one column a bound in whole numbers, where as a row it would leave
    /// fractions; `false` when it speaks of more.
    private mutating func narrow(
        _ summands: [(Variable, Int)], _ relation: LinearProgram.Relation, _ bound: Int
    ) -> Bool {
        var sole: (base: Int, up: Int, down: Int?)?
        var factor = 0
        var rest = bound
        for (variable, times) in summands {
            let next: (base: Int, up: Int, down: Int?)
            switch variable {
            case .fixed(let value):
                rest -= times * value
                continue
            case .free(let base, let column): next = (base, column, nil)
            case .priced(let base, let up, let down): next = (base, up, down)
            }
            if let sole, sole.up != next.up { return false }
            sole = next
            factor += times
            rest -= times * next.base
        }
        guard let sole, factor != 0 else { return false }
        let limit = Double(rest) / Double(factor)
        if (relation == .atLeast) == (factor > 0) {
            raise(sole.up, sole.down, to: limit.rounded(.up))
        } else {
            lower(sole.up, sole.down, to: limit.rounded(.down))
        }
        return true
    }

    private mutating func raise(_ up: Int, _ down: Int?, to least: Double) {
        if let down, least <= 0 {
            setBounds(of: down, to: min(program.columns[down].upper, -least))
        } else {
            setBounds(of: up, from: max(program.columns[up].lower, least))
        }
    }

    private mutating func lower(_ up: Int, _ down: Int?, to most: Double) {
        if let down, most < 0 {
            setBounds(of: down, from: max(program.columns[down].lower, -most))
        } else {
            setBounds(of: up, to: min(program.columns[up].upper, most))
        }
    }

    private mutating func setBounds(
        of column: Int, from lower: Double? = nil, to upper: Double? = nil
    ) {
        if let lower { program.setLower(lower, of: column) }
        if let upper { program.setUpper(upper, of: column) }
        if program.columns[column].lower > program.columns[column].upper { isImpossible = true }
    }

    /// Whether the columns' bounds alone make an inequality hold.
    private func isCertain(
        _ sum: Expression, _ relation: LinearProgram.Relation, _ bound: Int
    ) -> Bool {
        if relation == .equal { return false }
        let sign = relation == .atLeast ? 1.0 : -1.0
        let worst = sum.terms.reduce(Double(sum.constant - bound) * sign) { worst, term in
            let column = program.columns[term.column]
            let factor = term.coefficient * sign
            return worst + factor * (factor > 0 ? column.lower : column.upper)
        }
        return worst >= 0
    }

    mutating func addRows(of line: Line) {
        if scope == .oneTimePeople && line.terms.allSatisfy(isPlain) {
            addJointRows(of: line)
            return
        }
        let truth = line.terms.compactMap { system.cells[$0].truth }
        let isKnown = truth.count == line.children.count + 1
        let trueParts = Array(truth.dropFirst())
        let most = bounds.shares?[line.parent]
        for position in system.measures.indices {
            let total = (variable(line.parent, position), 1)
            let parts = line.children.map { (variable($0, position), -1) }
            let room =
                isKnown
                ? bounds.insider.room(
                    on: line, position, total: truth[0], parts: trueParts, most: most)
                : line.leastRoom(position)
            addRows(line.sums[position], total, parts, room)
        }
        for position in line.boundsExcess.indices where line.boundsExcess[position] {
            let total = excess(line.parent, position, 1)
            for (place, child) in line.children.enumerated() {
                let least =
                    isKnown
                    ? bounds.insider.leastExcess(truth[0], trueParts[place], position, most: most)
                    : 0
                require(total + excess(child, position, -1), .atLeast, least)
            }
        }
    }

    private mutating func addRows(
        _ sum: Line.Sum, _ total: (Variable, Int), _ parts: [(Variable, Int)], _ room: Insider.Room
    ) {
        switch sum {
        case .exact: require([total] + parts, .equal)
        case .partial: require([total] + parts, .atLeast, room.rest)
        case .overlapping:
            require([total] + parts, .atMost, -room.overlap)
            for (part, least) in zip(parts, room.outside) {
                require([total, part], .atLeast, least)
            }
        case .partialOverlapping:
            for (part, least) in zip(parts, room.outside) {
                require([total, part], .atLeast, least)
            }
        case .joint(let isWhole):
            require([total, parts[0], parts[1], (parts[2].0, 1)], isWhole ? .equal : .atLeast)
        case .covering:
            require([total] + parts.dropLast() + parts.suffix(1).map { ($0.0, 1) }, .atMost)
        case .outside(let slices):
            require(
                [total] + parts.prefix(slices + 1)
                    + parts.dropFirst(slices + 1).map { ($0.0, 1) }, .atMost)
        case .unrelated: break
        }
    }

    /// The rows of a line whose cells each have one column: people who come once are in one part of it.
    private mutating func addJointRows(of line: Line) {
        let isWhole = line.sums.contains { sum in
            switch sum {
            case .exact, .overlapping: true
            case .partial, .partialOverlapping, .joint, .outside, .covering, .unrelated: false
            }
        }
        if isWhole {
            let total = (variable(line.parent, 0), 1)
            require(
                [total] + line.children.map { (variable($0, 0), -1) }, .equal,
                difference(line, 0))
        }
        if line.sums.allSatisfy({ $0 == .exact }) { return }
        let truth = line.terms.compactMap { system.cells[$0].truth }
        let isKnown = truth.count == line.children.count + 1
        for position in system.measures.indices {
            let room =
                isKnown
                ? bounds.insider.room(
                    on: line, position, total: truth[0], parts: Array(truth.dropFirst()),
                    most: bounds.shares?[line.parent])
                : line.leastRoom(position)
            let total = (variable(line.parent, position), 1)
            switch line.sums[position] {
            case .partial:
                require(
                    [total] + line.children.map { (variable($0, position), -1) }, .atLeast,
                    room.rest)
            case .overlapping, .partialOverlapping:
                for (child, least) in zip(line.children, room.outside) {
                    require([total, (variable(child, position), -1)], .atLeast, least)
                }
            case .exact, .joint, .outside, .covering, .unrelated: break
            }
        }
    }

    /// What the true total has above its parts.
    private func difference(_ line: Line, _ position: Int) -> Int {
        line.children.reduce(bounds.base[line.parent]?[position] ?? 0) {
            $0 - (bounds.base[$1]?[position] ?? 0)
        }
    }

    /// What a measure has above the next smaller one.
    private func excess(_ cell: Int, _ position: Int, _ factor: Int) -> [(Variable, Int)] {
        [(variable(cell, position), factor), (variable(cell, position + 1), -factor)]
    }

    mutating func addRows(of cell: Int) {
        if system.cells[cell].isOverlap { return }
        let truth = system.cells[cell].truth
        for smaller in system.measures.indices.dropFirst() {
            let least = truth.map {
                bounds.insider.leastExcess($0, smaller - 1, most: bounds.shares?[cell])
            }
            require(excess(cell, smaller - 1, 1), .atLeast, least ?? 0)
            if let ratio = bounds.ratios[smaller] {
                let room = truth.map { bounds.insider.leastRatioRoom(ratio, truth: $0, smaller) }
                require(
                    [(variable(cell, smaller), ratio), (variable(cell, smaller - 1), -1)],
                    .atLeast, room ?? 0)
            }
        }
        for pair in bounds.presencePairs
        where bounds.ratios[pair.smaller] == nil
            && bounds.range(cell, pair.smaller, under: pattern).lowerBound == 0
        {
            // So few of the larger for one of the smaller that there are none without one.
            require(
                [
                    (variable(cell, pair.smaller), bounds.largestRatio),
                    (variable(cell, pair.larger), -1),
                ],
                .atLeast)
        }
        guard let truth else { return }
        if truth.last == 1 {
            addRows(ofOne: cell, truth)
        } else if truth[0] > 0, bounds.insider.isUniform(truth) {
            // Whoever is left alone there has what everybody has: one visit, one request.
            addRows(ofOne: cell, truth.map { _ in 1 })
        }
    }

    /// Nothing more than `figures` may be in a cell of one visitor without another visitor.
    private mutating func addRows(ofOne cell: Int, _ figures: [Int]) {
        let last = figures.count - 1
        for position in figures.indices.dropLast() {
            require(
                [
                    (variable(cell, last), bounds.largestRatio),
                    (variable(cell, position), -1),
                ],
                .atLeast, bounds.largestRatio - figures[position])
        }
    }
}

extension Line {
    /// The room without which the line does not hold.
    fileprivate func leastRoom(_ position: Int) -> Insider.Room {
        var room = Insider.Room(outside: children.map { _ in 0 })
        if case .overlapping(let slack) = sums[position] { room.overlap = slack }
        return room
    }
}
