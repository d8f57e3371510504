/// How visits are grouped in time.
public struct PeriodRule: Sendable, Equatable {
    public var each: PeriodLength
    /// An IANA time zone name, known to exist.
    public var timeZone: String
    /// How long after its end a live period still takes late visits.
    public var grace: Duration
    /// The first day of the earliest past period that may be opened; `nil` when none may.
    public var backfillFrom: CalendarDate?
    /// How long after a scheduled closing the files appear, or the next multiple of it when a closing takes
    /// longer: the moment says nothing of how hard the tables were.
    public var publishAfter: Duration

    public static let defaultPublishAfter = Duration.seconds(15 * 60)

    public init(
        each: PeriodLength, timeZone: String, grace: Duration, backfillFrom: CalendarDate?,
        publishAfter: Duration = PeriodRule.defaultPublishAfter
    ) {
        self.each = each
        self.timeZone = timeZone
        self.grace = grace
        self.backfillFrom = backfillFrom
        self.publishAfter = publishAfter
    }
}
