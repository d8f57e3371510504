public import Foundation
public import SeuilCore

/// What a rehearsal's instance is made with.
public struct RehearsalPlan: Sendable {
    /// What its secrets follow from.
    public let seed: UInt64
    public let period: Period
    /// Its last second: all visits of it are past.
    public let duringPeriod: Date
    /// When its grace has ended, and its files are due however it was closed.
    public let afterGrace: Date
    /// The time that the daemon takes it to be, as its configuration says it.
    public var now: String

    /// The plan for one period.
    public init(seed: UInt64, period: Period, of calendar: PeriodCalendar) {
        self.seed = seed
        self.period = period
        duringPeriod = period.end.addingTimeInterval(-1)
        let publishAfter = TimeInterval(calendar.rule.publishAfter.components.seconds)
        afterGrace = calendar.closesAt(period).addingTimeInterval(publishAfter)
        now = RehearsalPlan.text(duringPeriod)
        let first = period.firstDay
        let last = calendar.localDay(of: duringPeriod)
        days = first...max(first, last)
    }

    /// The days of the period, in which alone the policy is in force: no other period opens.
    let days: ClosedRange<CalendarDate>

    private static func text(_ date: Date) -> String { date.formatted(.iso8601) }

    /// The plan after the period's grace.
    var closing: RehearsalPlan {
        var plan = self
        plan.now = RehearsalPlan.text(afterGrace)
        return plan
    }
}
