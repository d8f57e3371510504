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
            lead: say.pair(say("Pourquoi", "Why"), say(policy.purpose).lowercasedFirst),
            sections: [kept, refusal, readers, duration, rights],
            footer: say.footer(policy))
    }

    private var kept: Page.Section {
        let opening =
            policy.visitor == nil
            ? say(
                "Nous ne demandons pas qui vous êtes : aucun nom n'est noté. Nous notons seulement :",
                "We do not ask who you are: no name is noted. We note only this:")
            : say(
                "Pour ne vous compter qu'une fois, nous demandons \(summary.quotedIdentifiers). L'ordinateur en "
                    + "fait aussitôt un code secret, et n'en écrit rien. Nous notons seulement, sans nom :",
                "To count you only once, we ask for \(summary.quotedIdentifiers). The computer makes a secret code "
                    + "of it at once, and writes nothing of it down. We note only this, without a name:"
            )
        return Page.Section(
            say("Ce que nous notons", "What we note"),
            [.paragraph(opening), .list(summary.keptItems)]
                + summary.specials.map { .paragraph($0) })
    }

    private var refusal: Page.Section {
        let text =
            policy.visitor == nil
            ? say(
                "Dites-le à l'accueil : nous ne notons alors que ce qui vous convient. L'accueil reste le même.",
                "Tell us at the desk: we then note only what you agree to. You are received just the same."
            )
            : say(
                "Dites-le à l'accueil : nous ne demandons alors \(summary.neitherIdentifier). Nous "
                    + "comptons une visite de plus, sans savoir si c'est la même personne. L'accueil reste le même.",
                "Tell us at the desk: we then do not ask for \(summary.quotedIdentifiers). We count one more "
                    + "visit, without knowing whether it is the same person. You are received just the same."
            )
        return Page.Section(
            say("Vous pouvez refuser", "You may refuse"), [.paragraph(text)], isProminent: true)
    }

    private var readers: Page.Section {
        let audiences = summary.list(summary.audiences)
        let least = policy.threshold.words
        let smallGroups = say(
            "Aucun chiffre ne porte sur moins de \(least.fr).",
            "No figure is about fewer than \(least.en).")
        return Page.Section(
            say("Qui reçoit les chiffres", "Who gets the figures"),
            [
                .paragraph(
                    say(
                        "\(audiences) : des tableaux de chiffres, \(summary.everyPeriod), jamais de fiche sur une "
                            + "personne. \(smallGroups)",
                        "\(audiences): tables of figures, \(summary.everyPeriod), never a file on a person. "
                            + "\(smallGroups)"))
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
                    + "il ne reste que les chiffres publiés, et, \(summary.nextPeriod), personne ne vous reconnaît.",
                "Your code is a pseudonym until closing, \(summary.closing). The key is then destroyed: only the "
                    + "published figures remain, and \(summary.nextPeriod) does not recognise you.")
        return Page.Section(say("Combien de temps", "For how long"), [.paragraph(text)])
    }

    /// Whether anybody has to give anything (GDPR article 13 (2) (e)).
    private var required: String {
        let members = policy.members.indices.filter { policy.members[$0].isRequired }
        guard !members.isEmpty else {
            return say("Rien n'est obligatoire.", "Nothing is compulsory.")
        }
        let names = summary.list(members.map { say(policy.label(ofMember: $0).quoted) })
        return members.count == 1
            ? say(
                "Seul \(names) est nécessaire pour compter la visite.",
                "Only \(names) is needed to count the visit.")
            : say(
                "Seuls \(names) sont nécessaires pour compter la visite.",
                "Only \(names) are needed to count the visit.")
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
                        "Vous pouvez demander ce qui vous concerne, le faire corriger ou effacer, en limiter l'usage "
                            + "ou vous y opposer : écrivez à \(policy.controller.contact). Comme aucun nom n'est "
                            + "écrit, nous ne pouvons en général pas retrouver votre visite (RGPD, article 11). Vous "
                            + "pouvez aussi introduire une réclamation auprès de \(authority).",
                        "You may ask what concerns you, have it corrected or erased, limit its use or object: write "
                            + "to \(policy.controller.contact). As no name is written down, we can usually not "
                            + "find your visit again (GDPR article 11). You may also complain to \(authority)."
                    )),
                .facts([
                    Page.Fact(
                        say("Responsable", "Controller"),
                        ["\(policy.controller.name), \(policy.controller.contact)"]),
                    Page.Fact(
                        say("Base légale", "Legal basis"),
                        blank: say(
                            "à écrire : par exemple mission d'intérêt public (RGPD, article 6.1.e)",
                            "to be written: for example a task in the public interest (GDPR article 6 (1) (e))"
                        )),
                    Page.Fact(
                        say("D'où cela vient", "Where it comes from"),
                        [
                            say(
                                "De vous, ou de la personne qui vous accueille. ",
                                "From you, or from the person who receives you. ")
                                + required
                                + say(
                                    " Aucune décision n'est prise par une machine.",
                                    " No decision is taken by a machine.")
                        ]),
                ]),
            ])
    }
}

extension String {
    /// Beginning small: it stands within a sentence.
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
