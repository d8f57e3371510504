import Foundation
import SeuilCore

/// What earlier releases said of the cells of a later one that counts some of the same days.
///
/// Two cells are the same when both count what comes of the same dimensions, and of the same codes of each. A
/// dimension is the same when it has the same name, comes of the same member in the same way, and has the same
/// list of codes. Age is so only in periods that begin on one day, because it is taken on a period's first. A
/// cell that cannot be found again was not published then, and so is not published now.
struct EarlierCells {
    private let period: Range<Date>
    private let measures: [Measure]
    private let threshold: Threshold
    private let releases: [Release]
    /// Whether of any two periods one holds the other and more, or they have no day in common.
    private let isNested: Bool

    /// One release: the days, and what it said of each cell of the later one that it lists.
    private struct Release {
        let days: Range<Date>
        /// No fewer people than this stand behind a published figure that is not 0.
        let leastPeople: Int
        let cells: [CellKey: EarlierCell]
    }

    /// What those of `earlier` said that share days with the period, at once or through others; `nil` when
    /// there are none.
    init?(_ earlier: [EarlierFigures], design: TableDesign, period: Period, measures: [Measure]) {
        let days = period.start..<period.end
        let concerned = EarlierCells.concerned(among: earlier, by: days)
        if concerned.isEmpty { return nil }
        self.period = days
        self.measures = measures
        threshold = design.policy.threshold
        releases = concerned.map { figures in
            let finder = EarlierKeys(figures, design: design, period: period)
            var leastPeople = 0
            if case .people(let least) = figures.policy.threshold { leastPeople = least }
            return Release(
                days: figures.days, leastPeople: leastPeople,
                cells: finder.cells(measures: measures))
        }
        let all = [days] + releases.map(\.days)
        isNested =
            Set(all).count == all.count
            && all.allSatisfy { one in
                all.allSatisfy {
                    !one.overlaps($0) || one.isWithin($0) || $0.isWithin(one)
                }
            }
    }

    private static func concerned(
        among earlier: [EarlierFigures], by period: Range<Date>
    ) -> [EarlierFigures] {
        var concerned: [EarlierFigures] = []
        var others = earlier
        var days = [period]
        while !days.isEmpty {
            let next = others.filter { other in days.contains { $0.overlaps(other.days) } }
            others.removeAll { next.contains($0) }
            concerned += next
            days = next.map(\.days)
        }
        return concerned
    }

    /// What is to be kept in mind of a cell whose figures are `truth`.
    func past(of key: CellKey, truth: [Int], shows: [Bool]) -> CellPast {
        // What no table shows is not published in any case; whether it is too small is asked elsewhere.
        let isListed = shows.contains(true)
        guard isNested else { return CellPast(isBarred: isListed, truth: truth) }
        var isPublishedThroughout = true
        var known: [KnownDays.Figures] = []
        for release in releases {
            if case .published(let figures) = release.cells[key] {
                known.append(
                    KnownDays.Figures(
                        days: release.days, figures: figures, leastPeople: release.leastPeople))
            } else if release.days.overlaps(period) {
                isPublishedThroughout = false
            }
        }
        let days = KnownDays(known, around: period, measures: measures)
        let rests = days.rests(of: truth, shows: shows)
        let isEnough = rests.allSatisfy { $0.isOfNobody || $0.holds(threshold, measures) }
        return CellPast(
            isBarred: isListed && !(isPublishedThroughout && isEnough),
            ranges: days.ranges(around: truth),
            rests: rests.map(\.counts))
    }
}

extension Range<Date> {
    func isWithin(_ other: Range<Date>) -> Bool { clamped(to: other) == self }
}

extension EarlierFigures {
    var days: Range<Date> { period.start..<period.end }
}
