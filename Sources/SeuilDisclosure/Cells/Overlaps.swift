import SeuilCore

/// What two categories have in common where one contribution may fall in several: people who came for both
/// reasons.
///
/// No table shows it, but tables over one such dimension share it: figures that force two reasons to have the
/// same people in one table force it in the other. So witnesses must say how many they have in common, and it
/// must add up over a person's dimensions. Pairs only, of those that some figures force to overlap; overlaps
/// of three and more are not modelled.
struct Overlaps {
    let design: TableDesign
    let merged: MergedCells
    let measures: [Measure]
    let additivity: Additivity
    /// The lines as found, and in the same order as related.
    let found: [LineFinder.Found]
    let lines: [Line]

    /// The cells to add to the system, and the lines on which they stand.
    private(set) var cells: [CellSystem.Cell] = []
    private(set) var addedLines: [Line] = []
    private var places: [Slice: Int] = [:]
    private let cellByKey: [CellKey: Int]
    /// The dimensions that several tables have, in the order of their names.
    private let shared: [Int]

    /// Two categories of one dimension, in the order of their names.
    private struct Pair: Hashable {
        let dimension: Int
        let first: Int
        let second: Int
    }

    /// A pair within what the other dimensions say.
    private struct Slice: Hashable {
        let pair: Pair
        let rest: CellKey
    }

    /// Two parts of one line.
    private struct Parts {
        let slice: Slice
        let line: Int
        let first: Int
        let second: Int
        /// Whether these two are all that the total has.
        let areWhole: Bool
    }

    init(
        design: TableDesign, merged: MergedCells, measures: [Measure],
        additivity: Additivity, found: [LineFinder.Found], lines: [Line]
    ) {
        self.design = design
        self.merged = merged
        self.measures = measures
        self.additivity = additivity
        self.found = found
        self.lines = lines
        cellByKey = Dictionary(
            uniqueKeysWithValues: merged.keys.enumerated().map { ($0.element, $0.offset) })
        let dimensions = design.policy.dimensions
        shared = dimensions.indices.filter { dimension in
            design.layouts.count { $0.axes.contains { $0.dimension == dimension } } > 1
        }.sorted { dimensions[$0].name < dimensions[$1].name }
        let parts = allParts()
        let forced = Set(parts.filter(isForced).map(\.slice.pair))
        for part in parts where forced.contains(part.slice.pair) { add(part) }
        for dimension in shared {
            let pairs = forced.filter { $0.dimension == dimension }.sorted { isBefore($0, $1) }
            for line in found.indices where found[line].dimension != dimension {
                let category = merged.keys[found[line].parent].categories[dimension]
                for pair in pairs where pair.first == category {
                    addSum(of: pair, along: line)
                    addOutside(of: pair, along: line)
                }
                for pair in pairs where pair.second == category {
                    addOutside(of: pair, along: line)
                }
            }
        }
    }

    /// By the names of the two, which do not depend on the policy's order.
    private func isBefore(_ left: Pair, _ right: Pair) -> Bool {
        let name = design.categories[left.dimension].name
        return (name(left.first), name(left.second)) < (name(right.first), name(right.second))
    }

    /// Every two parts of every line over a dimension that several tables have and where parts may overlap.
    private func allParts() -> [Parts] {
        let mayOverlap = Set(
            found.indices.filter { index in lines[index].sums.contains { $0.mayOverlap } }
                .map { found[$0].dimension }
        ).intersection(shared)
        return found.indices.filter { mayOverlap.contains(found[$0].dimension) }.flatMap { index in
            let line = found[index]
            let children = line.children.filter { !isKnownZero($0) }
            return children.indices.flatMap { first in
                children[(first + 1)...].map { second in
                    parts(
                        children[first], second, on: index,
                        areWhole: line.isComplete && children.count == 2)
                }
            }
        }
    }

    private func parts(_ one: Int, _ other: Int, on line: Int, areWhole: Bool) -> Parts {
        let dimension = found[line].dimension
        let categories = [one, other].map { merged.keys[$0].categories[dimension] }
        let names = categories.map(design.categories[dimension].name)
        let isOrdered = names[0] < names[1]
        var rest = merged.keys[one]
        rest.categories[dimension] = Categories.total
        let pair = Pair(
            dimension: dimension, first: categories[isOrdered ? 0 : 1],
            second: categories[isOrdered ? 1 : 0])
        return Parts(
            slice: Slice(pair: pair, rest: rest), line: line, first: isOrdered ? one : other,
            second: isOrdered ? other : one, areWhole: areWhole)
    }

