extension Codelist {
    /// The codes of a time cut to `unit`: hours `00` to `23`, weekdays `1` (Monday) to `7` (ISO 8601).
    static func time(_ unit: Dimension.TimeUnit) -> Codelist {
        var tree = CodelistTree()
        switch unit {
        case .hour:
            for hour in 0..<24 {
                tree.add(
                    hour < 10 ? "0\(hour)" : "\(hour)",
                    LocalizedText(fr: "\(hour) h", en: "\(hour):00"))
            }
        case .weekday:
            let fr = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
            let en = [
                "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
            ]
            for (day, names) in zip(fr, en).enumerated() {
                tree.add("\(day + 1)", LocalizedText(fr: names.0, en: names.1))
            }
        }
        return tree.codelist(hasUnknown: false, hasOther: false)
    }
}
