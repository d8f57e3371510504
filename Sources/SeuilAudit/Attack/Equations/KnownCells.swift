internal import SeuilCore

/// The cells of all releases of one site whose days overlap, audiences pooled, the same cell of several tables
/// once.
struct KnownCells {
    /// Days that cells are of: a period's, or some that several periods share.
    struct Span {
        let name: String
        let days: Set<Int>
        /// One a dimension; `nil` where no release of the span has it.
        var dimensions: [AttackedDimension?]
    }

    struct Cell {
        let key: CellKey
        /// Indices into `tables` of those that list it.
        var tables: [Int] = []
        /// Whether it is withheld in a table that is withheld whole, and so perhaps for no reason of its own.
        var isSwept = false
        /// What is published of it, by index of `measures`.
        var figures: [Int: Int] = [:]
        /// The measures that some table would show.
        var shown: Set<Int> = []
        /// Whether it is below the threshold, where a release tells.
        var isSmall: Bool?

        var isListed: Bool { !tables.isEmpty }
        var isPublished: Bool { !figures.isEmpty }
        var isWithheld: Bool { isListed && !isPublished }
    }

    /// A table of one period, whichever audiences get it.
    struct Table {
        let span: Int
        let name: String
        let dimensions: [Int]
        var cells: [Int] = []
    }

    private(set) var rules: AttackedRelease.Rules
    private(set) var dimensionNames: [String] = []
    var categories: [CategoryNames] = []
    var spans: [Span] = []
    private(set) var measures: [Measure] = []
    /// By measure: the most that one contribution adds, for sums, in steps.
    private(set) var caps: [Int?] = []
    /// By measure: the millionths of one step; sums are counted in steps, so that they are whole numbers.
    private(set) var steps: [Int] = []
    private(set) var tables: [Table] = []
    private(set) var cells: [Cell] = []
    private(set) var places: [CellKey: Int] = [:]

    /// Pools `releases`, which are of one site.
    init(_ releases: [AttackedRelease]) throws(AttackError) {
        guard let first = releases.first else { throw .nothing }
        rules = first.rules
        if releases.contains(where: { $0.rules.counting == .hll }) { rules.counting = .hll }
        for release in releases {
            var others = release.rules
            others.counting = rules.counting
            guard others == rules else { throw .differentRules(period: release.period) }
        }
        for dimension in releases.flatMap(\.dimensions)
        where !dimensionNames.contains(dimension.name) {
            dimensionNames.append(dimension.name)
            categories.append(CategoryNames())
        }
        let tables = releases.flatMap(\.tables)
        addMeasures(of: tables)
        addSums(of: tables)
        for release in releases {
            let span = try add(spanOf: release)
            for table in release.tables { try add(table, of: release, span: span) }
        }
    }

    /// The measures that stand in tables, and the one that the threshold counts.
    private mutating func addMeasures(of tables: [AttackedTable]) {
        let units = tables.map(\.unit)
        var isOnVisits = units.contains(.visit)
        if case .visits = rules.threshold { isOnVisits = true }
        if units.contains(.request) { add(.requests) }
        if isOnVisits { add(.visits) }
        var isOnPeople = tables.contains(where: \.showsVisitors)
        if case .people = rules.threshold { isOnPeople = true }
        if isOnPeople { add(.visitors) }
    }

    /// The sums, each in the largest power of ten that divides all that is published of it.
    private mutating func addSums(of tables: [AttackedTable]) {
        for table in tables {
            for sum in table.sums where !measures.contains(.sum(sum.name, of: table.unit)) {
                let published = tables.flatMap { $0.values(of: sum.name) }
                let step = [1_000_000, 100_000, 10_000, 1_000, 100, 10].first { step in
                    published.allSatisfy { $0 % step == 0 }
                }
                add(.sum(sum.name, of: table.unit), cap: sum.cap, step: step ?? 1)
            }
        }
    }

    private mutating func add(_ measure: Measure, cap: Int? = nil, step: Int = 1_000_000) {
        guard !measures.contains(measure) else { return }
        measures.append(measure)
        caps.append(cap.map { $0 * (1_000_000 / step) })
        steps.append(step)
    }

