public import SeuilCore

/// A policy explained: what a visit may carry and what becomes of it, who gets what, and how long keys live.
public enum ExplanationPage {
    /// - Parameter visit: What would become of one visit, shown first.
    public static func page(
        of policy: Policy, language: Language, visit: VisitExplanation? = nil
    ) -> Page {
        let say = Speech(language: language)
        let explanation = PolicyExplanation(policy)
        var sections = visit.map { [VisitSection.section(of: $0, policy, say)] } ?? []
        sections += [members(explanation, say)] + audiences(explanation, policy, say)
        sections += [
            Page.Section(
                threshold(explanation, say),
                [.list(say(explanation.protection))]),
            Page.Section(
                say("Combien de temps vivent les clés", "How long keys live"),
                [.list(say(explanation.keys))]),
        ]
        return Page(
            language: language.rawValue, layout: .report,
            kicker: "\(policy.controller.name), \(policy.controller.contact)",
            title: say(policy.title), lead: say(policy.purpose), sections: sections,
            footer: say.footer(policy))
    }

    private static func threshold(_ explanation: PolicyExplanation, _ say: Speech) -> String {
        switch explanation.threshold {
        case .people: say("À partir de combien de personnes", "From how many people on")
        case .visits: say("À partir de combien de visites", "From how many visits on")
        }
    }

    private static func members(
        _ explanation: PolicyExplanation, _ say: Speech
    ) -> Page.Section {
        let rows = explanation.members.map { member -> [String] in
            let scope =
                member.scope == .visit
                ? say("la visite", "the visit")
                : say("chaque demande", "each request")
            let required = member.isRequired ? say(", obligatoire", ", required") : ""
            var texts = member.texts.map(say.sentence)
            if let special = member.special {
                texts.append(
                    say.pair(
                        say(
                            "Catégorie particulière (RGPD, article 9)",
                            "Special category (GDPR article 9)"),
                        say(special.because)))
            }
            let label = say(member.label)
            let name = label == member.name ? label : "\(label) (\(member.name))"
            return [name, scope + required, texts.joined(separator: " ")]
        }
        return Page.Section(
            say("Ce qu'une visite peut porter", "What a visit may carry"),
            [
                .paragraph(
                    say(
                        "Rien d'autre n'est accepté : un envoi qui contient autre chose est refusé en entier.",
                        "Nothing else is accepted: what holds anything else is refused as a whole.")
                ),
                .grid(
                    Page.Grid(
                        columns: [
                            say("Champ", "Member"), say("Décrit", "Describes"),
                            say("Ce qu'il devient", "What becomes of it"),
                        ], rows: rows)),
            ])
    }

    private static func audiences(
        _ explanation: PolicyExplanation, _ policy: Policy, _ say: Speech
    ) -> [Page.Section] {
        explanation.audiences.map { audience in
            let people =
                audience.recipientCount == 1
                ? say("un destinataire", "one recipient")
                : say(
                    "\(audience.recipientCount) destinataires",
                    "\(audience.recipientCount) recipients")
            let period = policy.periods.each.words
            let rows = audience.tables.map { table -> [String] in
                let filter =
                    table.filter.map { say(" (seulement ", " (only ") + say($0) + ")" } ?? ""
                return [say(table.label), say(table.by) + filter, say(table.shows)]
            }
            return Page.Section(
                say.pair(say("Ce que reçoit", "What goes to"), say(audience.label)),
                [
                    .paragraph(
                        say(
                            "Un fichier chiffré par période (\(period.fr)), en \(audience.language.words.fr), pour "
                                + "\(people).",
                            "One encrypted file a period (\(period.en)), in \(audience.language.words.en), for "
                                + "\(people).")),
                    .grid(
                        Page.Grid(
                            columns: [
                                say("Tableau", "Table"), say("Par", "By"), say("Compte", "Counts"),
                            ], rows: rows)),
                ])
        }
    }
}
