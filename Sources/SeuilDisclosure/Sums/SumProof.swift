import SeuilCore

/// Looks for the worlds that prove the withheld totals of one sum safe, beside the worlds that prove the counts.
struct SumProof {
    let sums: CellSums
    let bounds: Bounds
    let pattern: Pattern
    /// The cells of which the sum is published.
    let fixed: Set<Int>
    private var evidence: SumEvidence
    private var worlds: [World] = []
    private var worldsByCell: [Int: [Int]] = [:]
    private var programsLeft: Int

    /// - Parameters:
    ///   - tables: The tables that publish the sum.
    ///   - programLimit: How many programs may be solved.
    init(
        _ sums: CellSums, in tables: Set<Int>, layouts: [TableLayout], bounds: Bounds,
        under pattern: Pattern, programLimit: Int
    ) {
        let system = bounds.system
        self.sums = sums
        self.bounds = bounds
        self.pattern = pattern
        fixed = Set(
            tables.flatMap { table in
                system.cellsByTable[table].enumerated()
                    .filter { layouts[table].isShown($0.offset) }.map(\.element)
            }.filter { !pattern.isWithheld[$0] })
        evidence = SumEvidence(sums)
        programsLeft = programLimit
    }

    /// A cell that gives somebody away or is not proved safe; `nil` when the sum may be published as it is.
    ///
    /// - Parameter counts: What proves the counts. Its worlds count only as far as sums can stand beside them.
    mutating func firstUnproved(beside counts: Evidence) -> Int? {
        if let cell = fixed.sorted().first(where: sums.givesAway) { return cell }
        if let cell = SumRemainders(sums: sums, fixed: fixed).firstBroken() { return cell }
        for world in counts.allWorlds where isComplete(world) { keep(world) }
        if worlds.count < counts.allWorlds.count {
            var complete = Evidence(bounds.system)
            for world in worlds { complete.add(world) }
            if let cell = complete.uncertified(under: pattern).first { return cell }
        }
        return bounds.system.cells.indices.first { cell in
            sums.totals[cell] != nil && bounds.system.needsCertificate(cell, under: pattern)
                && !isProved(cell)
        }
    }

    private mutating func keep(_ world: World) {
        for change in world.changes { worldsByCell[change.cell, default: []].append(worlds.count) }
        worlds.append(world)
    }

    // MARK: Beside the worlds of the counts

    /// The counts of a world that differ from the true ones.
    private func counts(of world: World) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        for change in world.changes where sums.totals[change.cell] != nil {
            let count = change.figures[sums.unit]
            if count != sums.count(change.cell) { counts[change.cell] = count }
        }
        return counts
    }

    /// Whether sums can stand beside the world's counts; what is found on the way is kept.
    ///
    /// Counts that move in a circle show a way in which sums can: with every visit that changes cells, some
    /// amount goes along.
    private mutating func isComplete(_ world: World) -> Bool {
        let counts = counts(of: world)
        if counts.isEmpty { return true }
        move(along: counts, beside: [:], for: .outsider)
        move(along: counts, beside: [:], for: .insider)
        if move(along: counts, beside: counts, for: .insider) { return true }
        guard let cell = counts.keys.min(), programsLeft > 0 else { return false }
        programsLeft -= 1
        return solve(around: cell, pull: 0, beside: counts, for: .insider)
    }

    /// Moves sums as `counts` differ from the true ones, as far as possible both ways; `false` when not at all.
    @discardableResult
    private mutating func move(
        along counts: [Int: Int], beside base: [Int: Int], for reader: CellSums.Reader
    ) -> Bool {
        var steps = SumSteps()
        for (cell, count) in counts {
            let own = base[cell] ?? sums.count(cell)
            guard let range = sums.range(cell, count: own, for: reader) else { return false }
            steps.keep(
                sums.total(cell), changing: count - sums.count(cell),
                within: fixed.contains(cell) ? sums.total(cell)...sums.total(cell) : range)
        }
        for line in Set(counts.keys.flatMap { sums.linesByCell[$0] }).map({ sums.lines[$0] })
        where !line.isWhole {
            let change = sums.remainder(of: line) { cell in
                counts[cell].map { $0 - sums.count(cell) } ?? 0
            }
            let room = sums.remainder(of: line) { base[$0] ?? sums.count($0) }
            steps.keep(
                sums.remainder(of: line) { sums.total($0) }, changing: change,
                within: 0...max(0, sums.cap * room))
        }
        if steps.isEmpty { return false }
        var isFound = false
        for step in [steps.lower, steps.upper] {
            var totals: [Int: Int] = [:]
            for (cell, count) in counts {
                totals[cell] = sums.total(cell) + step * (count - sums.count(cell))
            }
            let world = SumWorld(
                changing: totals, beside: base, in: sums, fixed: fixed, for: reader)
            if let world {
                evidence.add(world, for: reader)
                isFound = true
            }
        }
        return isFound
    }

    // MARK: By programs

    /// Whether the cell's total is proved for every reader, by searching for what is missing.
    private mutating func isProved(_ cell: Int) -> Bool {
        for reader in [CellSums.Reader.insider, .outsider] {
            var bases: [[Int: Int]] = [[:]]
            if reader == .insider { bases += mostAndLeast(of: cell) }
            for base in bases {
                for pull in [-1.0, 1.0] where !evidence.certifies(cell, for: reader) {
                    if programsLeft == 0 || Task.isCancelled { return false }
                    programsLeft -= 1
                    solve(around: cell, pull: pull, beside: base, for: reader)
                }
            }
            if !evidence.certifies(cell, for: reader) { return false }
        }
        return true
    }

    /// The counts of the worlds that have most and least in the cell.
    private func mostAndLeast(of cell: Int) -> [[Int: Int]] {
        let known = (worldsByCell[cell] ?? []).map { counts(of: worlds[$0]) }
            .filter { $0[cell] != nil }
        let order = { (left: [Int: Int], right: [Int: Int]) in
            (left[cell] ?? 0) < (right[cell] ?? 0)
        }
        return [known.max(by: order), known.min(by: order)].compactMap { $0 }
    }

    @discardableResult
    private mutating func solve(
        around cell: Int, pull: Double, beside counts: [Int: Int], for reader: CellSums.Reader
    ) -> Bool {
        let program = SumProgram(
            around: cell, pull: pull, beside: counts, in: sums, fixed: fixed, for: reader)
        guard let world = program?.world() else { return false }
        evidence.add(world, for: reader)
        return true
    }
}