    private mutating func add(spanOf release: AttackedRelease) throws(AttackError) -> Int {
        guard let days = PeriodDays.days(of: release.period) else { throw .period(release.period) }
        let known = spans.firstIndex { $0.name == release.period }
        let span = known ?? spans.count
        if known == nil {
            spans.append(
                Span(
                    name: release.period, days: Set(days),
                    dimensions: dimensionNames.map { _ in nil }))
        }
        for dimension in release.dimensions {
            guard let place = dimensionNames.firstIndex(of: dimension.name) else { continue }
            guard let other = spans[span].dimensions[place], other != dimension else {
                spans[span].dimensions[place] = dimension
                continue
            }
            // What one audience's tables leave open another's may say.
            guard other.agrees(with: dimension) else {
                throw .differentRules(period: release.period)
            }
            if other.scope == nil { spans[span].dimensions[place] = dimension }
        }
        return span
    }

    private mutating func add(
        _ table: AttackedTable, of release: AttackedRelease, span: Int
    ) throws(AttackError) {
        let dimensions = table.dimensions.compactMap { dimensionNames.firstIndex(of: $0) }
        guard dimensions.count == table.dimensions.count else {
            throw .undeclared(table: table.name)
        }
        var base = CellKey(span: span, categories: dimensionNames.map { _ in 0 })
        if let filter = table.filter {
            guard let place = dimensionNames.firstIndex(of: filter.dimension) else {
                throw .undeclared(table: table.name)
            }
            base.categories[place] = categories[place].number(of: filter.code)
        }
        let shown = columns(of: table)
        let index =
            tables.firstIndex { $0.span == span && $0.name == table.name } ?? tables.count
        if index == tables.count {
            tables.append(Table(span: span, name: table.name, dimensions: dimensions))
        }
        for cell in table.cells {
            guard cell.codes.count == dimensions.count else { throw .undeclared(table: table.name) }
            var key = base
            for (dimension, code) in zip(dimensions, cell.codes) {
                guard release.dimension(dimensionNames[dimension], has: code) else {
                    throw .undeclared(table: table.name)
                }
                key.categories[dimension] = categories[dimension].number(of: code)
            }
            try list(cell, at: key, in: index, shown: shown)
            if table.isWithheldWhole, cell.isWithheld { cells[place(of: key)].isSwept = true }
        }
    }

    /// The measures of the table's columns.
    private func columns(of table: AttackedTable) -> [Int] {
        let all =
            [Measure.count(of: table.unit)] + (table.showsVisitors ? [.visitors] : [])
            + table.sums.map { .sum($0.name, of: table.unit) }
        return all.compactMap { measures.firstIndex(of: $0) }
    }

    private mutating func list(
        _ listed: AttackedTable.Cell, at key: CellKey, in table: Int, shown: [Int]
    ) throws(AttackError) {
        let cell = place(of: key)
        if !cells[cell].tables.contains(table) {
            cells[cell].tables.append(table)
            tables[table].cells.append(cell)
        }
        cells[cell].shown.formUnion(shown)
        cells[cell].isSmall = listed.isSmall ?? cells[cell].isSmall
        let counts = shown.filter { caps[$0] == nil }
        let sums = shown.filter { caps[$0] != nil }
        let figures =
            Array(zip(counts, listed.figures))
            + zip(sums, listed.sums).map { measure, sum in
                (measure, sum.map { Int($0.millionths) / steps[measure] })
            }
        for (measure, figure) in figures {
            guard let figure else { continue }
            if let other = cells[cell].figures[measure], other != figure {
                let tables = cells[cell].tables.map { self.tables[$0].name }
                throw .contradiction(period: spans[key.span].name, tables: tables)
            }
            cells[cell].figures[measure] = figure
        }
    }

    /// The cell of that key, which is unlisted when it is new.
    @discardableResult
    mutating func place(of key: CellKey) -> Int {
        if let place = places[key] { return place }
        places[key] = cells.count
        cells.append(Cell(key: key))
        return cells.count - 1
    }
}

extension AttackedDimension {
    /// Whether two audiences may have been told both.
    fileprivate func agrees(with other: AttackedDimension) -> Bool {
        isAdditive == other.isAdditive && codes == other.codes && zeros == other.zeros
            && (scope == other.scope || scope == nil || other.scope == nil)
    }
}

extension AttackedTable {
    /// What is published of that sum, in millionths.
    fileprivate func values(of sum: String) -> [Int] {
        guard let place = sums.firstIndex(where: { $0.name == sum }) else { return [] }
        return cells.compactMap { cell in
            cell.sums.indices.contains(place) ? cell.sums[place].map { Int($0.millionths) } : nil
        }
    }
}

extension AttackedRelease {
    fileprivate func dimension(_ name: String, has code: String) -> Bool {
        dimensions.first { $0.name == name }?.codes.codes.contains(code) ?? false
    }
}
