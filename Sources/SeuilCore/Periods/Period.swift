public import Foundation

/// One span of counting: a day, a week (ISO 8601), a month, a quarter or a year of the policy's time zone.
public struct Period: Sendable, Equatable, Hashable {
    /// `2026`, `2026-Q1`, `2026-01`, `2026-W05` or `2026-01-31`.
    public let id: String
    public let length: PeriodLength
    public let firstDay: CalendarDate
    /// The instants it spans, the end excluded.
    public let start: Date
    public let end: Date

    init(id: String, length: PeriodLength, firstDay: CalendarDate, start: Date, end: Date) {
        self.id = id
        self.length = length
        self.firstDay = firstDay
        self.start = start
        self.end = end
    }
}
