public import SeuilCore
public import SeuilCrypto

/// Decides what of a period's figures may be said, for all audiences together.
///
/// What it gives keeps the guarantee of the design's section 8: for each withheld cell there are complete
/// worlds of whole numbers, consistent with everything published, that differ on each measure of that cell by
/// the policy's interval, and one of them reaches the threshold there. What cannot be proved is not said.
public struct Protector: ~Copyable {
    private let seed: SecretBytes
    private let budget: Budget
    private let withstandsReplay: Bool

    /// A protector whose choices between equal cells follow `seed`, which dies with the period.
    public init(seed: borrowing SecretBytes, budget: Budget = .standard) {
        self.init(seed: seed, budget: budget, withstandsReplay: true)
    }

    /// The same, or a protector that treats small tables like all others: what experiments compare with.
    package init(
        seed: borrowing SecretBytes, budget: Budget = .standard, withstandsReplay: Bool
    ) {
        self.seed = seed.copy()
        self.budget = budget
        self.withstandsReplay = withstandsReplay
    }

    /// The tables of `tally` with everything unsafe withheld: the same for the same seed, in whatever order
    /// the policy gives its codes, tables and audiences.
    ///
    /// - Parameter earlier: What was published before of this site, in any order; only what shares days with the
    ///   tally's period, at once or through others, makes a difference.
    /// - Throws: `inconsistentTally` when the figures cannot be those of any visits; `cancelled` soon after the
    ///   task that runs it is cancelled.
    public func protect(
        _ tally: ClosedTally, after earlier: [EarlierFigures] = []
    ) throws(ProtectionError) -> ProtectedTables {
        let policy = tally.policy.policy
        var system = try CellSystem(
            policy: policy, tables: tally.tables, counting: tally.counting,
            earlier: { EarlierCells(earlier, design: $0, period: tally.period, measures: $1) })
        var sums = SumDecision(
            policy, tables: tally.tables, counting: tally.counting, in: system)
        let decision = sums.decide(on: &system) { system in
            (withstandsReplay ? Decision(withstandingReplay: system) : nil)
                ?? Decision(on: system, seed: seed, budget: budget)
        }
        if Task.isCancelled { throw .cancelled }
        return ProtectedTables(
            policy: tally.policy, period: tally.period,
            tables: tally.tables.map { figures in
                ProtectedTable(
                    figures.layout, of: policy, in: system, under: decision.pattern,
                    sums: sums.published(in: figures.layout.table, under: decision.pattern))
            },
            notAdditive: system.notAdditive, counting: tally.counting,
            protection: ProtectionNote(
                method: Decision.method,
                tablesWithheld: decision.tablesWithheld.map { policy.tables[$0].name }))
    }
}

/// What is withheld of a system.
struct Decision {
    static let method = ProtectionNote.currentMethod

    let pattern: Pattern
    /// Tables withheld whole or but for the totals they share, in the policy's order.
    let tablesWithheld: [Int]
    /// What cells were withheld for; only a ``Trial`` looks at it.
    let causes: [Int: WithholdingCause]
    let bounds: Bounds
    /// What proves the pattern; `nil` when nothing at all is released.
    let evidence: Evidence?

    init(on system: CellSystem, seed: borrowing SecretBytes, budget: Budget) {
        let bounds = Bounds(system)
        self.bounds = bounds
        var certification = Certification(bounds, budget: budget)
        var repair = Repair(bounds, prices: Prices(system, seed: seed))
        var fallback = Fallback(system)
        // Beyond the limit worlds may be found that belong to no visits: they would prove nothing.
        if system.isBeyondLimit { certification.renew(0) }
        var unproved = repair.run(&certification)
        while let cells = unproved, !system.isBeyondLimit {
            guard !Task.isCancelled, fallback.withhold(for: cells, in: &repair) else { break }
            certification.renew(max(certification.searchesLeft, budget.reserveSearches))
            unproved = repair.run(&certification)
        }
        var cleanUp = CleanUp(repair)
        if unproved == nil {
            certification.renew(budget.cleanUpSearches)
            cleanUp.run(&certification)
        }
        // Proved once more from the worlds that agree with the final pattern, whatever was done above.
        let evidence = cleanUp.evidence.proved(under: cleanUp.pattern, in: bounds)
        var leftovers = Leftovers(bounds)
        if !system.isBeyondLimit && unproved == nil
            && evidence.uncertified(under: cleanUp.pattern).isEmpty
            && leftovers.firstTooSmall(under: cleanUp.pattern) == nil
        {
            pattern = cleanUp.pattern
            tablesWithheld = fallback.tables.sorted()
            causes = repair.causes
            self.evidence = evidence
        } else {
            // Nothing at all is released, so that every world is as good as any other.
            pattern = Pattern(isWithheld: system.cells.map(\.isListed))
            tablesWithheld = Array(system.cellsByTable.indices)
            causes = [:]
            self.evidence = nil
        }
    }
}

extension ProtectedTable {
    init(
        _ layout: TableLayout, of policy: Policy, in system: CellSystem, under pattern: Pattern,
        sums: [Int: [Int?]] = [:]
    ) {
        let rule = policy.tables[layout.table]
        let count = system.measures.firstIndex(of: rule.unit == .visit ? .visits : .requests)
        let visitors = rule.showsVisitors ? system.measures.firstIndex(of: .visitors) : nil
        let cells = (0..<layout.cellCount).map { place in
            let cell = system.cellsByTable[layout.table][place]
            guard layout.isShown(place) else { return Cell.notShown }
            guard let count, let truth = system.cells[cell].truth, !pattern.isWithheld[cell]
            else { return .withheld }
            return .published(count: truth[count], visitors: visitors.map { truth[$0] })
        }
        self.init(layout: layout, cells: cells, sums: sums)
    }
}
