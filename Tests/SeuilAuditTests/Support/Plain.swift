import SeuilCore
import Testing

@testable import SeuilAudit

/// Releases written by hand: a line a cell, `a, x: 12 11`, with `?` where it is withheld.
enum Plain {
    /// A table of `lines`, whose figures are the count and, where there are two, the visitors; then the sums.
    static func table(
        _ name: String, by dimensions: [String], unit: Scope = .visit,
        sums: [AttackedTable.Sum] = [], where filter: AttackedTable.Filter? = nil,
        isWithheldWhole: Bool = false, _ lines: String
    ) -> AttackedTable {
        let cells = lines.split(separator: "\n").map {
            line -> (codes: [String], figures: [String]) in
            let sides = line.split(separator: ":")
            return (
                sides[0].split(separator: ",").map { $0.filter { $0 != " " } },
                sides[1].split(separator: " ").map(String.init)
            )
        }
        let widest = cells.map(\.figures.count).max() ?? 1
        let showsVisitors = widest - sums.count == 2
        return AttackedTable(
            name, by: dimensions, unit: unit, showsVisitors: showsVisitors, sums: sums,
            where: filter, isWithheldWhole: isWithheldWhole,
            cells: cells.map { codes, figures in
                if figures == ["?"] { return .init(withheld: codes) }
                let counts = figures.dropLast(sums.count)
                return .init(
                    codes, counts.map { Int($0) },
                    sums: figures.suffix(sums.count).map { Decimal6($0) })
            })
    }

    /// The verdict on one release of `tables`, k 11 people and interval 3 unless said.
    static func verdict(
        on tables: [AttackedTable], _ dimensions: [AttackedDimension],
        threshold: Threshold = .people(11), interval: Int = 3,
        zeros: DisclosureRule.Zeros = .publish, narrowest: Int = 0
    ) throws -> Verdict {
        let release = AttackedRelease(
            rules: .init(
                threshold: threshold, interval: interval, zeros: zeros),
            dimensions: dimensions, tables: tables)
        return try Attack(on: [release]).run(budget: .auditor, narrowest: narrowest)
    }
}

extension Verdict {
    /// The break of that kind about exactly these cells, in any order.
    func broken(_ kind: Finding.Kind, _ cells: String..., measure: String? = nil) -> Finding? {
        breaks.first {
            $0.kind == kind && Set($0.cells) == Set(cells)
                && (measure == nil || $0.measure == measure)
        }
    }
}

extension Finding {
    var interval: ClosedRange<Int> { least...most }
}
