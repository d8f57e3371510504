// What a tool may send, and how a person is counted once.
extension PolicyComparison {
    mutating func compareReceived() {
        let pairs = NamePairs(old.policy.members, new.policy.members, name: \.name)
        for member in pairs.gone {
            add(
                .tighter, place(member), fr: "\(member.label.quoted.fr) n'est plus reçu.",
                en: "\(member.label.quoted.en) is no longer received.")
        }
        for (old, new) in pairs.both { compare(old, new) }
        for member in pairs.come {
            let isDropped = member.kind == .dropped
            add(
                .looser, place(member),
                fr:
                    "\(member.label.quoted.fr) peut être envoyé\(isDropped ? ", puis oublié aussitôt" : "").",
                en:
                    "\(member.label.quoted.en) may be sent\(isDropped ? ", and is forgotten at once" : "")."
            )
            if member.isRequired { addRequired(member) }
        }
        if pairs.isReordered {
            add(
                .neutral, "receives", fr: "Ce qui est reçu est énuméré dans un autre ordre.",
                en: "What is received is listed in another order.")
        }
        compareVisitor()
    }

    private func place(_ member: Member) -> String {
        "receives.\(member.scope.rawValue).\(member.name)"
    }

    private mutating func addRequired(_ member: Member) {
        add(
            .looser, "receives.required", fr: "\(member.label.quoted.fr) devient obligatoire.",
            en: "\(member.label.quoted.en) becomes required.")
    }

    private mutating func compare(_ old: Member, _ new: Member) {
        let label = new.label.quoted
        if old.scope != new.scope {
            let isFiner = new.scope == .request
            add(
                isFiner ? .looser : .tighter, place(new),
                fr:
                    "\(label.fr) se dit \(isFiner ? "de chaque demande" : "de la visite") et non plus "
                    + "\(isFiner ? "de la visite" : "de chaque demande").",
                en:
                    "\(label.en) is said of \(isFiner ? "each request" : "the visit"), no longer of "
                    + "\(isFiner ? "the visit" : "each request").")
        }
        if old.kind != new.kind {
            let isTighter = new.kind.openness < old.kind.openness
            add(
                isTighter ? .tighter : .looser, place(new),
                fr:
                    "\(label.fr) est reçu comme \(new.kind.words.fr), avant comme \(old.kind.words.fr).",
                en:
                    "\(label.en) is received as \(new.kind.words.en), before as \(old.kind.words.en)."
            )
        }
        if new.isRequired && !old.isRequired { addRequired(new) }
        if old.isRequired && !new.isRequired {
            add(
                .tighter, "receives.required", fr: "\(label.fr) n'est plus obligatoire.",
                en: "\(label.en) is no longer required.")
        }
        compareText(
            "receives.labels.\(new.name)", old.label, new.label,
            LocalizedText(fr: "Libellé", en: "Label"))
    }

    private mutating func compareVisitor() {
        let before = old.policy.visitor
        let after = new.policy.visitor
        let oldNames = before?.hashed.map(old.memberName) ?? []
        let newNames = after?.hashed.map(new.memberName) ?? []
        guard let after else {
            if before != nil {
                add(
                    .tighter, "keeps.visitor",
                    fr: "Plus aucune personne n'est identifiée : rien n'est plus haché.",
                    en: "Nobody is identified any more: nothing is hashed.")
            }
            return
        }
        guard let before else {
            let list = LocalizedText.listing(newNames.map { LocalizedText($0) })
            return add(
                .looser, "keeps.visitor",
                fr:
                    "Chaque personne est désormais comptée une fois, par un hachage de : \(list.fr).",
                en: "Each person is now counted once, by a hash of: \(list.en).")
        }
        for name in oldNames where !newNames.contains(name) {
            add(
                .tighter, "keeps.visitor.hash", fr: "\(name) n'entre plus dans le hachage.",
                en: "\(name) is no longer part of the hash.")
        }
        for name in newNames where !oldNames.contains(name) {
            add(
                .looser, "keeps.visitor.hash", fr: "\(name) entre dans le hachage d'une personne.",
                en: "\(name) becomes part of a person's hash.")
        }
        if oldNames.sorted() == newNames.sorted(), oldNames != newNames {
            add(
                .neutral, "keeps.visitor.hash",
                fr: "Le hachage prend ses parties dans un autre ordre.",
                en: "The hash takes its parts in another order.")
        }
        if before.normalisation != after.normalisation {
            add(
                .neutral, "keeps.visitor.normalise",
                fr: "Les écritures d'un nom sont rapprochées selon la règle "
                    + "\(after.normalisation.rawValue), avant \(before.normalisation.rawValue).",
                en: "Ways of writing a name are brought together by the rule "
                    + "\(after.normalisation.rawValue), before \(before.normalisation.rawValue).")
        }
    }
}

extension Member.Kind {
    /// How much can be sent as a member of this kind: nothing that stays, a code of a list, a number or a day,
    /// anything.
    fileprivate var openness: Int {
        switch self {
        case .dropped: 0
        case .code: 1
        case .number, .date: 2
        case .text: 3
        }
    }

    /// `un texte`, `a text`.
    var words: LocalizedText {
        switch self {
        case .text: LocalizedText(fr: "un texte", en: "a text")
        case .date: LocalizedText(fr: "une date", en: "a date")
        case .code: LocalizedText(fr: "un code d'une liste", en: "a code of a list")
        case .number: LocalizedText(fr: "un nombre", en: "a number")
        case .dropped:
            LocalizedText(fr: "un champ oublié aussitôt", en: "a field forgotten at once")
        }
    }
}
