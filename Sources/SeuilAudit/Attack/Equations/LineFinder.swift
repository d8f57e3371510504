/// Finds every line on which listed cells stand: along each dimension, each level, each filter and time.
///
/// Where listed cells do not make up their total, what is left over is a cell too (`_T∖CAF`): nobody lists it,
/// but subtraction gives it. Such cells have lines of their own along the other dimensions.
struct LineFinder {
    /// More rounds would be needed only by what is left over of what is left over three times.
    private static let rounds = 3

    private(set) var known: KnownCells
    private(set) var lines: [Line] = []

    init(_ known: KnownCells) {
        self.known = known
        addTime()
        for _ in 0..<LineFinder.rounds {
            let count = self.known.cells.count
            lines.removeAll { $0.axis != .time }
            for dimension in known.dimensionNames.indices { addLines(along: dimension) }
            if self.known.cells.count == count { break }
        }
    }

    // MARK: Along a dimension

    private mutating func addLines(along dimension: Int) {
        for group in known.groups(along: dimension) where group.cells.count > 1 {
            guard let codes = known.spans[group.rest.span].dimensions[dimension]?.codes else {
                continue
            }
            let numbers = codes.codes.map { known.categories[dimension][$0] }
            for place in codes.codes.indices {
                guard let number = numbers[place], let total = group.cells[number] else { continue }
                var cover = Cover(codes: codes, numbers: numbers, group: group.cells)
                cover.look(under: place)
                guard !cover.parts.isEmpty else { continue }
                var parts = cover.parts
                if !cover.isComplete { parts.append(rest(of: total, without: parts, dimension)) }
                lines.append(Line(axis: .dimension(dimension), total: total, parts: parts))
            }
        }
    }

    /// The largest present categories under one, and whether they are all of it.
    private struct Cover {
        let codes: CodeTree
        let numbers: [Int?]
        let group: [Int: Int]
        var parts: [Int] = []
        var isComplete = true

        mutating func look(under place: Int) {
            if codes.children[place].isEmpty { isComplete = false }
            for child in codes.children[place] {
                if let number = numbers[child], let cell = group[number] {
                    parts.append(cell)
                } else {
                    look(under: child)
                }
            }
        }
    }

    /// The cell of what `parts` leave of `total`.
    private mutating func rest(of total: Int, without parts: [Int], _ dimension: Int) -> Int {
        let names = parts.map { known.category(of: $0, dimension) }
        let text = "\(known.category(of: total, dimension))∖\(names.joined(separator: "+"))"
        var key = known.cells[total].key
        key.categories[dimension] = known.categories[dimension].number(of: text)
        return known.place(of: key)
    }

    // MARK: Over time

    /// A period and others of the same days are made of the spans that their borders cut.
    private mutating func addTime() {
        let periods = known.spans.indices
        guard periods.count > 1 else { return }
        for key in known.timelessKeys() {
            let here = periods.filter { known.places[key.at($0)] != nil }
            guard here.count > 1, isSame(key, in: here) else { continue }
            let pieces = Dictionary(
                grouping: here.reduce(into: Set<Int>()) { $0.formUnion(known.spans[$1].days) }
            ) { day in here.filter { known.spans[$0].days.contains(day) } }
            for period in here {
                let own = pieces.filter { $0.key.contains(period) }
                    .sorted { ($0.value.min() ?? 0) < ($1.value.min() ?? 0) }
                guard own.count > 1 else { continue }
                let parts = own.map { owners, days in
                    known.place(of: key.at(span(of: Set(days), owners: owners)))
                }
                lines.append(
                    Line(axis: .time, total: known.place(of: key.at(period)), parts: parts))
            }
        }
    }

    /// Whether the cell means the same in all of these periods.
    private func isSame(_ key: CellKey, in periods: [Int]) -> Bool {
        known.dimensionNames.indices.allSatisfy { dimension in
            guard key.categories[dimension] != 0 else { return true }
            let declared = periods.map { known.spans[$0].dimensions[dimension] }
            return declared.allSatisfy { $0?.dependsOnPeriod == false }
                && Set(declared.map { $0?.codes.codes }).count == 1
                && Set(declared.map { $0?.codes.children }).count == 1
        }
    }

    /// The span of `days`, which all lie in each of the periods `owners`.
    private mutating func span(of days: Set<Int>, owners: [Int]) -> Int {
        if let span = known.spans.firstIndex(where: { $0.days == days }) { return span }
        var dimensions = known.spans[owners[0]].dimensions
        for (place, other) in owners.dropFirst().flatMap({ known.spans[$0].dimensions.enumerated() }
        )
        where dimensions[place]?.isAdditive != true {
            // People who have one value over a year have one in each part of it.
            dimensions[place] = other ?? dimensions[place]
        }
        known.spans.append(
            KnownCells.Span(
                name:
                    "\(days.count) days of \(owners.map { known.spans[$0].name }.joined(separator: " and "))",
                days: days, dimensions: dimensions))
        return known.spans.count - 1
    }
}

extension KnownCells {
    /// The cells that differ in one dimension only, by their category there.
    struct Group {
        let rest: CellKey
        var cells: [Int: Int]
    }

    /// The groups along `dimension`, in the order in which their cells were met.
    func groups(along dimension: Int) -> [Group] {
        var groups: [Group] = []
        var places: [CellKey: Int] = [:]
        for (cell, key) in cells.enumerated().map({ ($0.offset, $0.element.key) }) {
            let rest = key.without(dimension)
            let place = places[rest] ?? groups.count
            if place == groups.count {
                places[rest] = place
                groups.append(Group(rest: rest, cells: [:]))
            }
            groups[place].cells[key.categories[dimension]] = cell
        }
        return groups
    }

    /// The name of the cell's category along `dimension`.
    fileprivate func category(of cell: Int, _ dimension: Int) -> String {
        categories[dimension].names[cells[cell].key.categories[dimension]]
    }

    /// The cells' categories, whenever they are of, in the order in which they were met.
    func timelessKeys() -> [CellKey] {
        var met: Set<CellKey> = []
        return cells.map { $0.key.at(0) }.filter { met.insert($0).inserted }
    }
}

extension CellKey {
    /// The cell of the same categories in another span.
    func at(_ span: Int) -> CellKey { CellKey(span: span, categories: categories) }
}
