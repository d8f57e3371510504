import SeuilCore

/// What is counted of a cell, from the largest number to the smallest: no cell has fewer requests than
/// visits, or fewer visits than visitors.
enum Measure: Int, Sendable, CaseIterable, Comparable {
    case requests, visits, visitors

    static func < (left: Measure, right: Measure) -> Bool { left.rawValue < right.rawValue }

    /// Whether every contribution to the total over `dimension` falls in exactly one category.
    ///
    /// A visit can carry requests of several reasons, a person can come at several hours: over such a
    /// dimension the categories' numbers may exceed the total.
    func addsUp(over dimension: Dimension) -> Bool {
        switch self {
        case .requests: true
        case .visits: dimension.scope == .visit
        case .visitors: dimension.isPerPerson
        }
    }
}

extension TableFigures {
    func figure(_ measure: Measure, _ cell: Int) -> Int {
        switch measure {
        case .requests: requests[cell]
        case .visits: visits[cell]
        case .visitors: visitors[cell]
        }
    }
}

extension Policy {
    /// The measures that a world must give: those that some table shows, and the one that the threshold
    /// counts, largest first.
    ///
    /// A measure that no table shows and no threshold counts can be left out: any world without it is
    /// completed by giving each cell the next larger measure's number, or if there is none the next smaller's.
    var measures: [Measure] {
        Measure.allCases.filter { measure in
            switch measure {
            case .requests: tables.contains { $0.unit == .request }
            case .visits: tables.contains { $0.unit == .visit } || threshold.counted == .visits
            case .visitors:
                threshold.counted == .visitors
                    || visitor != nil && tables.contains(where: \.showsVisitors)
            }
        }
    }
}

extension Threshold {
    /// The measure that must reach the threshold.
    var counted: Measure {
        switch self {
        case .people: .visitors
        case .visits: .visits
        }
    }
}
