public import SeuilCore
public import SeuilCrypto

/// Decides what of a period's figures may be said, for all audiences together.
public struct Protector: ~Copyable {
    private let seed: SecretBytes

    /// A protector whose choices between equal cells follow `seed`, which dies with the period.
    public init(seed: borrowing SecretBytes) {
        self.seed = seed.copy()
    }

    /// The tables of `tally` with everything unsafe withheld.
    ///
    /// This first form knows no complementary suppression: as every table shares the grand total, one small
    /// cell withholds every table.
    public func protect(_ tally: ClosedTally) throws(ProtectionError) -> ProtectedTables {
        let policy = tally.policy.policy
        let isSafe = tally.tables.allSatisfy { figures in
            (0..<figures.layout.cellCount).allSatisfy { cell in
                isPublishable(cell, of: figures, under: policy)
            }
        }
        return ProtectedTables(
            policy: tally.policy, period: tally.period,
            tables: tally.tables.map { figures in
                table(
                    figures, showsVisitors: policy.tables[figures.layout.table].showsVisitors,
                    isSafe: isSafe)
            },
            notAdditive: [], counting: tally.counting,
            protection: ProtectionNote(
                method: "whole-1", tablesWithheld: isSafe ? [] : policy.tables.map(\.name)))
    }

    private func isPublishable(
        _ cell: Int, of figures: TableFigures, under policy: Policy
    ) -> Bool {
        if figures.visits[cell] == 0 { return policy.disclosure.zeros == .publish }
        return switch policy.threshold {
        case .people(let least): figures.visitors[cell] >= least
        case .visits(let least): figures.visits[cell] >= least
        }
    }

    private func table(
        _ figures: TableFigures, showsVisitors: Bool, isSafe: Bool
    ) -> ProtectedTable {
        ProtectedTable(
            layout: figures.layout,
            cells: (0..<figures.layout.cellCount).map { cell in
                if !figures.layout.isShown(cell) { return .notShown }
                return isSafe
                    ? .published(
                        count: figures.count(cell),
                        visitors: showsVisitors ? figures.visitors[cell] : nil)
                    : .withheld
            })
    }
}
