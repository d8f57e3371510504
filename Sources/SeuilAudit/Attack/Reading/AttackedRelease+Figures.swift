internal import SeuilCore
internal import SeuilRelease

extension AttackedRelease {
    /// What an earlier release published, as the site keeps it for comparisons, beside the `present` ones.
    ///
    /// Only published cells are kept, so withheld ones are unknown here, not even as withheld. Rules and code
    /// lists are those of the present releases; cells that these cannot have are left out, and visitors are
    /// not taken to add up, since what contradicted it then is not kept.
    init(_ figures: ReleasedFigures, beside present: [AttackedRelease]) {
        var dimensions: [AttackedDimension] = []
        for dimension in present.flatMap(\.dimensions)
        where !dimensions.contains(where: { $0.name == dimension.name }) {
            dimensions.append(dimension.withoutAdditivity)
        }
        let names = Set(dimensions.map(\.name))
        let tables = figures.tables.filter { table in
            names.isSuperset(of: table.declaration.dimensions)
                && names.isSuperset(of: table.declaration.filter.map { Array($0.keys) } ?? [])
        }
        self.init(
            site: present.first?.site ?? "", audience: figures.audience, period: figures.period,
            rules: present.first?.rules ?? Rules(threshold: .people(1), interval: 1),
            dimensions: dimensions, tables: tables.map { AttackedTable($0, dimensions) })
    }
}

extension AttackedTable {
    fileprivate init(_ table: ReleasedFigures.Table, _ dimensions: [AttackedDimension]) {
        let declaration = table.declaration
        let known = declaration.dimensions.map { name in
            Set(dimensions.first { $0.name == name }?.codes.codes ?? [])
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
