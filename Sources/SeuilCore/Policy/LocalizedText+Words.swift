// Small words of sentences about a policy, in both languages side by side so that neither falls behind.
extension LocalizedText {
    /// The same in both languages: a name, a code, a number.
    public init(_ same: String) { self.init(fr: same, en: same) }

    /// In the quotation marks of each language.
    public var quoted: LocalizedText {
        LocalizedText(fr: "«\u{A0}\(fr)\u{A0}»", en: "“\(en)”")
    }

    /// The two texts one after the other.
    public static func + (left: LocalizedText, right: LocalizedText) -> LocalizedText {
        LocalizedText(fr: left.fr + right.fr, en: left.en + right.en)
    }

    /// `a, b et c`; `a, b and c`.
    public static func listing(_ items: [LocalizedText]) -> LocalizedText {
        func joined(_ words: [String], _ and: String) -> String {
            guard let last = words.last, words.count > 1 else { return words.first ?? "" }
            return words.dropLast().joined(separator: ", ") + " \(and) " + last
        }
        return LocalizedText(fr: joined(items.map(\.fr), "et"), en: joined(items.map(\.en), "and"))
    }
}

extension Duration {
    /// The length in the largest unit that fits without rest: `3 jours`, `3 days`.
    public var words: LocalizedText {
        let seconds = Int(components.seconds)
        let (count, fr, en) =
            switch seconds {
            case 0: (0, "jour", "days")
            case _ where seconds.isMultiple(of: 86_400): (seconds / 86_400, "jour", "day")
            case _ where seconds.isMultiple(of: 3_600): (seconds / 3_600, "heure", "hour")
            case _ where seconds.isMultiple(of: 60): (seconds / 60, "minute", "minute")
            default: (seconds, "seconde", "second")
            }
        return LocalizedText(
            fr: "\(count)\u{A0}\(fr)\(count > 1 ? "s" : "")",
            en: "\(count)\u{A0}\(en)\(count > 1 ? "s" : "")")
    }
}

extension PeriodLength {
    /// The noun: `mois`, `month`.
    public var words: LocalizedText {
        switch self {
        case .day: LocalizedText(fr: "jour", en: "day")
        case .week: LocalizedText(fr: "semaine", en: "week")
        case .month: LocalizedText(fr: "mois", en: "month")
        case .quarter: LocalizedText(fr: "trimestre", en: "quarter")
        case .year: LocalizedText(fr: "année", en: "year")
        }
    }
}
