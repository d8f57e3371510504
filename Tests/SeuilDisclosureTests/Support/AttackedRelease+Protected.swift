import SeuilAudit

@testable import SeuilCore
@testable import SeuilDisclosure

extension AttackedRelease {
    /// What an attacker reads of `release`.
    ///
    /// - Parameter marks: for a release that marks small cells, whether a cell of a table is one.
    init(_ release: ProtectedTables, marks: ((_ table: Int, _ cell: Int) -> Bool)? = nil) {
        let policy = release.policy.policy
        self.init(
            rules: Rules(
                threshold: policy.threshold, interval: policy.disclosure.interval,
                zeros: policy.zeros(lookingAt: []), percent: policy.disclosure.pPercent,
                counting: release.counting),
            dimensions: policy.dimensions.indices.map { index in
                let dimension = policy.dimensions[index]
                let entries = dimension.codelist.entries
                let parents = entries.compactMap { entry in
                    entry.parent.map { (entry.code, entries[$0].code) }
                }
                return AttackedDimension(
                    dimension.name, entries.map(\.code),
                    parents: Dictionary(parents) { first, _ in first },
                    isAdditive: dimension.isPerPerson && !release.notAdditive.contains(index),
                    scope: dimension.scope, zeros: policy.zeros(lookingAt: [index]),
                    group: policy.group(over: index))
            },
            tables: release.tables.map { table in
                AttackedTable(table, of: policy, marks: marks)
            })
    }
}

extension AttackedTable {
    fileprivate init(
        _ table: ProtectedTable, of policy: Policy,
        marks: ((_ table: Int, _ cell: Int) -> Bool)?
    ) {
        let layout = table.layout
        let rule = policy.tables[layout.table]
        let cells = table.cells.enumerated().compactMap { cell, status -> Cell? in
            let codes = zip(layout.axes, layout.positions(of: cell)).prefix(rule.axes.count).map {
                policy.dimensions[$0.dimension].codelist.entries[$0.entries[$1]].code
            }
            switch status {
            case .notShown: return nil
            case .withheld:
                return Cell(withheld: codes, isSmall: marks.map { $0(layout.table, cell) })
            case .published(let count, let visitors):
                return Cell(
                    codes, [count] + (rule.showsVisitors ? [visitors] : []),
                    sums: rule.sums.map { sum in
                        table.sums[sum]?[cell].map { Decimal6(millionths: Int64($0)) }
                    })
            }
        }
        self.init(
            rule.name, by: rule.axes.map { policy.dimensions[$0.dimension].name }, unit: rule.unit,
            showsVisitors: rule.showsVisitors,
            sums: rule.sums.map {
                Sum("sum_\(policy.sums[$0].name)", cap: policy.sums[$0].cap)
            },
            where: rule.filter.map {
                let dimension = policy.dimensions[$0.dimension]
                return Filter(dimension.name, dimension.codelist.entries[$0.entry].code)
            }, cells: cells)
    }
}
