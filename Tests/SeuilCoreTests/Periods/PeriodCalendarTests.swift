import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("Periods")
struct PeriodCalendarTests {
    func calendar(_ length: PeriodLength, _ zone: String = "Europe/Paris") throws -> PeriodCalendar
    {
        try #require(
            PeriodCalendar(
                rule: PeriodRule(
                    each: length, timeZone: zone, grace: .seconds(3 * 86_400), backfillFrom: nil)))
    }

    func instant(_ text: String) throws -> Date {
        try #require(InternetTime.instant(Array(text.utf8)))
    }

    @Test(
        "An instant lies in the period of its local date",
        arguments: [
            (PeriodLength.day, "2026-01-31", "2026-01-30T23:00:00Z", "2026-01-31T23:00:00Z"),
            (.week, "2026-W05", "2026-01-25T23:00:00Z", "2026-02-01T23:00:00Z"),
            (.month, "2026-01", "2025-12-31T23:00:00Z", "2026-01-31T23:00:00Z"),
            (.quarter, "2026-Q1", "2025-12-31T23:00:00Z", "2026-03-31T22:00:00Z"),
            (.year, "2026", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"),
        ])
    func spans(length: PeriodLength, id: String, start: String, end: String) throws {
        let calendar = try calendar(length)
        let period = try #require(calendar.period(id: id))
        #expect(period.start == (try instant(start)))
        #expect(period.end == (try instant(end)))
        #expect(calendar.period(containing: period.start) == period)
        #expect(calendar.period(containing: period.end.addingTimeInterval(-0.001)) == period)
        #expect(calendar.period(containing: period.end) == calendar.next(after: period))
        #expect(calendar.closesAt(period) == period.end.addingTimeInterval(3 * 86_400))
    }

    @Test("Weeks are those of ISO 8601, also around the new year")
    func weeks() throws {
        let calendar = try calendar(.week, "UTC")
        for (day, id) in [
            ("2020-12-31", "2020-W53"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"),
            ("2024-12-30", "2025-W01"), ("2026-01-01", "2026-W01"), ("2027-01-01", "2026-W53"),
        ] {
            #expect(calendar.period(containing: try instant("\(day)T12:00:00Z")).id == id)
        }
    }

    @Test(
        "Only the one way of writing a period is read",
        arguments: [
            (
                PeriodLength.day,
                ["2026-02-29", "2026-1-31", "2026-01", "2026-01-31 ", "2026-01-32"]
            ),
            (.week, ["2026-W54", "2025-W53", "2026-W5", "2026-05", "2026-W00", "2026w05"]),
            (.month, ["2026-13", "2026-1", "2026", "02026-01", "2026-00", "٢٠٢٦-٠١", "+026-01"]),
            (.quarter, ["2026-Q0", "2026-Q5", "2026-1", "2026Q1", "2026-Q01"]),
            (.year, ["0", "26", "02026", "9999", "-2026", "2026-", "", "99999999999999999999"]),
        ])
    func strictIdentifiers(length: PeriodLength, wrong: [String]) throws {
        let calendar = try calendar(length)
        for id in wrong { #expect(calendar.period(id: id) == nil, "\(id)") }
    }

    @Test(
        "Periods follow each other without gap or overlap, and read back from their identifiers",
        arguments: [
            "Europe/Paris", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Asia/Kathmandu",
            "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "UTC",
        ])
    func partition(zone: String) throws {
        for length in PeriodLength.allCases {
            let calendar = try calendar(length, zone)
            var period = calendar.period(containing: try instant("2009-12-31T12:00:00Z"))
            for _ in 0..<(length == .day ? 1200 : 60) {
                let next = try #require(calendar.next(after: period))
                #expect(next.start == period.end && next.start < next.end)
                #expect(calendar.period(id: next.id) == next)
                for moment in [next.start, next.end.addingTimeInterval(-1)] {
                    #expect(calendar.period(containing: moment) == next)
                }
                period = next
            }
        }
    }

    @Test("A day that a zone skipped is no period")
    func skippedDay() throws {
        let calendar = try calendar(.day, "Pacific/Apia")
        #expect(calendar.period(id: "2011-12-30") == nil)
        let before = try #require(calendar.period(id: "2011-12-29"))
        #expect(calendar.next(after: before)?.id == "2011-12-31")
    }

    @Test("A day on which the clocks change has 23 or 25 hours")
    func clockChanges() throws {
        let calendar = try calendar(.day)
        let spring = try #require(calendar.period(id: "2026-03-29"))
        let autumn = try #require(calendar.period(id: "2026-10-25"))
        #expect(spring.end.timeIntervalSince(spring.start) == 23 * 3600)
        #expect(autumn.end.timeIntervalSince(autumn.start) == 25 * 3600)
    }

    @Test(
        "The wall clock of a period agrees with the system's calendar",
        arguments: [
            "Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana",
        ])
    func wallClock(zone: String) throws {
        var mix = SeededGenerator.printed()
        let periods = try calendar(.year, zone)
        let year = try #require(periods.period(id: "2026"))
        let clock = LocalClock(timeZone: periods.timeZone, from: year.start, to: year.end)
        var system = Calendar(identifier: .gregorian)
        system.timeZone = periods.timeZone
        for _ in 0..<2000 {
            let span = Int(year.end.timeIntervalSince(year.start))
            let moment = year.start.addingTimeInterval(
                Double(Int.random(in: 0..<span, using: &mix)))
            #expect(clock.hour(at: moment) == system.component(.hour, from: moment))
            let weekday = (system.component(.weekday, from: moment) + 5) % 7 + 1
            #expect(clock.isoWeekday(at: moment) == weekday)
            #expect(clock.dayNumber(at: moment) == periods.localDay(of: moment).dayNumber)
        }
    }

    @Test("An unknown time zone makes no calendar")
    func unknownZone() {
        let rule = PeriodRule(
            each: .day, timeZone: "Europe/Nowhere", grace: .zero, backfillFrom: nil)
        #expect(PeriodCalendar(rule: rule) == nil)
    }

    @Test("Instants far outside the calendar count as its ends")
    func farInstants() throws {
        let calendar = try calendar(.year, "UTC")
        #expect(calendar.period(containing: .distantPast).id == "0001")
        #expect(calendar.period(containing: Date(timeIntervalSince1970: 1e15)).id == "9998")
    }
}
