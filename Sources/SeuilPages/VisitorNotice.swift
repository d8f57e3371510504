internal import SeuilCore

/// The sheet on the wall beside the desk, in plain words (GDPR articles 12, 13, 14 and 21).
struct VisitorNotice {
    private let policy: Policy
    private let language: Language
    private let say: Speech
    private let summary: PolicySummary

    init(_ policy: Policy, _ language: Language) {
        self.policy = policy
        self.language = language
        say = Speech(language: language)
        summary = PolicySummary(policy: policy, say: say)
    }

    var page: Page {
        Page(
            language: language.rawValue, layout: .poster, kicker: policy.controller.name,
            title: say("Ce qui reste de votre visite", "What we keep of your visit"),
            lead: say(policy.purpose), sections: [kept, refusal, readers, duration, rights],
            footer: say.footer(policy))
    }

    private var kept: Page.Section {
        var blocks: [Page.Block] = []
        if policy.visitor != nil {
            let identifiers = summary.list(summary.identifiers.map { $0.lowercasedFirst })
            blocks.append(
                .paragraph(
                    say(
                        "Pour ne compter chaque personne qu'une fois, nous demandons : \(identifiers). L'ordinateur "
                            + "en fait aussitôt un code, et ne les écrit nulle part.",
                        "To count each person only once, we ask for: \(identifiers). The computer turns them into "
                            + "a code at once, and writes them nowhere.")))
        } else {
            blocks.append(
                .paragraph(
                    say(
                        "Nous ne demandons pas qui vous êtes. Aucun nom n'est noté.",
                        "We do not ask who you are. No name is noted.")))
        }
        let items = summary.list(summary.small(summary.keptItems))
        blocks.append(
            .paragraph(
                say(
                    "Nous notons seulement, sans nom : \(items).", "We note only this, without a name: \(items).")))
        blocks += summary.specials.map { .paragraph($0) }
        return Page.Section(say("Ce que nous notons", "What we note"), blocks)
    }

    private var refusal: Page.Section {
        let identifiers = summary.list(summary.identifiers.map { $0.lowercasedFirst })
        let text =
            policy.visitor == nil
            ? say(
                "Dites-le à l'accueil : nous ne notons alors que ce qui vous convient. Vous êtes reçu de la même "
                    + "façon.",
                "Tell us at the desk: we then note only what you agree to. You are received just the same.")
            : say(
                "Dites-le à l'accueil : nous ne demandons alors pas \(identifiers). Votre visite est comptée, vous "
                    + "ne l'êtes pas comme personne. Vous êtes reçu de la même façon.",
                "Tell us at the desk: we then do not ask for \(identifiers). Your visit is counted, you are not "
                    + "counted as a person. You are received just the same.")
        return Page.Section(
            say("Vous pouvez refuser", "You may refuse"), [.paragraph(text)], isProminent: true)
    }

    private var readers: Page.Section {
        let audiences = summary.list(summary.audiences)
        let least = policy.threshold.words
        let smallGroups =
            switch policy.threshold {
            case .people:
                say(
                    "Aucun chiffre ne porte sur moins de \(least.fr).",
                    "No figure is about fewer than \(least.en).")
            case .visits:
                say(
                    "Aucun chiffre ne porte sur moins de \(least.fr).",
                    "No figure is about fewer than \(least.en).")
            }
        return Page.Section(
            say("Qui reçoit les chiffres", "Who gets the figures"),
            [
                .paragraph(
                    say(
                        "\(audiences) : des tableaux de chiffres, \(summary.everyPeriod), jamais de fiche sur une "
                            + "personne. \(smallGroups)",
                        "\(audiences): tables of figures, \(summary.everyPeriod), never a file on a person. "
                            + "\(smallGroups)")),
            ])
    }

    private var duration: Page.Section {
        let text =
            policy.visitor == nil
            ? say(
                "Ce qui est compté reste scellé et pseudonymisé jusqu'à la clôture, \(summary.closing). La clé est "
                    + "alors détruite : il ne reste que les chiffres publiés.",
                "What is counted stays sealed and pseudonymised until closing, \(summary.closing). The key is then "
                    + "destroyed: only the published figures remain.")
            : say(
                "Votre code est un pseudonyme jusqu'à la clôture, \(summary.closing). La clé est alors détruite : "
                    + "il ne reste que les chiffres publiés, et la période suivante ne vous reconnaît pas.",
                "Your code is a pseudonym until closing, \(summary.closing). The key is then destroyed: only the "
                    + "published figures remain, and the next period does not recognise you.")
        return Page.Section(say("Combien de temps", "For how long"), [.paragraph(text)])
    }

    /// Whether anybody has to give anything (GDPR article 13 (2) (e)).
    private var required: String {
        let members = policy.members.indices.filter { policy.members[$0].isRequired }
        guard !members.isEmpty else { return say("Rien n'est obligatoire.", "Nothing is compulsory.") }
        let names = summary.list(members.map { say(policy.label(ofMember: $0)).lowercasedFirst })
        return say(
            "Il faut seulement, pour compter la visite : \(names).",
            "Needed to count the visit, and nothing else: \(names).")
    }

    private var rights: Page.Section {
        let authority = say(
            "l'autorité de protection des données (en France, la CNIL : www.cnil.fr)",
            "the data protection authority (in France, the CNIL: www.cnil.fr)")
        return Page.Section(
            say("Vos droits", "Your rights"),
            [
                .paragraph(
                    say(
                        "Demander ce qui vous concerne, le faire corriger ou effacer, en limiter l'usage, vous y "
                            + "opposer : \(policy.controller.contact). Comme aucun nom n'est écrit, nous ne pouvons "
                            + "en général pas retrouver votre visite (RGPD, article 11). Vous pouvez vous plaindre à "
                            + "\(authority).",
                        "To ask what concerns you, have it corrected or erased, limit its use, or object: "
                            + "\(policy.controller.contact). As no name is written down, we can usually not find "
                            + "your visit again (GDPR article 11). You may complain to \(authority).")),
                .facts([
                    Page.Fact(
                        say("Responsable", "Controller"),
                        ["\(policy.controller.name), \(policy.controller.contact)"]),
                    Page.Fact(
                        say("Base légale", "Legal basis"),
                        blank: say(
                            "à écrire : par exemple mission d'intérêt public (RGPD, article 6, 1, e)",
                            "to be written: for example a task in the public interest (GDPR article 6 (1) (e))")),
                    Page.Fact(
                        say("D'où cela vient", "Where it comes from"),
                        [
                            say("De vous, ou de la personne qui vous accueille. ", "From you, or from the person who receives you. ")
                                + required
                                + say(
                                    " Aucune décision n'est prise par une machine.",
                                    " No decision is taken by a machine."),
                        ]),
                ]),
            ])
    }
}

extension String {
    /// Beginning small: it stands within a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
