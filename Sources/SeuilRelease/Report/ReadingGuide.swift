internal import SeuilCore

/// The sentences that tell a reader what the figures mean and how people are protected.
enum ReadingGuide {
    /// How to read the figures, a sentence each.
    static func reading(_ content: SummaryContent) -> [LocalizedText] {
        let rules = content.tables.map { content.policy.tables[$0.layout.table] }
        var texts = [
            LocalizedText(
                fr: "Une visite est un passage d’une personne à l’accueil. Une demande est une "
                    + "chose demandée pendant une visite : une visite en porte une ou plusieurs.",
                en: "A visit is one person at the desk once. A request is one thing asked for "
                    + "during a visit: a visit carries one or more.")
        ]
        if rules.contains(where: \.showsVisitors) {
            texts += [
                LocalizedText(
                    fr: "Une personne est comptée une seule fois par case et par période, même si "
                        + "elle revient. Qui vient pour deux motifs compte dans les deux lignes et "
                        + "une fois dans le total : les personnes ne s’additionnent pas, ni d’une "
                        + "case à l’autre, ni d’une période à l’autre.",
                    en: "A person is counted once in a cell and a period, even when coming back. "
                        + "Whoever comes for two reasons counts in both rows and once in the "
                        + "total: people do not add up, neither across cells nor across periods."),
                LocalizedText(
                    fr: "Une visite sans identité compte comme visite, mais pas comme personne.",
                    en: "A visit without identity counts as a visit, but not as a person."),
            ]
        }
        if content.counting == .hll {
            texts.append(
                LocalizedText(
                    fr: "Au-delà de 16\u{202F}384 personnes par case, leur nombre est estimé "
                        + "(erreur type d’environ 0,8\u{202F}%).",
                    en: "Above 16,384 people in a cell, their number is an estimate (standard "
                        + "error about 0.8%)."))
        }
        return texts
    }

    /// What is promised about small groups, a sentence each.
    static func protection(_ policy: Policy) -> [LocalizedText] {
        let least = policy.threshold.least
        let threshold =
            switch policy.threshold {
            case .people:
                LocalizedText(
                    fr: "Un chiffre n’est publié que s’il concerne au moins \(least) personnes "
                        + "différentes.",
                    en: "A figure is published only when at least \(least) different people are "
                        + "behind it.")
            case .visits:
                LocalizedText(
                    fr: "Ce site ne recueille aucune identité. Le seuil porte donc sur les "
                        + "visites : un chiffre n’est publié qu’à partir de \(least) visites. "
                        + "C’est une garantie plus faible qu’un seuil sur les personnes, car une "
                        + "même personne peut être venue plusieurs fois.",
                    en: "This site takes no identities. The threshold is therefore on visits: a "
                        + "figure is published only from \(least) visits on. This is a weaker "
                        + "guarantee than a threshold on people, since one person may have come "
                        + "several times.")
            }
        return [
            threshold, zeros(policy),
            LocalizedText(
                fr: "D’autres chiffres, parfois grands, sont masqués aussi, pour qu’aucun petit "
                    + "chiffre ne se retrouve par soustraction. Rien n’indique lesquels étaient "
                    + "petits.",
                en: "Other figures, sometimes large ones, are withheld too, so that no small one "
                    + "can be worked out by subtraction. Nothing tells which ones were small."),
            LocalizedText(
                fr:
                    "Une fois la période close, les données qui ont servi à compter sont détruites : "
                    + "il ne reste que ce qui est publié ici.",
                en:
                    "Once the period is closed, the data behind the counts are destroyed: only what "
                    + "is published remains."),
        ]
            + (policy.dimensions.indices.contains { policy.group(over: $0) != .none }
                ? [group(policy)] : [])
    }

    /// What empty cells say.
    private static func zeros(_ policy: Policy) -> LocalizedText {
        if policy.zeros(lookingAt: []) == .protect {
            return LocalizedText(
                fr: "Les cases sans aucune visite sont protégées comme les petites.",
                en: "Cells without any visit are protected like small ones.")
        }
        let published = LocalizedText(
            fr: "Zéro est publié : il dit que personne n’est venu dans cette case.",
            en: "Zero is published: it says that nobody came in that cell.")
        let guarded = policy.dimensions.indices
            .filter { policy.zeros(lookingAt: [$0]) == .protect }
            .map { policy.dimensions[$0].label }
        if guarded.isEmpty { return published }
        let names = { (language: KeyPath<LocalizedText, String>) in
            guarded.map { $0[keyPath: language] }.joined(separator: ", ")
        }
        return LocalizedText(
            fr: published.fr + " Où il s’agit de données sensibles (\(names(\.fr))), les cases "
                + "sans aucune visite sont protégées comme les petites.",
            en: published.en + " Where sensitive data are concerned (\(names(\.en))), cells "
                + "without any visit are protected like small ones.")
    }

    private static func group(_ policy: Policy) -> LocalizedText {
        // Who has no identity is counted by visits.
        guard policy.visitor != nil else {
            return LocalizedText(
                fr: "Quand toutes les visites d’une ligne, ou toutes sauf une, sont dans la même "
                    + "catégorie, cela n’est pas dit non plus : ce serait dire de chacune ce qu’elle est.",
                en:
                    "When all the visits of a row, or all but one, are in the same category, that is "
                    + "not said either: it would tell of each of them what it is.")
        }
        return LocalizedText(
            fr: "Quand toutes les personnes d’une ligne, ou toutes sauf une, sont dans la même "
                + "catégorie, cela n’est pas dit non plus : ce serait dire de chacune ce qu’elle est.",
            en:
                "When all the people of a row, or all but one, are in the same category, that is not "
                + "said either: it would tell of each of them what they are.")
    }
}
