import Foundation
import SeuilCore

extension Policy {
    /// The instants of the days that the policy is in force, in its own time zone.
    var inForceSpan: Range<Date> {
        var days = periods
        days.each = .day
        guard let calendar = PeriodCalendar(rule: days),
            let first = calendar.period(id: inForce.lowerBound.name),
            let last = calendar.period(id: inForce.upperBound.name)
        else { return .distantPast ..< .distantPast }
        return first.start..<last.end
    }
}

extension CalendarDate {
    /// As ISO 8601 writes it, which is also the name of a period of one day.
    fileprivate var name: String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    }
}
