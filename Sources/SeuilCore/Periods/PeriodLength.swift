/// How long one period lasts.
public enum PeriodLength: String, Sendable, Equatable, Codable, CaseIterable {
    case day, week, month, quarter, year
}
