public import SeuilCore
import SeuilCrypto

/// The whole of disclosure control, tried on invented visits, with its reasons.
///
/// It takes a ``RehearsedTally``, which only invented visits make, and gives a ``TrialOutcome``, of which no
/// release can be made.
public enum Trial {
    /// What would be said of `tally`, and why not the rest: the same on each run.
    ///
    /// A real period chooses between equal cells by a secret of its own, and may withhold others than these.
    ///
    /// - Throws: `inconsistentTally`, which is a fault of the program; `cancelled`.
    public static func run(
        _ tally: RehearsedTally, budget: Budget = .standard
    ) throws(ProtectionError) -> TrialOutcome {
        var system = try CellSystem(
            policy: tally.policy, tables: tally.tables, counting: tally.counting)
        let seed = SecretBytes(copying: Array("seuil trial".utf8))
        var sums = SumDecision(
            tally.policy, tables: tally.tables, counting: tally.counting, in: system)
        let decision = sums.decide(on: &system) { system in
            Decision(withstandingReplay: system)
                ?? Decision(on: system, seed: seed, budget: budget)
        }
        if Task.isCancelled { throw .cancelled }
        let tables = tally.tables.map { figures in
            TrialTable(
                figures, of: tally.policy, in: system, under: decision,
                sums: sums.published(in: figures.layout.table, under: decision.pattern))
        }
        return TrialOutcome(
            tables: tables, notAdditive: system.notAdditive,
            tablesWithheld: decision.tablesWithheld)
    }
}

/// What would be published of invented visits.
public struct TrialOutcome: Sendable, Equatable {
    /// One per table of the policy, in its order.
    public let tables: [TrialTable]
    /// Dimensions declared `per: person` that these visits contradict (indices into the policy's).
    public let notAdditive: [Int]
    /// Tables withheld because no proof was found within the budget.
    public let tablesWithheld: [Int]
}

/// One table of a trial.
public struct TrialTable: Sendable, Equatable {
    public struct Cell: Sendable, Equatable {
        /// The place in the table's layout.
        public let place: Int
        /// `age=18-25&sex=F`, without what is a total; empty for the total of everything.
        public let name: String
        /// In the table's unit.
        public let count: Int
        /// `nil` where the policy identifies nobody.
        public let visitors: Int?
        /// `nil` for a published cell.
        public let reason: WithholdingReason?
    }

    public let layout: TableLayout
    /// Those that the table shows, in the order of the layout.
    public let cells: [Cell]
    /// The sums that the table shows but does not publish (indices into the policy's): too many of its cells
    /// would have to go for them, or they were not proved safe.
    public let sumsWithheld: [Int]

    init(
        _ figures: TableFigures, of policy: Policy, in system: CellSystem,
        under decision: Decision, sums: [Int: [Int?]]
    ) {
        layout = figures.layout
        sumsWithheld = policy.tables[figures.layout.table].sums.filter { sums[$0] == nil }
        cells = (0..<figures.layout.cellCount).filter(figures.layout.isShown).map { place in
            let cell = system.cellsByTable[figures.layout.table][place]
            return Cell(
                place: place, name: system.cells[cell].name,
                count: figures.count(place),
                visitors: policy.visitor == nil ? nil : figures.visitors[place],
                reason: decision.pattern.isWithheld[cell]
                    ? system.reason(for: cell, in: decision) : nil)
        }
    }

    /// How much of the table is published.
    public var yield: TableYield {
        let finest = layout.axes.map { axis in
            axis.entries.indices.map { axis.children(of: $0).isEmpty }
        }
        let filter = layout.hasFilter ? layout.axes.count - 1 : nil
        let leaves = cells.filter { cell in
            zip(layout.positions(of: cell.place), finest.indices).allSatisfy { position, axis in
                axis == filter || finest[axis][position]
            }
        }
        return TableYield(
            cells: cells.count, published: cells.count { $0.reason == nil },
            total: leaves.reduce(0) { $0 + $1.count },
            publishedTotal: leaves.reduce(0) { $0 + ($1.reason == nil ? $1.count : 0) })
    }
}

/// How much of a table is published: of its cells, and of the visits or requests in its finest ones.
public struct TableYield: Sendable, Equatable {
    public let cells: Int
    public let published: Int
    /// Visits, or requests, in the finest cells, in which each is once.
    public let total: Int
    public let publishedTotal: Int

    /// The share that stands in published cells of the finest detail; all of nothing.
    public var share: Double { total == 0 ? 1 : Double(publishedTotal) / Double(total) }
}
