internal import SeuilCore
public import SeuilRelease

extension AttackedRelease {
    /// What an earlier release published, as the site keeps it for comparisons, read beside a `present` one.
    ///
    /// Only published cells are kept, so withheld ones are unknown here, not even as withheld; rules and code
    /// lists are those of the present release. Cells of tables that it cannot have are left out.
    public init(_ figures: ReleasedFigures, beside present: AttackedRelease) {
        let names = Set(present.dimensions.map(\.name))
        let tables = figures.tables.filter { table in
            names.isSuperset(of: table.declaration.dimensions)
                && names.isSuperset(of: table.declaration.filter.map { Array($0.keys) } ?? [])
        }
        self.init(
            site: present.site, audience: figures.audience, period: figures.period,
            rules: present.rules, dimensions: present.dimensions,
            tables: tables.map { AttackedTable($0, present) })
    }
}

extension AttackedTable {
    fileprivate init(_ table: ReleasedFigures.Table, _ present: AttackedRelease) {
        let declaration = table.declaration
        let known = declaration.dimensions.map { name in
            Set(present.dimensions.first { $0.name == name }?.codes.codes ?? [])
        }
        let showsVisitors = declaration.measures.contains("visitors")
        self.init(
            declaration.name, by: declaration.dimensions,
            unit: declaration.of == .visits ? .visit : .request, showsVisitors: showsVisitors,
            where: declaration.filter?.first.map { Filter($0.key, $0.value) },
            cells: table.cells.filter { cell in
                zip(cell.codes, known).allSatisfy { $1.contains($0) }
            }.map { cell in
                Cell(cell.codes, [cell.count] + (showsVisitors ? [cell.visitors] : []))
            })
    }
}
