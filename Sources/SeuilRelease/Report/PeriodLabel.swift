internal import SeuilCore

/// A period in words.
enum PeriodLabel {
    /// `janvier 2026`, `1er trimestre 2026`, `semaine 5 de 2026, du 26 janvier au 1er février 2026`.
    static func long(_ period: ReleasePeriod) -> LocalizedText {
        guard period.length == .week, let last = period.lastDayOfWeek else { return short(period) }
        let (week, first, end) = (short(period), period.firstDay.words, last.words)
        return LocalizedText(
            fr: "\(week.fr), du \(first.fr) au \(end.fr)",
            en: "\(week.en), \(first.en) to \(end.en)")
    }

    /// The same without the days of a week.
    static func short(_ period: ReleasePeriod) -> LocalizedText {
        let first = period.firstDay
        switch period.length {
        case .day: return first.words
        case .week:
            let (year, week) = (period.id.prefix(4), Int(period.id.suffix(2)) ?? 0)
            return LocalizedText(fr: "semaine \(week) de \(year)", en: "week \(week) of \(year)")
        case .month:
            let name = CalendarDate.monthNames[first.month - 1]
            return LocalizedText(fr: "\(name.fr) \(first.year)", en: "\(name.en) \(first.year)")
        case .quarter:
            let quarter = (first.month - 1) / 3 + 1
            return LocalizedText(
                fr: "\(quarter == 1 ? "1er" : "\(quarter)e") trimestre \(first.year)",
                en: "quarter \(quarter) of \(first.year)")
        case .year: return LocalizedText(fr: "année \(first.year)", en: "year \(first.year)")
        }
    }
}
