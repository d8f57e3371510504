import SeuilCore
import Testing

@testable import SeuilAudit

@Suite("Figures of periods that share days are attacked together")
struct PeriodTests {
    private let p = AttackedDimension("p", ["1", "2"])

    /// February 2027 is the weeks 5 to 8.
    @Test("A month gives away the week that was withheld")
    func weeks() throws {
        let verdict = try verdict(
            [
                "2027-02": "_T: 130 90", "2027-W05": "_T: 30 30", "2027-W06": "_T: 45 45",
                "2027-W07": "_T: ?", "2027-W08": "_T: 50 50",
            ])
        let week = verdict.broken(.interval, "2027-W07 t[_T]", measure: "visits")
        #expect(week?.interval == 5...5)
        #expect(verdict.broken(.threshold, "2027-W07 t[_T]")?.most == 5)
    }

    @Test("Days that two periods leave over are a cell too")
    func pieces() throws {
        // January 2027 begins on a Friday: three days before its first whole week.
        let verdict = try verdict(
            [
                "2027-01": "_T: 130 90", "2027-W01": "_T: 30 30", "2027-W02": "_T: 35 35",
                "2027-W03": "_T: 31 31", "2027-W04": "_T: 30 30",
            ])
        let rest = verdict.breaks.first { $0.kind == .remainder }
        #expect(rest?.interval == 4...4)
    }

    @Test("Visitors of weeks do not add up to those of their month")
    func visitors() throws {
        let verdict = try verdict(
            [
                "2027-02": "_T: 150 90", "2027-W05": "_T: 30 30", "2027-W06": "_T: 45 45",
                "2027-W07": "_T: 25 25", "2027-W08": "_T: 50 50",
            ])
        #expect(verdict.holds)
    }

    @Test("Periods without common days say nothing of each other")
    func apart() throws {
        let verdict = try verdict(["2027-01": "_T: 130 90", "2027-02": "_T: ?"])
        #expect(verdict.holds && verdict.periods == ["2027-01", "2027-02"])
    }

    @Test("An age that changes within the year is not added up")
    func ages() throws {
        let age = AttackedDimension("p", ["1", "2"], dependsOnPeriod: true)
        let releases = [
            ("2027-Q1", "1: 30 20"), ("2027-01", "1: 10 10"), ("2027-02", "1: ?"),
            ("2027-03", "1: 15 15"),
        ].map { period, lines in
            AttackedRelease(
                period: period, rules: .init(threshold: .people(3), interval: 3),
                dimensions: [age], tables: [Plain.table("t", by: ["p"], lines)])
        }
        #expect(try Attack(on: releases).run(budget: .auditor).holds)
    }

    private func verdict(_ lines: [String: String]) throws -> Verdict {
        let releases = lines.sorted { $0.key < $1.key }.map { period, lines in
            AttackedRelease(
                period: period, rules: .init(threshold: .people(11), interval: 3), dimensions: [p],
                tables: [Plain.table("t", by: ["p"], lines)])
        }
        return try Attack(on: releases).run(budget: .auditor)
    }
}
