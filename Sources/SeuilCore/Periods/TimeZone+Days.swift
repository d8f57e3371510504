internal import Foundation

extension TimeZone {
    /// The first instant at which the local date is day number `day` (days since 1970-01-01) or later.
    ///
    /// Midnight may not exist, or exist twice, where clocks change; so the offsets a day before and after are
    /// both tried, and where neither fits the day begins at the change itself.
    func firstInstant(of day: Int) -> Date {
        let midnight = Double(day) * 86_400
        let around = [-86_400.0, 86_400.0].map { shift in
            Date(timeIntervalSince1970: midnight + shift)
        }
        let candidates = around.map { moment in
            Date(timeIntervalSince1970: midnight - Double(secondsFromGMT(for: moment)))
        }.sorted()
        for candidate in candidates
        where candidate.timeIntervalSince1970 + Double(secondsFromGMT(for: candidate)) == midnight {
            return candidate
        }
        // A gap over midnight: the earlier candidate lies before the change, the later one after it.
        return nextDaylightSavingTimeTransition(after: candidates[0].addingTimeInterval(-1))
            ?? candidates[1]
    }
}
