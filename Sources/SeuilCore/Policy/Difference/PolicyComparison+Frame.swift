// Name, version, validity, texts, controller, periods.
extension PolicyComparison {
    mutating func compareFrame() {
        let (old, new) = (old.policy, new.policy)
        if old.name != new.name {
            add(
                .neutral, "policy",
                fr: "La politique s'appelle \(new.name) et non plus \(old.name).",
                en: "The policy is called \(new.name), no longer \(old.name).")
        }
        if old.version != new.version {
            add(
                .neutral, "version", fr: "Version \(old.version), puis \(new.version).",
                en: "Version \(old.version), then \(new.version).")
        }
        compareValidity(old.inForce, new.inForce)
        compareText("title", old.title, new.title, LocalizedText(fr: "Titre", en: "Title"))
        compareText(
            "purpose", old.purpose, new.purpose,
            LocalizedText(fr: "Finalité, à relire", en: "Purpose, to be read"))
        if old.controller != new.controller {
            add(
                .neutral, "controller",
                fr:
                    "Responsable du traitement : \(new.controller.name), \(new.controller.contact).",
                en: "Controller: \(new.controller.name), \(new.controller.contact).")
        }
    }

    private mutating func compareValidity(
        _ old: ClosedRange<CalendarDate>, _ new: ClosedRange<CalendarDate>
    ) {
        guard old != new else { return }
        let (first, last) = (new.lowerBound.words, new.upperBound.words)
        let direction: PolicyDiff.Direction =
            if PolicyComparison.isRenewal(old, new) {
                .neutral
            } else if new.dayCount > old.dayCount {
                .looser
            } else {
                new.dayCount < old.dayCount ? .tighter : .neutral
            }
        let length =
            switch direction {
            case .looser: LocalizedText(fr: ", plus longtemps qu'avant", en: ", longer than before")
            case .tighter:
                LocalizedText(fr: ", moins longtemps qu'avant", en: ", shorter than before")
            case .neutral:
                LocalizedText(fr: ", aussi longtemps qu'avant", en: ", as long as before")
            }
        add(
            direction, "in_force", fr: "En vigueur du \(first.fr) au \(last.fr)\(length.fr).",
            en: "In force from \(first.en) to \(last.en)\(length.en).")
    }

    /// The same dates some years later: one of the years may be a leap year.
    private static func isRenewal(
        _ old: ClosedRange<CalendarDate>, _ new: ClosedRange<CalendarDate>
    ) -> Bool {
        func isSameDay(_ left: CalendarDate, _ right: CalendarDate) -> Bool {
            left.month == right.month && left.day == right.day
        }
        return isSameDay(old.lowerBound, new.lowerBound)
            && isSameDay(old.upperBound, new.upperBound)
            && new.lowerBound.year - old.lowerBound.year
                == new.upperBound.year - old.upperBound.year
    }

    mutating func comparePeriods() {
        let (old, new) = (old.policy.periods, new.policy.periods)
        if old.each != new.each {
            let (before, after) = (old.each.words, new.each.words)
            let isLonger = new.each.longestDayCount > old.each.longestDayCount
            add(
                .looser, "periods.each",
                isLonger
                    ? LocalizedText(
                        fr:
                            "Période : \(after.fr) au lieu de \(before.fr). Les clés vivent plus longtemps.",
                        en: "Period: \(after.en) instead of \(before.en). Keys live longer.")
                    : LocalizedText(
                        fr:
                            "Période : \(after.fr) au lieu de \(before.fr). Les chiffres sont plus fins "
                            + "dans le temps.",
                        en:
                            "Period: \(after.en) instead of \(before.en). Figures are finer in time."
                    ))
            add(
                .tighter, "periods.each",
                isLonger
                    ? LocalizedText(
                        fr: "Les chiffres sont moins fins dans le temps.",
                        en: "Figures are coarser in time.")
                    : LocalizedText(
                        fr: "Les clés vivent moins longtemps.", en: "Keys live less long."))
        }
        if old.timeZone != new.timeZone {
            add(
                .neutral, "periods.timezone",
                fr: "Fuseau horaire : \(new.timeZone) au lieu de \(old.timeZone).",
                en: "Time zone: \(new.timeZone) instead of \(old.timeZone).")
        }
        if old.grace != new.grace {
            let isLonger = new.grace > old.grace
            add(
                isLonger ? .looser : .tighter, "periods.grace",
                fr: "Délai après la fin d'une période : \(new.grace.words.fr) au lieu de "
                    + "\(old.grace.words.fr). Les clés vivent \(isLonger ? "plus" : "moins") longtemps.",
                en: "Grace after a period's end: \(new.grace.words.en) instead of "
                    + "\(old.grace.words.en). Keys live \(isLonger ? "longer" : "less long").")
        }
        compareBackfill(old.backfillFrom, new.backfillFrom)
        if old.publishAfter != new.publishAfter {
            let isFiner = new.publishAfter < old.publishAfter
            add(
                isFiner ? .looser : .tighter, "periods.publish_after",
                fr:
                    "Les fichiers paraissent à des moments \(isFiner ? "plus" : "moins") précis : toutes "
                    + "les \(new.publishAfter.words.fr) au lieu de \(old.publishAfter.words.fr).",
                en: "Files appear at \(isFiner ? "finer" : "coarser") moments: every "
                    + "\(new.publishAfter.words.en) instead of \(old.publishAfter.words.en).")
        }
    }

    private mutating func compareBackfill(_ old: CalendarDate?, _ new: CalendarDate?) {
        guard old != new else { return }
        guard let new else {
            return add(
                .tighter, "periods.backfill",
                fr: "Aucune période passée ne peut plus être ouverte.",
                en: "Past periods can no longer be opened.")
        }
        let day = new.words
        let isEarlier = old.map { new < $0 } ?? true
        add(
            isEarlier ? .looser : .tighter, "periods.backfill",
            fr: "Des périodes passées peuvent être ouvertes à partir du \(day.fr)"
                + "\(old.map { " au lieu du \($0.words.fr)" } ?? "").",
            en: "Past periods may be opened from \(day.en) on"
                + "\(old.map { " instead of \($0.words.en)" } ?? "").")
    }
}

extension ClosedRange<CalendarDate> {
    /// How many days lie in it, both ends included.
    var dayCount: Int { upperBound.dayNumber - lowerBound.dayNumber + 1 }
}
