// Threshold, the rules of protection, audiences and recipients.
extension PolicyComparison {
    mutating func compareProtection() {
        compareThreshold(old.policy.threshold, new.policy.threshold)
        let (before, after) = (old.policy.disclosure, new.policy.disclosure)
        if before.interval != after.interval {
            let isWider = after.interval > before.interval
            add(
                isWider ? .tighter : .looser, "disclosure.interval",
                fr:
                    "Une case masquée reste incertaine à \(after.interval) près, avant \(before.interval).",
                en:
                    "A withheld cell stays uncertain by \(after.interval), before \(before.interval)."
            )
        }
        if before.zeros != after.zeros {
            let words =
                switch after.zeros {
                case .publish?: LocalizedText(fr: "publiées", en: "published")
                case .protect?: LocalizedText(fr: "protégées", en: "protected")
                case nil:
                    LocalizedText(
                        fr: "publiées, sauf celles d'une catégorie particulière",
                        en: "published, save those of a special category")
                }
            add(
                after.zeros.strictness > before.zeros.strictness ? .tighter : .looser,
                "disclosure.zeros", fr: "Les cases vides sont \(words.fr).",
                en: "Empty cells are \(words.en).")
        }
        if before.group != after.group {
            add(
                after.group.strictness > before.group.strictness ? .tighter : .looser,
                "disclosure.group",
                fr:
                    "Un groupe dont tous les membres disent la même chose est \(after.group.words.fr), avant "
                    + "\(before.group.words.fr).",
                en: "A group whose members all say the same is \(after.group.words.en), before "
                    + "\(before.group.words.en).")
        }
        if before.pPercent != after.pPercent {
            add(
                after.pPercent > before.pPercent ? .tighter : .looser, "disclosure.p_percent",
                fr:
                    "La part de chacun dans une somme reste inconnue à \(after.pPercent) % près, avant "
                    + "\(before.pPercent) %.",
                en: "Anyone's part of a sum stays unknown within \(after.pPercent)%, before "
                    + "\(before.pPercent)%.")
        }
    }

    private mutating func compareThreshold(_ before: Threshold, _ after: Threshold) {
        guard before != after else { return }
        let direction: PolicyDiff.Direction =
            switch (before, after) {
            case (.people(let old), .people(let new)), (.visits(let old), .visits(let new)):
                new > old ? .tighter : .looser
            // As many people made at least as many visits.
            case (.visits(let old), .people(let new)): new >= old ? .tighter : .looser
            case (.people, .visits): .looser
            }
        add(
            direction, "threshold",
            fr: "Un chiffre paraît à partir de \(after.words.fr), avant \(before.words.fr).",
            en: "A figure is published from \(after.words.en) on, before \(before.words.en).")
    }

    mutating func compareAudiences() {
        let (before, after) = (old.policy.audiences, new.policy.audiences)
        let pairs = NamePairs(
            Array(before.enumerated()), Array(after.enumerated()), name: \.element.name)
        for (_, audience) in pairs.gone {
            add(
                .tighter, "audiences.\(audience.name)",
                fr: "\(audience.name) ne reçoit plus rien.",
                en: "\(audience.name) gets nothing any more.")
        }
        for (earlier, later) in pairs.both {
            let place = "audiences.\(later.element.name)"
            if earlier.element.language != later.element.language {
                add(
                    .neutral, "\(place).language",
                    fr: "\(later.element.name) : synthèses en \(later.element.language.words.fr).",
                    en: "\(later.element.name): summaries in \(later.element.language.words.en).")
            }
            compareText(
                "\(place).label", earlier.element.label, later.element.label,
                LocalizedText(fr: "Libellé", en: "Label"))
            compareRecipients(earlier, later, place: "\(place).recipients")
        }
        for (_, audience) in pairs.come {
            add(
                .looser, "audiences.\(audience.name)",
                fr: "Nouveaux destinataires : \(audience.name) (\(audience.recipients.count)).",
                en: "New audience: \(audience.name) (\(audience.recipients.count)).")
        }
        if pairs.isReordered {
            add(
                .neutral, "audiences", fr: "Les destinataires sont dans un autre ordre.",
                en: "The audiences stand in another order.")
        }
    }

    private mutating func compareRecipients(
        _ before: (offset: Int, element: Audience), _ after: (offset: Int, element: Audience),
        place: String
    ) {
        let name = after.element.name
        let (paths, formerPaths) = (after.element.recipients, before.element.recipients)
        // By key where both sides are known: a file may keep its name and change its holder.
        let keys = old.keys(ofAudience: before.offset)
        let newKeys = new.keys(ofAudience: after.offset)
        let areKnown = keys != nil && newKeys != nil
        let formerNames = zip(areKnown ? keys ?? [] : formerPaths, formerPaths)
        let names = zip(areKnown ? newKeys ?? [] : paths, paths)
        let (former, present) = (Set(formerNames.map(\.0)), Set(names.map(\.0)))
        for (key, path) in formerNames where !present.contains(key) {
            add(
                .tighter, place, fr: "\(name) : \(path) ne peut plus ouvrir les synthèses.",
                en: "\(name): \(path) can no longer open summaries.")
        }
        for (key, path) in names where !former.contains(key) {
            let isReplaced = formerPaths.contains(path)
            add(
                .looser, place,
                fr:
                    "\(name) : \(path) peut ouvrir les synthèses\(isReplaced ? ", avec une autre clé" : "").",
                en: "\(name): \(path) may open summaries\(isReplaced ? ", with another key" : "").")
        }
        if former == present, paths != formerPaths {
            add(
                .neutral, place, fr: "\(name) : mêmes destinataires, écrits autrement.",
                en: "\(name): the same recipients, written otherwise.")
        }
    }
}

extension Threshold {
    /// `11 personnes`, `11 people`.
    public var words: LocalizedText {
        switch self {
        case .people(let least):
            LocalizedText(fr: "\(least)\u{A0}personnes", en: "\(least)\u{A0}people")
        case .visits(let least):
            LocalizedText(fr: "\(least)\u{A0}visites", en: "\(least)\u{A0}visits")
        }
    }
}

extension Language {
    /// `français`, `French`.
    public var words: LocalizedText {
        switch self {
        case .fr: LocalizedText(fr: "français", en: "French")
        case .en: LocalizedText(fr: "anglais", en: "English")
        }
    }
}

extension DisclosureRule.Zeros? {
    /// What is left to the policy's special categories stands between the two.
    fileprivate var strictness: Int {
        switch self {
        case .publish?: 0
        case nil: 1
        case .protect?: 2
        }
    }
}

extension DisclosureRule.Group {
    fileprivate var strictness: Int {
        switch self {
        case .publish: 0
        case .special: 1
        case .protect: 2
        }
    }

    fileprivate var words: LocalizedText {
        switch self {
        case .publish: LocalizedText(fr: "montré", en: "shown")
        case .special:
            LocalizedText(
                fr: "masqué s'il s'agit de ce qu'ils font ou de données sensibles",
                en: "withheld for what they do and for special categories")
        case .protect: LocalizedText(fr: "toujours masqué", en: "always withheld")
        }
    }
}
