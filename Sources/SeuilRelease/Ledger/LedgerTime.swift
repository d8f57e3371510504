public import Foundation
internal import SeuilCore

/// A moment in the ledger: whole seconds of UTC, written in one way only.
public struct LedgerTime: Sendable, Hashable, Comparable {
    /// Seconds since the first of January 1970.
    public let seconds: Int

    /// The last moment that four digits of a year can write.
    private static let last = 253_402_300_799

    /// The second that `date` lies in; what no entry can write counts as the nearest that it can.
    public init(_ date: Date) {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        self.seconds = Int(min(max(seconds, 0), Double(LedgerTime.last)))
    }

    /// Reads what ``text`` writes, and nothing else.
    public init?(text: String) {
        let numbers = text.utf8.split { !(0x30...0x39).contains($0) }
            .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 6, numbers[0] >= 1970,
            let day = CalendarDate(year: numbers[0], month: numbers[1], day: numbers[2]),
            numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
        else { return nil }
        let first = LedgerTime.firstDay
        seconds =
            (day.dayNumber - first) * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
        guard Array(self.text.utf8) == Array(text.utf8) else { return nil }
    }

    /// `2026-02-03T00:00:00Z`.
    public var text: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // Every day up to the last second exists.
        guard let day = CalendarDate(dayNumber: LedgerTime.firstDay + seconds / 86_400) else {
            return ""
        }
        let rest = seconds % 86_400
        return "\(day.year)-\(two(day.month))-\(two(day.day))"
            + "T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    /// As a date of the system's.
    public var date: Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }

    public static func < (left: LedgerTime, right: LedgerTime) -> Bool {
        left.seconds < right.seconds
    }

    private static let firstDay = CalendarDate(year: 1970, month: 1, day: 1)?.dayNumber ?? 0
}
