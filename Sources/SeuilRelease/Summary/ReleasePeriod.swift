internal import Foundation
internal import SeuilCore

/// A period as a release names it, and the periods that its figures are compared with.
struct ReleasePeriod: Sendable, Equatable {
    let id: String
    let length: PeriodLength
    let firstDay: CalendarDate

    /// The first day of the period just before; `nil` before the year 1.
    var previousFirstDay: CalendarDate? {
        switch length {
        case .day: firstDay.moved(byDays: -1)
        case .week: firstDay.moved(byDays: -7)
        case .month: firstDay.movedToFirst(monthsBefore: 1)
        case .quarter: firstDay.movedToFirst(monthsBefore: 3)
        case .year: firstDay.movedToFirst(monthsBefore: 12)
        }
    }

    /// The name of the same period one year before: the day, ISO week, month, quarter or year of that
    /// number. Some years have no such day or week; then nothing is found under the name.
    var yearBeforeID: String? {
        guard let year = Int(id.prefix(4)), year > 1 else { return nil }
        return String(format: "%04d", year - 1) + id.dropFirst(4)
    }

    /// The last day of a week that begins on `firstDay`.
    var lastDayOfWeek: CalendarDate? { firstDay.moved(byDays: 6) }
}

extension ReleasePeriod {
    init(_ period: Period) {
        self.init(id: period.id, length: period.length, firstDay: period.firstDay)
    }
}

extension CalendarDate {
    /// The date as in ISO 8601: `2026-01-31`.
    var isoText: String { String(format: "%04d-%02d-%02d", year, month, day) }

    /// The date that `text` spells as in ISO 8601.
    init?(isoText text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
            return nil
        }
        self.init(year: year, month: month, day: day)
        guard isoText == text else { return nil }
    }

    /// The day `count` days later, or earlier when negative; few days at a time.
    fileprivate func moved(byDays count: Int) -> CalendarDate? {
        var (year, month, day) = (year, month, day + count)
        while day < 1 {
            (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1)
            guard year > 0 else { return nil }
            day += CalendarDate.dayCount(year: year, month: month)
        }
        while day > CalendarDate.dayCount(year: year, month: month) {
            day -= CalendarDate.dayCount(year: year, month: month)
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        return CalendarDate(year: year, month: month, day: day)
    }

    /// The first day of the month that lies `count` months before this one.
    fileprivate func movedToFirst(monthsBefore count: Int) -> CalendarDate? {
        let months = year * 12 + month - 1 - count
        return CalendarDate(year: months / 12, month: months % 12 + 1, day: 1)
    }
}
