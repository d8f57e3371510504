/// What the protocol itself lets a visit carry, whatever the policy receives.
public enum OwnMember: String, Sendable, Equatable, CaseIterable {
    case id, at, count, requests

    /// How it is called.
    public var label: LocalizedText {
        switch self {
        case .id: LocalizedText(fr: "Numéro de la visite", en: "Number of the visit")
        case .at: LocalizedText(fr: "Moment de la visite", en: "Time of the visit")
        case .count: LocalizedText(fr: "Nombre de personnes", en: "Number of people")
        case .requests: LocalizedText(fr: "Demandes", en: "Requests")
        }
    }
}

extension Policy {
    /// What becomes of `member`, a sentence that begins small.
    public func words(_ member: OwnMember) -> LocalizedText {
        switch member {
        case .id:
            return LocalizedText(
                fr:
                    "tiré au hasard ; sert à ne pas compter deux fois le même envoi, gardé sous forme hachée "
                    + "jusqu'à la clôture",
                en:
                    "drawn at random; keeps one visit from being counted twice, kept hashed until closing"
            )
        case .at:
            // Said once: what follows is joined to it.
            let fates = fatesOfTime.map(words).enumerated().map { index, fate in
                index == 0
                    ? fate
                    : LocalizedText(
                        fr: fate.fr.without("réduit "), en: fate.en.without("cut "))
            }
            guard !fates.isEmpty else {
                return LocalizedText(
                    fr: "dit dans quelle période la visite compte, puis oublié",
                    en: "says in which period the visit counts, then forgotten")
            }
            return LocalizedText.listing(fates)
                + LocalizedText(
                    fr: " ; dit aussi dans quelle période la visite compte",
                    en: "; also says in which period the visit counts")
        case .count:
            let group =
                visitor == nil
                ? LocalizedText("")
                : LocalizedText(
                    fr: " ; un groupe n'est jamais identifié", en: "; a group is never identified")
            return LocalizedText(
                fr: "quand plusieurs personnes viennent ensemble : autant de visites",
                en: "when several people come together: as many visits") + group
        case .requests:
            return LocalizedText(
                fr: "ce qui est demandé pendant la visite, une ou plusieurs choses",
                en: "what is asked for during the visit, one thing or several")
        }
    }
}

extension String {
    fileprivate func without(_ beginning: String) -> String {
        hasPrefix(beginning) ? String(dropFirst(beginning.count)) : self
    }
}
