// What a policy promises about small groups and about keys, in sentences.
extension Policy {
    /// The most days that the key of a live period lives: its longest length and the grace.
    public var keyDayCount: Int {
        let grace = Int((periods.grace.components.seconds + 86_399) / 86_400)
        return periods.each.longestDayCount + grace
    }

    /// How small groups are protected, a sentence each.
    var protectionWords: [LocalizedText] {
        var texts = [thresholdWords, secondaryWords, zeroWords]
        if let groupWords { texts.append(groupWords) }
        if !sums.isEmpty {
            texts.append(
                LocalizedText(
                    fr: "Dans une somme, la part d'aucune personne ne peut être retrouvée à "
                        + "\(disclosure.pPercent)\u{A0}% près.",
                    en:
                        "In a sum, nobody's part can be worked out to within \(disclosure.pPercent)%."
                ))
        }
        return texts
    }

    private var thresholdWords: LocalizedText {
        let least = threshold.words
        switch threshold {
        case .people:
            return LocalizedText(
                fr: "Un chiffre n'est publié que s'il concerne au moins \(least.fr) différentes.",
                en:
                    "A figure is published only when at least \(threshold.least) different people are behind it."
            )
        case .visits:
            return LocalizedText(
                fr:
                    "Personne n'est identifié : un chiffre n'est publié qu'à partir de \(least.fr). C'est plus "
                    + "faible qu'un seuil sur les personnes, car une même personne peut venir plusieurs fois.",
                en:
                    "Nobody is identified: a figure is published only from \(least.en) on. This is weaker than a "
                    + "threshold on people, since one person may come several times.")
        }
    }

    private var secondaryWords: LocalizedText {
        LocalizedText(
            fr:
                "D'autres chiffres sont masqués aussi, pour qu'aucun petit chiffre ne se retrouve par "
                + "soustraction : ce qui est masqué reste incertain à \(disclosure.interval) près au moins.",
            en:
                "Other figures are withheld too, so that no small one can be worked out by subtraction: what is "
                + "withheld stays uncertain by at least \(disclosure.interval).")
    }

    private var zeroWords: LocalizedText {
        switch disclosure.zeros {
        case .publish?:
            LocalizedText(
                fr: "Un zéro est publié : il dit que personne n'est venu dans cette case.",
                en: "A zero is published: it says that nobody came in that cell.")
        case .protect?:
            LocalizedText(
                fr: "Les cases vides sont protégées comme les petites.",
                en: "Empty cells are protected like small ones.")
        case nil:
            LocalizedText(
                fr:
                    "Un zéro est publié, sauf là où il parle d'une catégorie particulière de données.",
                en: "A zero is published, save where it speaks of a special category of data.")
        }
    }

    private var groupWords: LocalizedText? {
        switch disclosure.group {
        case .publish: nil
        case .special:
            LocalizedText(
                fr:
                    "Un groupe, si grand soit-il, n'est pas montré quand tous ses membres y diraient la même chose "
                    + "de ce qu'ils demandent ou d'une catégorie particulière de données.",
                en:
                    "A group, however large, is not shown where all its members would say the same of what they ask "
                    + "for or of a special category of data.")
        case .protect:
            LocalizedText(
                fr:
                    "Un groupe, si grand soit-il, n'est pas montré quand tous ses membres, ou tous sauf un, y "
                    + "diraient la même chose.",
                en:
                    "A group, however large, is not shown where all its members, or all but one, would say the same."
            )
        }
    }

    /// How long keys live, a sentence each.
    var keyWords: [LocalizedText] {
        let period = periods.each.words
        let isAtEnd = periods.grace == .zero
        let end =
            isAtEnd
            ? LocalizedText(fr: "dès la fin de la période", en: "as soon as the period ends")
            : LocalizedText(
                fr: "\(periods.grace.words.fr) après la fin de la période",
                en: "\(periods.grace.words.en) after the period's end")
        var texts = [
            LocalizedText(
                fr:
                    "Chaque période (\(period.fr)) a sa propre clé, tirée au hasard. Elle est détruite à la "
                    + "clôture, \(end.fr) : elle vit \(keyDayCount)\u{A0}jours au plus.",
                en:
                    "Each period (\(period.en)) has a key of its own, drawn at random. It is destroyed at closing, "
                    + "\(end.en): it lives \(keyDayCount)\u{A0}days at most."),
            LocalizedText(
                fr:
                    "Jusqu'à la clôture les données sont pseudonymisées ; après elle, il ne reste que les chiffres "
                    + "publiés.",
                en:
                    "Until closing the data are pseudonymised; after it, only the published figures remain."
            ),
        ]
        if visitor != nil {
            texts.append(
                LocalizedText(
                    fr:
                        "D'une période à l'autre, personne n'est reconnu : l'autre clé donne un autre code.",
                    en:
                        "Nobody is recognised from one period to the next: another key gives another code."
                ))
        }
        if let first = periods.backfillFrom {
            texts.append(
                LocalizedText(
                    fr:
                        "Des périodes passées, depuis le \(first.words.fr), peuvent être ouvertes à la demande ; "
                        + "leur clé est détruite à leur clôture, au plus tard quand la politique expire, le "
                        + "\(inForce.upperBound.words.fr).",
                    en:
                        "Past periods from \(first.words.en) on may be opened on request; their key is destroyed at "
                        + "their closing, at the latest when the policy expires on \(inForce.upperBound.words.en)."
                ))
        }
        return texts
    }
}
