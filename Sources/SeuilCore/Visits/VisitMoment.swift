/// What a visit's time says to the transforms: the clock and the calendar on the wall.
struct VisitMoment {
    /// 0 to 23.
    let hour: Int
    /// 1 for Monday to 7.
    let isoWeekday: Int
    /// The day of the visit, in days since 1970-01-01.
    let dayNumber: Int
    /// The day on which ages are taken, so that a person has one age in a period.
    let periodFirstDay: CalendarDate

    /// Completed years, on the period's first day, of who was born on `birth`; `nil` when that cannot be.
    ///
    /// Who is born within the period and before the visit is 0 years old; older than 130 is a slip of the pen.
    func age(bornOn birth: CalendarDate) -> Int? {
        guard birth.dayNumber <= dayNumber else { return nil }
        let age = max(0, birth.completedYears(on: periodFirstDay))
        return age <= 130 ? age : nil
    }
}
