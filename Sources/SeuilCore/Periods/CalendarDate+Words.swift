extension CalendarDate {
    /// The day as people of each language write it: `1er janvier 2026`, `1 January 2026`.
    ///
    /// By hand, so that a page is the same whatever data about languages a machine has.
    public var words: LocalizedText {
        let name = CalendarDate.monthNames[month - 1]
        return LocalizedText(
            fr: "\(day == 1 ? "1er" : "\(day)") \(name.fr) \(year)", en: "\(day) \(name.en) \(year)"
        )
    }

    /// The names of the months, January first.
    public static let monthNames: [LocalizedText] = [
        LocalizedText(fr: "janvier", en: "January"), LocalizedText(fr: "février", en: "February"),
        LocalizedText(fr: "mars", en: "March"), LocalizedText(fr: "avril", en: "April"),
        LocalizedText(fr: "mai", en: "May"), LocalizedText(fr: "juin", en: "June"),
        LocalizedText(fr: "juillet", en: "July"), LocalizedText(fr: "août", en: "August"),
        LocalizedText(fr: "septembre", en: "September"),
        LocalizedText(fr: "octobre", en: "October"), LocalizedText(fr: "novembre", en: "November"),
        LocalizedText(fr: "décembre", en: "December"),
    ]
}