    /// Whether the cell is published as 0 whatever else happens.
    private func isKnownZero(_ cell: Int) -> Bool {
        merged.cells[cell].isListed && merged.cells[cell].truth?[0] == 0
            && merged.cells[cell].zeros == .publish
    }

    /// Whether the true figures leave no room for two disjoint parts.
    private func isForced(_ parts: Parts) -> Bool {
        let positions = measures.indices.filter { lines[parts.line].sums[$0].mayOverlap }
        guard !positions.isEmpty, let total = merged.cells[lines[parts.line].parent].truth,
            let first = merged.cells[parts.first].truth,
            let second = merged.cells[parts.second].truth
        else { return !positions.isEmpty }
        return positions.contains { first[$0] + second[$0] > total[$0] }
    }

    private mutating func add(_ parts: Parts) {
        let place = places[parts.slice] ?? merged.cells.count + cells.count
        if places[parts.slice] == nil {
            places[parts.slice] = place
            cells.append(
                CellSystem.Cell(
                    name: "", totals: 0, isGrandTotal: false, isOverlap: true, truth: nil,
                    shows: measures.map { _ in false }))
        }
        let line = lines[parts.line]
        for part in [parts.first, parts.second] {
            append(part, [place], like: line) { $0.mayOverlap ? .partialOverlapping : .unrelated }
        }
        append(line.parent, [parts.first, parts.second, place], like: line) { sum in
            sum.mayOverlap ? .joint(isWhole: parts.areWhole) : .unrelated
        }
        if found[parts.line].isComplete, line.children.count > 2 {
            append(line.parent, line.children + [place], like: line) { sum in
                sum.mayOverlap ? .covering : .unrelated
            }
        }
        // Where parts add up they have nothing in common.
        append(place, [], like: line) { $0 == .exact ? .exact : .unrelated }
    }

    private mutating func append(
        _ parent: Int, _ children: [Int], like line: Line, sum: (Line.Sum) -> Line.Sum
    ) {
        addedLines.append(
            Line(
                parent: parent, children: children, sums: line.sums.map(sum),
                boundsExcess: measures.dropLast().map { _ in false }))
    }

    /// The pair's own line over another dimension, where its first category has one: what two reasons have in
    /// common adds up over a person's dimensions, and nowhere exceeds the total.
    ///
    /// Whoever came for one reason from one district and for the other from another is among those who came for
    /// both, and in no district. So where the data contradict that a person has one district nothing adds up, also
    /// where each reason's own figures happen to.
    private mutating func addSum(of pair: Pair, along index: Int) {
        let line = found[index]
        guard let parent = place(of: pair, around: line.parent) else { return }
        let children = line.children.compactMap { place(of: pair, around: $0) }
        if children.isEmpty { return }
        let sums = measures.indices.map { position -> Line.Sum in
            addsUp(pair, along: index, position) ? .exact : .partialOverlapping
        }
        addedLines.append(
            Line(
                parent: parent, children: children, sums: sums,
                boundsExcess: measures.dropLast().map { _ in false }))
    }

    /// Where what the two have in common does not add up, still: who came for one of them and not for the other did so
    /// in each slice in which they came.
    private mutating func addOutside(of pair: Pair, along index: Int) {
        let line = found[index]
        guard line.isComplete, let parent = place(of: pair, around: line.parent) else { return }
        let sums = measures.indices.map { position -> Line.Sum in
            addsUp(pair, along: index, position)
                ? .unrelated : .outside(slices: line.children.count)
        }
        if sums.allSatisfy({ $0 == .unrelated }) { return }
        addedLines.append(
            Line(
                parent: line.parent,
                children: [parent] + line.children
                    + line.children.compactMap { place(of: pair, around: $0) },
                sums: sums, boundsExcess: measures.dropLast().map { _ in false }))
    }

    /// Whether what the two have in common in the slices makes what they have in common in all.
    private func addsUp(_ pair: Pair, along index: Int, _ position: Int) -> Bool {
        let line = found[index]
        return lines[index].sums[position] == .exact
            && additivity.isUncontradicted(position, over: line.dimension)
            && measures[position].addsUp(over: design.policy.dimensions[line.dimension])
            && line.children.allSatisfy { child in
                place(of: pair, around: child) != nil
                    || [pair.first, pair.second].contains { category in
                        cellByKey[key(of: category, in: pair, around: child)].map(isKnownZero)
                            ?? false
                    }
            }
    }

    private func key(of category: Int, in pair: Pair, around cell: Int) -> CellKey {
        var key = merged.keys[cell]
        key.categories[pair.dimension] = category
        return key
    }

    private func place(of pair: Pair, around cell: Int) -> Int? {
        places[
            Slice(pair: pair, rest: key(of: Categories.total, in: pair, around: cell))]
    }
}
