import Testing

@testable import SeuilCore

@Suite("Dates of the calendar")
struct CalendarDateTests {
    @Test("Day numbers and dates are each other's inverse, over four centuries and at the ends")
    func dayNumbersRoundTrip() throws {
        for number in Array(-140_000...(-139_000)) + Array(-1000...50_000) {
            #expect(try #require(CalendarDate(dayNumber: number)).dayNumber == number)
        }
        let first = try #require(CalendarDate(year: 1, month: 1, day: 1))
        let last = try #require(CalendarDate(year: 9999, month: 12, day: 31))
        #expect(CalendarDate(dayNumber: first.dayNumber) == first)
        #expect(CalendarDate(dayNumber: last.dayNumber) == last)
        #expect(CalendarDate(dayNumber: first.dayNumber - 1) == nil)
        #expect(CalendarDate(dayNumber: last.dayNumber + 1) == nil)
    }

    @Test("Known days have their day number and weekday")
    func knownDays() throws {
        let known = [(1970, 1, 1, 0, 4), (2000, 3, 1, 11_017, 3), (2024, 2, 29, 19_782, 4)]
        for (year, month, day, number, weekday) in known {
            let date = try #require(CalendarDate(year: year, month: month, day: day))
            #expect(date.dayNumber == number)
            #expect(date.isoWeekday == weekday)
        }
    }

    @Test(
        "A date is ten characters and a day that exists",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-01-1 ", " 2026-01-1",
            "2026/01/01", "20260101", "0000-01-01", "2026-01-011", "-026-01-01", "２026-01-0", "",
        ])
    func wrongDates(text: String) {
        #expect(CalendarDate(iso: Array(text.utf8)) == nil)
    }

    @Test("A date that exists is read")
    func rightDates() {
        #expect(
            CalendarDate(iso: Array("2024-02-29".utf8))
                == CalendarDate(year: 2024, month: 2, day: 29))
    }

    @Test("A year is completed on the birthday, and on 1 March by who was born on 29 February")
    func ages() throws {
        func age(_ birth: String, _ day: String) throws -> Int {
            let birth = try #require(CalendarDate(iso: Array(birth.utf8)))
            return birth.completedYears(on: try #require(CalendarDate(iso: Array(day.utf8))))
        }
        #expect(try age("2000-01-02", "2018-01-01") == 17)
        #expect(try age("2000-01-01", "2018-01-01") == 18)
        #expect(try age("2000-02-29", "2018-02-28") == 17)
        #expect(try age("2000-02-29", "2018-03-01") == 18)
        #expect(try age("2026-01-02", "2026-01-01") == -1)
    }
}
