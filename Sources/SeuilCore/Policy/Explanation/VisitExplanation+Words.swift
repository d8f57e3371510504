// What becomes of a value, in words.
extension Policy {
    /// `outcome` as what stands behind an arrow: `tranche « 36 à 50 ans »`, `refusé : code inconnu`.
    public func words(_ outcome: VisitExplanation.Outcome) -> LocalizedText {
        switch outcome {
        case .hashed(let form?):
            return LocalizedText(fr: "haché, sous la forme ", en: "hashed, in the form ")
                + LocalizedText(form).quoted
        case .hashed(nil):
            return LocalizedText(
                fr: "rien à hacher : la visite reste sans identité",
                en: "nothing to hash: the visit stays without identity")
        case .code(let index, let entry):
            let dimension = dimensions[index]
            let code = dimension.codelist.entries[entry]
            let words =
                dimension.label + LocalizedText(fr: "\u{A0}: ", en: ": ") + code.label.quoted
            return code.code == code.label.fr && code.code == code.label.en
                ? words : words + LocalizedText(" (\(code.code))")
        case .added(let index, let amount, let isCapped):
            let sum = sums[index]
            let cut =
                isCapped
                ? LocalizedText(fr: ", le plafond", en: ", the cap") : LocalizedText("")
            return LocalizedText(
                fr: "\(amount.frenchText) \(sum.unit) ajoutés à ",
                en: "\(amount) \(sum.unit) added to ")
                + sum.label.quoted + cut
        case .dropped:
            return LocalizedText(fr: "oublié aussitôt", en: "forgotten at once")
        case .refused(let code):
            return LocalizedText(fr: "refusé : ", en: "refused: ") + code.words
        }
    }
}

extension Decimal6 {
    /// With a comma, as French writes it.
    var frenchText: String { String(description.map { $0 == "." ? "," : $0 }) }
}

extension Refusal.Code {
    /// Why, in a few words that begin small.
    public var words: LocalizedText {
        switch self {
        case .malformed:
            LocalizedText(fr: "ce n'est pas du JSON correct", en: "this is not sound JSON")
        case .notAnObject:
            LocalizedText(fr: "ce n'est pas un objet JSON", en: "this is not a JSON object")
        case .duplicateMember: LocalizedText(fr: "envoyé deux fois", en: "sent twice")
        case .tooDeep: LocalizedText(fr: "trop d'objets emboîtés", en: "nested too deep")
        case .tooManyMembers: LocalizedText(fr: "trop de champs", en: "too many members")
        case .tooManyRequests: LocalizedText(fr: "trop de demandes", en: "too many requests")
        case .tooLong: LocalizedText(fr: "trop long", en: "too long")
        case .unknownMember:
            LocalizedText(
                fr: "un champ que la politique ne reçoit pas",
                en: "a member the policy does not receive")
        case .missing: LocalizedText(fr: "obligatoire, et absent", en: "required, and missing")
        case .wrongType:
            LocalizedText(fr: "d'un autre type que prévu", en: "of another type than declared")
        case .unknownCode: LocalizedText(fr: "code inconnu", en: "unknown code")
        case .outOfRange: LocalizedText(fr: "nombre hors des limites", en: "number out of range")
        case .invalidId:
            LocalizedText(
                fr: "ce n'est pas un UUID tiré au hasard", en: "this is not a random UUID")
        case .invalidTime:
            LocalizedText(fr: "ce n'est pas un moment RFC 3339", en: "this is not an RFC 3339 time")
        case .invalidDate: LocalizedText(fr: "ce jour n'existe pas", en: "there is no such day")
        case .inTheFuture: LocalizedText(fr: "dans l'avenir", en: "in the future")
        case .groupWithIdentifier:
            LocalizedText(
                fr: "un groupe ne peut pas être identifié", en: "a group cannot be identified")
        case .periodClosed: LocalizedText(fr: "période close", en: "period closed")
        case .periodNotOpen: LocalizedText(fr: "période non ouverte", en: "period not open")
        case .periodOverlaps:
            LocalizedText(
                fr: "ces jours sont comptés par une autre période",
                en: "another period counts these days")
        case .noPolicy: LocalizedText(fr: "aucune politique en vigueur", en: "no policy in force")
        case .storageFailed: LocalizedText(fr: "l'écriture a échoué", en: "writing failed")
        }
    }
}
