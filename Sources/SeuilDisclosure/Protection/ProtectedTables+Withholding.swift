internal import SeuilCore

extension ProtectedTables {
    /// The same tables with all that those of these names show withheld, empty cells included.
    ///
    /// Withholding more is always allowed. What another table shows of the same cells stays there: whoever
    /// withholds a table looks again at what is left.
    public func withholding(_ names: Set<String>) -> ProtectedTables {
        let rules = policy.policy.tables
        let tables = tables.map { table in
            guard names.contains(rules[table.layout.table].name) else { return table }
            return ProtectedTable(
                layout: table.layout, cells: table.cells.map { $0 == .notShown ? $0 : .withheld })
        }
        let withheld = names.union(protection.tablesWithheld)
        return ProtectedTables(
            policy: policy, period: period, tables: tables, notAdditive: notAdditive,
            counting: counting,
            protection: ProtectionNote(
                method: protection.method,
                tablesWithheld: rules.map(\.name).filter(withheld.contains)))
    }
}
