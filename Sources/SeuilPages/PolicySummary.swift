internal import SeuilCore

/// What several pages say of a policy in few words.
struct PolicySummary {
    let policy: Policy
    let say: Speech

    /// What identifies a person, as they are called: `Nom et prénom`, `Date de naissance`.
    var identifiers: [String] {
        (policy.visitor?.hashed ?? []).map { say(policy.label(ofMember: $0)) }
    }

    /// Everything that remains of a visit, each by its label and how coarse it is.
    var keptItems: [String] {
        let dimensions = policy.dimensions.map { dimension -> String in
            let label = say(dimension.label)
            switch dimension.transform {
            case .band: return label + say(" (par tranches)", " (in bands)")
            case .prefix(let count):
                return label
                    + say(" (\(count) premiers caractères)", " (first \(count) characters)")
            case .time, .code: return label
            }
        }
        return dimensions + policy.sums.map { say($0.label) }.filter { !dimensions.contains($0) }
    }

    /// What is said and forgotten at once.
    var droppedItems: [String] {
        policy.members.filter { $0.kind == .dropped }.map { say($0.label) }
    }

    /// Who receives figures, as they are called.
    var audiences: [String] { policy.audiences.map { say($0.label) } }

    /// Special categories with their justification.
    var specials: [String] {
        policy.dimensions.compactMap { dimension in
            dimension.specialCategory.map {
                say.pair(say(dimension.label.quoted), say($0.because))
            }
        }
    }

    /// `chaque mois`, `each month`.
    var everyPeriod: String {
        let period = policy.periods.each.words
        return say("chaque \(period.fr)", "each \(period.en)")
    }

    /// `3 jours après la fin du mois`, `3 days after the end of the month`.
    var closing: String {
        let isVowel = policy.periods.each == .year
        let period = policy.periods.each.words
        let of =
            switch policy.periods.each {
            case .week: "de la semaine"
            default: isVowel ? "de l'année" : "du \(period.fr)"
            }
        guard policy.periods.grace != .zero else {
            return say("à la fin \(of)", "at the end of the \(period.en)")
        }
        let grace = policy.periods.grace.words
        return say(
            "\(grace.fr) après la fin \(of)", "\(grace.en) after the end of the \(period.en)")
    }

    /// `le mois suivant`, `the next month`.
    var nextPeriod: String {
        let period = policy.periods.each.words
        let isFeminine = policy.periods.each == .week || policy.periods.each == .year
        let article = policy.periods.each == .year ? "l'" : isFeminine ? "la " : "le "
        return say(
            "\(article)\(period.fr) suivant\(isFeminine ? "e" : "")", "the next \(period.en)")
    }

    /// `« Nom » et « Date de naissance »`.
    var quotedIdentifiers: String {
        list((policy.visitor?.hashed ?? []).map { say(policy.label(ofMember: $0).quoted) })
    }

    /// `pas « Nom »`, `ni « Nom » ni « Date de naissance ».
    var neitherIdentifier: String {
        let labels = (policy.visitor?.hashed ?? []).map { policy.label(ofMember: $0).quoted.fr }
        return labels.count == 1 ? "pas \(labels[0])" : "ni " + labels.joined(separator: " ni ")
    }

    /// `Élus et CAF`.
    func list(_ items: [String]) -> String {
        say(LocalizedText.listing(items.map { LocalizedText($0) }))
    }
}
