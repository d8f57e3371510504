public import Foundation

/// The periods of a policy: which one an instant lies in, which one an identifier names, when each ends.
///
/// Periods part time without gap or overlap, also where a clock change falls on midnight: each ends at the
/// instant the next begins, and an instant belongs to the one whose span holds it.
public struct PeriodCalendar: Sendable {
    public let rule: PeriodRule
    /// The policy's zone.
    public let timeZone: TimeZone

    /// The calendar of `rule`, or `nil` when this system knows no such time zone.
    public init?(rule: PeriodRule) {
        guard let timeZone = TimeZone(identifier: rule.timeZone) else { return nil }
        self.rule = rule
        self.timeZone = timeZone
    }

    /// The period that `instant` lies in; instants outside the years 1 to 9998 count as the nearest inside.
    public func period(containing instant: Date) -> Period {
        let firstDay = PeriodName.firstDay(of: rule.each, containing: localDay(of: instant))
        var period = Period(rule.each, firstDay: firstDay, in: timeZone)
        // The clocks may go back over midnight: the local date then names a neighbour.
        while instant >= period.end, let later = next(after: period) { period = later }
        while instant < period.start, let earlier = previous(before: period) { period = earlier }
        return period
    }

    /// The period that `day` lies in.
    public func period(containing day: CalendarDate) -> Period {
        Period(
            rule.each, firstDay: PeriodName.firstDay(of: rule.each, containing: day), in: timeZone)
    }

    /// The period that `id` names, written exactly as a period of this policy is; otherwise `nil`.
    public func period(id: String) -> Period? {
        guard let firstDay = PeriodName.read(id, rule.each),
            PeriodName.nextFirstDay(of: rule.each, after: firstDay) != nil
        else { return nil }
        let period = Period(rule.each, firstDay: firstDay, in: timeZone)
        // A day that a zone skipped to cross the date line has no instant.
        return period.start < period.end ? period : nil
    }

    /// The period that begins when `period` ends; `nil` at the end of the calendar.
    public func next(after period: Period) -> Period? {
        var firstDay = period.firstDay
        while let day = PeriodName.nextFirstDay(of: rule.each, after: firstDay),
            PeriodName.nextFirstDay(of: rule.each, after: day) != nil
        {
            let next = Period(rule.each, firstDay: day, in: timeZone)
            if next.start < next.end { return next }
            firstDay = day
        }
        return nil
    }

    /// When a live period stops taking late visits: its end and the policy's grace.
    public func closesAt(_ period: Period) -> Date {
        period.end.addingTimeInterval(TimeInterval(rule.grace.components.seconds))
    }

    /// The date that a calendar on the wall shows at `instant`, kept within the calendar's years.
    public func localDay(of instant: Date) -> CalendarDate {
        let seconds = instant.timeIntervalSince1970 + Double(timeZone.secondsFromGMT(for: instant))
        let day = (seconds / 86_400).rounded(.down)
        let bounds = PeriodCalendar.firstDay.dayNumber...PeriodCalendar.lastDay.dayNumber
        let clamped = Int(
            min(max(day, Double(bounds.lowerBound)), Double(bounds.upperBound)))
        return CalendarDate(dayNumber: clamped) ?? PeriodCalendar.firstDay
    }

    private func previous(before period: Period) -> Period? {
        var firstDay = period.firstDay
        while let dayBefore = CalendarDate(dayNumber: firstDay.dayNumber - 1) {
            firstDay = PeriodName.firstDay(of: rule.each, containing: dayBefore)
            let previous = Period(rule.each, firstDay: firstDay, in: timeZone)
            if previous.start < previous.end { return previous }
        }
        return nil
    }

    // 1 January of year 1 is a Monday, so that every length has a whole period at this end; at the other
    // a year of room stays for the period after the last.
    private static let firstDay = CalendarDate.unchecked(1, 1, 1)
    private static let lastDay = CalendarDate.unchecked(9998, 12, 31)
}

extension CalendarDate {
    /// A date known to exist where it is written.
    fileprivate static func unchecked(_ year: Int, _ month: Int, _ day: Int) -> CalendarDate {
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            preconditionFailure("a date written in the source exists")
        }
        return date
    }
}

extension Period {
    /// The period of `length` from `firstDay` to the day before the next begins.
    init(_ length: PeriodLength, firstDay: CalendarDate, in timeZone: TimeZone) {
        let nextDay = PeriodName.nextFirstDay(of: length, after: firstDay)
        self.init(
            id: PeriodName.write(length, firstDay: firstDay), length: length, firstDay: firstDay,
            start: timeZone.firstInstant(of: firstDay.dayNumber),
            end: timeZone.firstInstant(of: nextDay?.dayNumber ?? firstDay.dayNumber))
    }
}
