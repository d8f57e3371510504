// What remains of a visit: dimensions and sums.
extension PolicyComparison {
    mutating func compareKept() {
        let pairs = NamePairs(old.policy.dimensions, new.policy.dimensions, name: \.name)
        for dimension in pairs.gone {
            add(
                .tighter, "keeps.\(dimension.name)",
                fr: "\(dimension.label.quoted.fr) n'est plus conservé.",
                en: "\(dimension.label.quoted.en) is no longer kept.")
        }
        for (old, new) in pairs.both { compare(old, new) }
        for dimension in pairs.come {
            add(
                .looser, "keeps.\(dimension.name)",
                fr: "\(dimension.label.quoted.fr) est désormais conservé.",
                en: "\(dimension.label.quoted.en) is now kept.")
        }
        if pairs.isReordered {
            add(
                .neutral, "keeps", fr: "Ce qui est conservé est énuméré dans un autre ordre.",
                en: "What is kept is listed in another order.")
        }
        compareSums()
    }

    private mutating func compare(_ before: Dimension, _ after: Dimension) {
        let place = "keeps.\(after.name)"
        let label = after.label.quoted
        if sourceName(before, old) != sourceName(after, new) || before.scope != after.scope {
            add(
                .looser, place,
                fr:
                    "\(label.fr) est tiré de \(sourceName(after, new)), avant de \(sourceName(before, old)).",
                en: "\(label.en) is taken from \(sourceName(after, new)), before from "
                    + "\(sourceName(before, old)).")
        }
        compareTransform(before, after)
        if before.isPerPerson != after.isPerPerson {
            add(
                after.isPerPerson ? .looser : .tighter, "\(place).per",
                after.isPerPerson
                    ? LocalizedText(
                        fr:
                            "\(label.fr) est tenu pour un trait de la personne : ce qui décrit tout un groupe "
                            + "peut en être publié.",
                        en:
                            "\(label.en) is taken as an attribute of the person: what describes a whole group "
                            + "may be published.")
                    : LocalizedText(
                        fr:
                            "\(label.fr) n'est plus tenu pour un trait de la personne : la protection n'en "
                            + "suppose rien.",
                        en:
                            "\(label.en) is no longer taken as an attribute of the person: protection assumes "
                            + "nothing of it."))
        }
        if before.acceptsOther != after.acceptsOther {
            add(
                after.acceptsOther ? .looser : .tighter, "\(place).other",
                after.acceptsOther
                    ? LocalizedText(
                        fr:
                            "\(label.fr) : ce qui n'est pas dans la liste est accepté, et compté comme autre.",
                        en:
                            "\(label.en): what is not in the list is accepted, and counted as other."
                    )
                    : LocalizedText(
                        fr: "\(label.fr) : ce qui n'est pas dans la liste est refusé.",
                        en: "\(label.en): what is not in the list is refused."))
        }
        compareSpecial(before, after)
        compareText(
            "\(place).label", before.label, after.label, LocalizedText(fr: "Libellé", en: "Label"))
    }

    private func sourceName(_ dimension: Dimension, _ side: Side) -> String {
        switch dimension.source {
        case .member(let index): side.memberName(index)
        case .time: "at"
        }
    }

    private mutating func compareTransform(_ before: Dimension, _ after: Dimension) {
        let place = "keeps.\(after.name)"
        let label = after.label.quoted
        switch (before.transform, after.transform) {
        case (.code, .code): compareCodes(before, after)
        case (.prefix(let old), .prefix(let new)):
            if old != new {
                add(
                    new > old ? .looser : .tighter, "\(place).keep",
                    fr: "\(label.fr) : \(new) caractères conservés, avant \(old).",
                    en: "\(label.en): \(new) characters kept, before \(old).")
            }
            compareCodes(before, after)
        case (.band(let old), .band(let new)):
            compareCuts(old, new, place: "\(place).from", what: label)
            compareBandLevels(before, after)
        case (.time(let old), .time(let new)) where old == new: break
        default:
            add(
                .looser, place, fr: "\(label.fr) est conservé d'une autre façon.",
                en: "\(label.en) is kept in another way.")
        }
    }

    private mutating func compareSpecial(_ before: Dimension, _ after: Dimension) {
        let place = "keeps.\(after.name).special"
        let label = after.label.quoted
        switch (before.specialCategory, after.specialCategory) {
        case (nil, nil): break
        case (nil, _?):
            add(
                .tighter, place,
                fr:
                    "\(label.fr) est déclaré catégorie particulière (RGPD, article 9) : ses cases vides et ses "
                    + "groupes sont protégés.",
                en:
                    "\(label.en) is declared a special category (GDPR article 9): its empty cells and groups "
                    + "are protected.")
        case (_?, nil):
            add(
                .looser, place,
                fr: "\(label.fr) n'est plus déclaré catégorie particulière (RGPD, article 9).",
                en: "\(label.en) is no longer declared a special category (GDPR article 9).")
        case (let old?, let new?):
            if old.category != new.category {
                add(
                    .neutral, "\(place).category",
                    fr: "\(label.fr) : catégorie particulière \(new.category.rawValue), avant "
                        + "\(old.category.rawValue).",
                    en: "\(label.en): special category \(new.category.rawValue), before "
                        + "\(old.category.rawValue).")
            }
            compareText(
                "\(place).because", old.because, new.because,
                LocalizedText(fr: "Justification, à relire", en: "Justification, to be read"))
        }
    }

    private mutating func compareSums() {
        let pairs = NamePairs(old.policy.sums, new.policy.sums, name: \.name)
        for sum in pairs.gone {
            add(
                .tighter, "keeps.\(sum.name)", fr: "\(sum.label.quoted.fr) n'est plus additionné.",
                en: "\(sum.label.quoted.en) is no longer added up.")
        }
        for (before, after) in pairs.both {
            let place = "keeps.\(after.name)"
            let label = after.label.quoted
            let (source, former) = (new.memberName(after.member), old.memberName(before.member))
            if source != former || before.scope != after.scope {
                add(
                    .looser, place, fr: "\(label.fr) additionne \(source), avant \(former).",
                    en: "\(label.en) adds up \(source), before \(former).")
            }
            if before.cap != after.cap {
                add(
                    after.cap > before.cap ? .looser : .tighter, "\(place).cap",
                    fr:
                        "\(label.fr) : chacun compte au plus pour \(after.cap) \(after.unit), avant \(before.cap).",
                    en:
                        "\(label.en): each counts for at most \(after.cap) \(after.unit), before \(before.cap)."
                )
            }
            if before.unit != after.unit {
                add(
                    .neutral, "\(place).sum",
                    fr: "\(label.fr) : en \(after.unit), avant en \(before.unit).",
                    en: "\(label.en): in \(after.unit), before in \(before.unit).")
            }
            compareText(
                "\(place).label", before.label, after.label,
                LocalizedText(fr: "Libellé", en: "Label"))
        }
        for sum in pairs.come {
            add(
                .looser, "keeps.\(sum.name)",
                fr:
                    "\(sum.label.quoted.fr) est additionné, au plus \(sum.cap) \(sum.unit) à chaque fois.",
                en: "\(sum.label.quoted.en) is added up, at most \(sum.cap) \(sum.unit) each time.")
        }
        if pairs.isReordered {
            add(
                .neutral, "keeps", fr: "Les sommes sont énumérées dans un autre ordre.",
                en: "Sums are listed in another order.")
        }
    }
}
