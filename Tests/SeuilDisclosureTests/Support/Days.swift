import Foundation

@testable import SeuilCore
@testable import SeuilDisclosure

/// Periods of whole days of January 2026, from noon to noon of no particular zone.
struct Days: Hashable {
    let first: Int
    let last: Int

    init(_ days: ClosedRange<Int>) {
        first = days.lowerBound
        last = days.upperBound
    }

    func contains(_ day: Int) -> Bool { (first...last).contains(day) }

    var period: Period {
        let moment = { (day: Int) in Date(timeIntervalSince1970: Double(day) * 86_400) }
        guard let firstDay = CalendarDate(year: 2026, month: 1, day: first) else {
            preconditionFailure("a day of January")
        }
        return Period(
            id: "\(first)-\(last)", length: .week, firstDay: firstDay, start: moment(first),
            end: moment(last + 1))
    }
}

extension SmallPolicy {
    /// A closed tally of `visits` in a period of its own.
    func tally(_ visits: [Microdata.Visit], in days: Days) -> ClosedTally {
        SmallPolicy.tally(policy, Microdata(visits).figures(for: policy), in: days)
    }

    static func tally(_ policy: Policy, _ figures: [TableFigures], in days: Days) -> ClosedTally {
        let tally = tally(policy, figures)
        return ClosedTally(
            policy: tally.policy, period: days.period, tables: tally.tables,
            counting: tally.counting)
    }
}
