import Foundation
import TestSupport
import Testing

@testable import SeuilCore

@Suite("Rehearsing with invented visits")
struct RehearsalTests {
    private func january() throws -> (PeriodCalendar, Period) {
        let calendar = try #require(PeriodCalendar(rule: DeskPolicy.policy().periods))
        return (calendar, try #require(calendar.period(id: "2026-01")))
    }

    @Test("A rehearsal counts what an open period counts")
    func sameFigures() throws {
        var random = SeededGenerator.printed()
        let visits = (0..<400).map { DescribedVisit($0, personCount: 60, using: &random) }
        let desk = try Desk()
        var tally = Tally(desk.open.shape)
        tally.add(
            TallyDelta(
                counting: try visits.map { try desk.count($0.text, fallback: $0.id) }, in: desk.open
            ))
        let rehearsal = Rehearsal(DeskPolicy.policy(), period: try january().1)
        for visit in visits { #expect(try rehearsal.count(visit.text.utf8)) }
        let known = "{\"id\":\"2f1d5c0e-4a33-4e9b-9a57-3f6a0c9e11d7\"," + visits[0].text.dropFirst()
        #expect(try rehearsal.count(known.utf8))
        #expect(try !rehearsal.count(known.utf8), "a repetition")
        tally.add(TallyDelta(counting: [try desk.count(known)], in: desk.open))
        let figures = rehearsal.close()
        let isSame = figures.tables == tally.close().tables
        #expect(isSame)
        #expect(figures.counting == .exact)
    }

    @Test("A visit is refused as the daemon would, but needs neither id nor time")
    func refusals() throws {
        let rehearsal = Rehearsal(DeskPolicy.policy(), period: try january().1)
        func refusal(_ text: String) -> Refusal? {
            do throws(Refusal) {
                _ = try rehearsal.count(text.utf8)
                return nil
            } catch {
                return error
            }
        }
        let request = #""requests":[{"reason":"papers"}]"#
        #expect(refusal("{\"district\":\"N1\",\(request)}") == nil)
        #expect(
            refusal("{\"district\":\"N1\",\"at\":\"2026-01-31T23:59:59+01:00\",\(request)}") == nil)
        #expect(refusal("{\"district\":\"\"") == Refusal(.malformed))
        #expect(
            refusal("{\"district\":\"N9\",\(request)}") == Refusal(.unknownCode, field: "district"))
        #expect(
            refusal("{\"district\":\"N1\",\"at\":\"2026-02-01T00:00:00+01:00\",\(request)}")
                == Refusal(.periodClosed, field: "at"))
        let places = try #require(rehearsal.close().tables.first { $0.layout.table == 5 })
        #expect(places.visits[0] == 2)
    }

    @Test("The period is that of the first visit with a time that can be read")
    func period() throws {
        let calendar = try january().0
        let lines = ["{}", "{\"at\":\"soon\"}", "{\"at\":\"2026-03-31T22:30:00Z\"}"]
        #expect(Rehearsal.period(of: lines.map(\.utf8), in: calendar)?.id == "2026-04")
        #expect(Rehearsal.period(of: lines.prefix(2).map(\.utf8), in: calendar) == nil)
    }
}
