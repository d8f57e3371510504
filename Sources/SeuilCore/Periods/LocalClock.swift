internal import Foundation

/// The wall clock of a zone during one period: its offsets from UTC, looked up once.
///
/// Asking the zone for every visit costs more than the rest of the mapping; a year has three offsets.
struct LocalClock: Sendable {
    private struct Span: Sendable {
        let start: Int64
        let offset: Int64
    }
    private let spans: [Span]

    /// The clock of `timeZone` from `start` to `end`.
    init(timeZone: TimeZone, from start: Date, to end: Date) {
        var spans: [Span] = []
        var moment = start
        while true {
            spans.append(
                Span(
                    start: Int64(moment.timeIntervalSince1970.rounded(.down)),
                    offset: Int64(timeZone.secondsFromGMT(for: moment))))
            guard let change = timeZone.nextDaylightSavingTimeTransition(after: moment),
                change > moment, change < end
            else { break }
            moment = change
        }
        self.spans = spans
    }

    /// Seconds of local time since 1970-01-01 00:00 local, at `instant`.
    private func localSeconds(_ instant: Date) -> Int64 {
        let seconds = Int64(instant.timeIntervalSince1970.rounded(.down))
        let span = spans.last { $0.start <= seconds } ?? spans[0]
        return seconds + span.offset
    }

    /// The hour on the wall at `instant`, 0 to 23.
    func hour(at instant: Date) -> Int {
        let second = localSeconds(instant) % 86_400
        return Int((second < 0 ? second + 86_400 : second) / 3_600)
    }

    /// The number of the local day at `instant`, counted from 1970-01-01.
    func dayNumber(at instant: Date) -> Int {
        let seconds = localSeconds(instant)
        return Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
    }

    /// The day of the week at `instant`, 1 for Monday to 7.
    func isoWeekday(at instant: Date) -> Int {
        let sinceThursday = (dayNumber(at: instant) + 3) % 7
        return (sinceThursday < 0 ? sinceThursday + 7 : sinceThursday) + 1
    }
}
