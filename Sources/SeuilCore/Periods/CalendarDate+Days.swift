extension CalendarDate {
    /// The number of days since 1970-01-01, negative before it.
    ///
    /// Days are counted by arithmetic, because `Calendar` turns Julian before 1582 and is slow.
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    public var dayNumber: Int {
        // Years begin on 1 March here, so that a leap day is the last day of its year.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The date `dayNumber` days after 1970-01-01, or `nil` outside the years 1 to 9999.
    public init?(dayNumber: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// The day of the week as ISO 8601 numbers it: 1 is Monday, 7 is Sunday.
    public var isoWeekday: Int {
        // 1970-01-01 was a Thursday.
        let sinceThursday = (dayNumber + 3) % 7
        return (sinceThursday < 0 ? sinceThursday + 7 : sinceThursday) + 1
    }

    /// Completed years from this birth date to `day`; negative when born after it.
    ///
    /// Who is born on 29 February completes a year on 1 March of common years.
    public func completedYears(on day: CalendarDate) -> Int {
        let hadBirthday = (day.month, day.day) >= (month, self.day)
        return day.year - year - (hadBirthday ? 0 : 1)
    }

    /// Reads `YYYY-MM-DD`, ten ASCII characters and no others, or gives `nil`.
    ///
    /// Source: RFC 3339, `full-date`.
    public init?(iso bytes: some Collection<UInt8>) {
        guard bytes.count == 10 else { return nil }
        var numbers = (year: 0, month: 0, day: 0)
        for (place, byte) in bytes.enumerated() {
            if place == 4 || place == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = byte.decimalDigit else { return nil }
            switch place {
            case 0...3: numbers.year = numbers.year * 10 + digit
            case 5, 6: numbers.month = numbers.month * 10 + digit
            default: numbers.day = numbers.day * 10 + digit
            }
        }
        self.init(year: numbers.year, month: numbers.month, day: numbers.day)
    }
}

extension UInt8 {
    /// The value of an ASCII digit, or `nil`.
    var decimalDigit: Int? {
        self >= 0x30 && self <= 0x39 ? Int(self) - 0x30 : nil
    }
}
