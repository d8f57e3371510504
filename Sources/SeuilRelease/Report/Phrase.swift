internal import SeuilCore

/// Short words of a report, in both languages side by side so that neither falls behind.
enum Phrase {
    static let visits = LocalizedText(fr: "Visites", en: "Visits")
    static let requests = LocalizedText(fr: "Demandes", en: "Requests")
    static let people = LocalizedText(fr: "Personnes différentes", en: "Different people")
    static let confidentialityStatus = LocalizedText(
        fr: "F : publié ; C : masqué", en: "F: published; C: withheld")
    static let keyFigures = LocalizedText(fr: "Chiffres clés", en: "Key figures")
    static let tables = LocalizedText(fr: "Tableaux", en: "Tables")
    static let readingGuide = LocalizedText(fr: "Comment lire ces chiffres", en: "Reading guide")
    static let protection = LocalizedText(
        fr: "Ce qui protège les personnes", en: "How people are protected")
    static let about = LocalizedText(fr: "À propos de cette synthèse", en: "About this summary")
    static let withheldMark = "•"
    static let noFigureMark = "–"
    static let withheld = LocalizedText(
        fr: "masqué, pour protéger les petits groupes", en: "withheld, to protect small groups")
    static let noFigure = LocalizedText(
        fr: "pas de chiffre publié à comparer", en: "no published figure to compare with")
    static let zero = LocalizedText(fr: "aucun cas : un vrai zéro", en: "none: a true zero")

    static func counted(_ unit: Scope) -> LocalizedText { unit == .visit ? visits : requests }

    static func codelistColumn(_ column: CodelistColumn) -> LocalizedText {
        switch column {
        case .code: LocalizedText(fr: "Code", en: "Code")
        case .parent: LocalizedText(fr: "Code du groupe", en: "Code of the group")
        case .fr: LocalizedText(fr: "Libellé français", en: "French label")
        case .en: LocalizedText(fr: "Libellé anglais", en: "English label")
        }
    }

    /// `Partenaire : CAF`.
    static func pair(_ name: LocalizedText, _ value: LocalizedText) -> LocalizedText {
        LocalizedText(fr: "\(name.fr)\u{A0}: \(value.fr)", en: "\(name.en): \(value.en)")
    }

    /// The sentence under a table's title that says what its figures count.
    static func counts(_ unit: Scope, people: Bool) -> LocalizedText {
        let what =
            unit == .visit
            ? LocalizedText(
                fr: "Visites de la période : chaque passage à l’accueil compte une fois.",
                en: "Visits of the period: each time at the desk counts once.")
            : LocalizedText(
                fr: "Demandes de la période : une visite peut en porter plusieurs.",
                en: "Requests of the period: one visit may carry several.")
        guard people else { return what }
        return LocalizedText(
            fr: what.fr
                + " Personnes différentes de la période : chacune compte une fois par case, "
                + "les personnes ne s’additionnent pas.",
            en: what.en
                + " Different people of the period: each counts once in a cell, "
                + "people do not add up.")
    }

    static func only(_ filter: LocalizedText) -> LocalizedText {
        LocalizedText(fr: "Seulement \(filter.fr).", en: "Only \(filter.en).")
    }

    /// The heading of a column of row totals, or of an earlier period's figures.
    static func inPeriod(_ period: LocalizedText) -> LocalizedText {
        LocalizedText(fr: "en comparaison : \(period.fr)", en: "in comparison: \(period.en)")
    }

    /// Said of a release that holds no figure above zero; not whether few came or many.
    static let nothingPublished = LocalizedText(
        fr:
            "Cette publication ne contient aucun chiffre au-dessus de zéro : ce qui a été compté ne permet "
            + "d’en publier aucun. Le site peut essayer des tableaux moins fins pour les prochaines périodes.",
        en:
            "This release holds no figure above zero: what was counted allows none to be published. "
            + "The site can try coarser tables for the next periods.")

    static let tableWithheld = LocalizedText(
        fr: "Le détail de ce tableau est masqué pour cette période, et au besoin ses totaux : dans "
            + "les limites fixées à la recherche, rien n’a prouvé qu’on ne pourrait pas le deviner.",
        en: "The detail of this table is withheld for this period, and its totals where need be: "
            + "within the limits set to the search, nothing proved that it could not be worked out."
    )

    /// The heading of a sum's figures: `Temps d’entretien (min)`.
    static func sum(_ rule: SumRule) -> LocalizedText {
        LocalizedText(fr: "\(rule.label.fr) (\(rule.unit))", en: "\(rule.label.en) (\(rule.unit))")
    }

    /// What one contribution to a sum is at most.
    static func cap(of rule: SumRule) -> LocalizedText {
        let caps = [Language.fr, .en].map { NumberText.whole(rule.cap, $0) }
        let what =
            rule.scope == .visit
            ? LocalizedText(fr: "chaque visite", en: "each visit")
            : LocalizedText(fr: "chaque demande", en: "each request")
        return LocalizedText(
            fr:
                "\(sum(rule).fr) : somme, où \(what.fr) compte pour \(caps[0]) \(rule.unit) au plus.",
            en:
                "\(sum(rule).en): a sum, in which \(what.en) counts for \(caps[1]) \(rule.unit) at most."
        )
    }

    static func sumWithheld(_ rule: SumRule) -> LocalizedText {
        LocalizedText(
            fr:
                "\(sum(rule).fr) : masqué dans tout ce tableau pour cette période, pour ne trahir la part "
                + "de personne.",
            en:
                "\(sum(rule).en): withheld in this whole table for this period, so as not to give away "
                + "anyone’s part.")
    }
    static let noTables = LocalizedText(
        fr: "Aucun tableau n’est destiné à ce lecteur.",
        en: "No table is meant for this reader.")

    static func notAdditive(_ dimension: LocalizedText) -> LocalizedText {
        LocalizedText(
            fr: "Pendant cette période, des personnes ont été notées sous plusieurs valeurs de "
                + "« \(dimension.fr) ».",
            en: "During this period, some people were recorded under several values of "
                + "“\(dimension.en)”.")
    }

    static func hasErratum(_ period: LocalizedText) -> LocalizedText {
        LocalizedText(
            fr: "\(period.fr) : un erratum a été publié. "
                + "Les chiffres qu’il signale ne servent plus de comparaison.",
            en: "\(period.en): an erratum was published. "
                + "The figures it flags are no longer compared with.")
    }

    static func otherVersion(
        _ period: LocalizedText, then: Int, now: Int
    ) -> LocalizedText {
        LocalizedText(
            fr: "\(period.fr) : comptage selon la version \(then) des règles ; ici, version "
                + "\(now). Une différence peut venir des règles.",
            en: "\(period.en): counted under version \(then) of the rules; here, version \(now). "
                + "A difference may come from the rules.")
    }
}
