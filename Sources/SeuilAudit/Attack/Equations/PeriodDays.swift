internal import SeuilCore

/// The days of a period, from its identifier alone.
enum PeriodDays {
    /// The days of the period that `id` names, counted from 1970-01-01, or `nil` when it names none.
    static func days(of id: String) -> Range<Int>? {
        for length in PeriodLength.allCases {
            // Days are days in every zone: only their numbers are used.
            let rule = PeriodRule(
                each: length, timeZone: "UTC", grace: .zero, backfillFrom: nil)
            guard let calendar = PeriodCalendar(rule: rule), let period = calendar.period(id: id),
                let next = calendar.next(after: period)
            else { continue }
            return period.firstDay.dayNumber..<next.firstDay.dayNumber
        }
        return nil
    }
}

extension AttackedRelease {
    /// Whether the two are of the same site and of periods with a day in common.
    func sharesDays(with other: AttackedRelease) -> Bool {
        guard site == other.site, let days = PeriodDays.days(of: period),
            let others = PeriodDays.days(of: other.period)
        else { return false }
        return days.overlaps(others)
    }
}
