/// The written identifiers of periods, and the days that they begin on.
///
/// Each length has one way of writing, fixed in width, so that an identifier names one period and a period
/// has one identifier: `2026`, `2026-Q1`, `2026-01`, `2026-W05`, `2026-01-31`.
enum PeriodName {
    /// The first day of the period of `length` that `day` lies in.
    static func firstDay(of length: PeriodLength, containing day: CalendarDate) -> CalendarDate {
        let first: CalendarDate? =
            switch length {
            case .day: day
            case .week: CalendarDate(dayNumber: day.dayNumber - day.isoWeekday + 1)
            case .month: CalendarDate(year: day.year, month: day.month, day: 1)
            case .quarter:
                CalendarDate(year: day.year, month: (day.month - 1) / 3 * 3 + 1, day: 1)
            case .year: CalendarDate(year: day.year, month: 1, day: 1)
            }
        // Absent only for a week that begins before year 1.
        return first ?? day
    }

    /// The first day of the period after the one that begins on `firstDay`; `nil` after year 9999.
    static func nextFirstDay(of length: PeriodLength, after firstDay: CalendarDate) -> CalendarDate?
    {
        switch length {
        case .day: CalendarDate(dayNumber: firstDay.dayNumber + 1)
        case .week: CalendarDate(dayNumber: firstDay.dayNumber + 7)
        case .month: monthsLater(firstDay, 1)
        case .quarter: monthsLater(firstDay, 3)
        case .year: CalendarDate(year: firstDay.year + 1, month: 1, day: 1)
        }
    }

    private static func monthsLater(_ day: CalendarDate, _ count: Int) -> CalendarDate? {
        let months = day.year * 12 + day.month - 1 + count
        return CalendarDate(year: months / 12, month: months % 12 + 1, day: 1)
    }

    /// The identifier of the period of `length` that begins on `firstDay`.
    static func write(_ length: PeriodLength, firstDay: CalendarDate) -> String {
        let year = padded(firstDay.year, 4)
        switch length {
        case .year: return year
        case .quarter: return "\(year)-Q\((firstDay.month + 2) / 3)"
        case .month: return "\(year)-\(padded(firstDay.month, 2))"
        case .day: return "\(year)-\(padded(firstDay.month, 2))-\(padded(firstDay.day, 2))"
        case .week:
            let (weekYear, week) = isoWeek(monday: firstDay)
            return "\(padded(weekYear, 4))-W\(padded(week, 2))"
        }
    }

    /// The first day of the period of `length` that `id` names, or `nil` when it names none.
    static func read(_ id: String, _ length: PeriodLength) -> CalendarDate? {
        // Read loosely, then accept only what would be written for the result.
        let numbers = id.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        let first: CalendarDate? =
            switch (length, numbers.count) {
            case (.year, 1): CalendarDate(year: numbers[0], month: 1, day: 1)
            case (.quarter, 2) where (1...4).contains(numbers[1]):
                CalendarDate(year: numbers[0], month: numbers[1] * 3 - 2, day: 1)
            case (.month, 2): CalendarDate(year: numbers[0], month: numbers[1], day: 1)
            case (.week, 2) where (1...53).contains(numbers[1]):
                firstMonday(year: numbers[0]).flatMap {
                    CalendarDate(dayNumber: $0.dayNumber + (numbers[1] - 1) * 7)
                }
            case (.day, 3): CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2])
            default: nil
            }
        guard let first, write(length, firstDay: first) == id else { return nil }
        return first
    }

    /// The ISO week and its year, of the week that begins on `monday`: the year its Thursday lies in.
    private static func isoWeek(monday: CalendarDate) -> (year: Int, week: Int) {
        guard let thursday = CalendarDate(dayNumber: monday.dayNumber + 3),
            let first = firstMonday(year: thursday.year)
        else { return (monday.year, 1) }
        return (thursday.year, (monday.dayNumber - first.dayNumber) / 7 + 1)
    }

    /// The Monday of week 1, which holds 4 January (ISO 8601).
    private static func firstMonday(year: Int) -> CalendarDate? {
        CalendarDate(year: year, month: 1, day: 4).flatMap {
            CalendarDate(dayNumber: $0.dayNumber - $0.isoWeekday + 1)
        }
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
