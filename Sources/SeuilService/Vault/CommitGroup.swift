import SeuilCore

/// The visits of all callers that are committed together, and what became of them.
///
/// While one group is on its way to the disk the next one gathers: so a flush is paid once for everyone who
/// waited. One thread's at a time: the counting room's.
final class CommitGroup {
    /// New visits, by period.
    private(set) var visits: [String: [CountedVisit]] = [:]
    /// Whether a period's visits are on disk; empty until the group has been committed.
    private var outcomes: [String: Bool]?

    var isDone: Bool { outcomes != nil }
    var isEmpty: Bool { visits.isEmpty }

    func add(_ visit: CountedVisit, to period: String) {
        visits[period, default: []].append(visit)
    }

    func finish(_ outcomes: [String: Bool]) { self.outcomes = outcomes }

    func isCounted(in period: String) -> Bool { outcomes?[period] ?? false }
}
