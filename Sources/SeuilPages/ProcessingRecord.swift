internal import SeuilCore

/// The controller's record of this processing (GDPR article 30 (1)), filled with what the policy knows.
struct ProcessingRecord {
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
            language: language.rawValue, layout: .report, kicker: policy.controller.name,
            title: say("Fiche du registre des traitements", "Record of processing activities"),
            lead: say(
                "RGPD, article 30, paragraphe 1. Traitement : \(policy.title.fr).",
                "GDPR article 30, paragraph 1. Processing: \(policy.title.en)."),
            sections: [people, purposes, data, recipients, limits, security],
            footer: say.footer(policy))
    }

    private var people: Page.Section {
        Page.Section(
            say("a. Qui répond du traitement", "a. Who answers for it"),
            [
                .facts([
                    Page.Fact(
                        say("Responsable du traitement", "Controller"), [policy.controller.name],
                        blank: say("adresse postale, téléphone", "postal address, telephone")),
                    Page.Fact(say("Contact", "Contact"), [policy.controller.contact]),
                    Page.Fact(
                        say("Délégué à la protection des données", "Data protection officer"),
                        blank: say("nom, ou « aucun »", "name, or “none”")),
                    Page.Fact(
                        say(
                            "Responsables conjoints, représentant",
                            "Joint controllers, representative"),
                        blank: say("noms, ou « aucun »", "names, or “none”")),
                    Page.Fact(
                        say(
                            "Date de la fiche, dernière mise à jour",
                            "Date of this record, last change"),
                        blank: say("dates", "dates")),
                ])
            ])
    }

    private var purposes: Page.Section {
        Page.Section(
            say("b. Finalités", "b. Purposes"),
            [
                .facts([
                    Page.Fact(say("Finalité", "Purpose"), [say(policy.purpose)]),
                    Page.Fact(
                        say("Base légale (article 6)", "Legal basis (article 6)"),
                        blank: say(
                            "par exemple mission d'intérêt public (6, 1, e) ou intérêt légitime (6, 1, f), avec sa "
                                + "raison",
                            "for example a task in the public interest (6 (1) (e)) or legitimate interests "
                                + "(6 (1) (f)), with its reason")),
                ])
            ])
    }

    private var data: Page.Section {
        var facts = [
            Page.Fact(
                say("Personnes concernées", "Data subjects"),
                [say("Les personnes accueillies.", "The people received at the desk.")])
        ]
        if !summary.identifiers.isEmpty {
            facts.append(
                Page.Fact(
                    say("Identité", "Identity"),
                    [
                        summary.identifiers.joined(separator: ", ") + ".",
                        say(
                            "Données hachées à la réception sous la clé de la période ; jamais écrites.",
                            "Hashed on receipt under the period's key; never written down."),
                    ]))
        }
        facts.append(
            Page.Fact(
                say("Ce qui est compté", "What is counted"),
                [summary.keptItems.joined(separator: ", ") + "."]))
        if !summary.droppedItems.isEmpty {
            facts.append(
                Page.Fact(
                    say("Reçu et oublié aussitôt", "Received and forgotten at once"),
                    [summary.droppedItems.joined(separator: ", ") + "."]))
        }
        facts.append(
            Page.Fact(
                say("Catégories particulières (article 9)", "Special categories (article 9)"),
                summary.specials.isEmpty
                    ? [say("Aucune n'est déclarée par la politique.", "The policy declares none.")]
                    : summary.specials,
                blank: summary.specials.isEmpty
                    ? nil
                    : say(
                        "exception de l'article 9, paragraphe 2, qui s'applique",
                        "the exception of article 9 (2) that applies")))
        return Page.Section(
            say("c. Personnes et données", "c. People and data"), [.facts(facts)])
    }

    private var recipients: Page.Section {
        let rows = policy.audiences.map { audience in
            [
                say(audience.label),
                say(
                    "Synthèses chiffrées, \(summary.everyPeriod)",
                    "Encrypted summaries, \(summary.everyPeriod)"),
                String(audience.recipients.count),
            ]
        }
        return Page.Section(
            say("d. Destinataires, e. Transferts", "d. Recipients, e. Transfers"),
            [
                .grid(
                    Page.Grid(
                        columns: [
                            say("Destinataires", "Recipients"), say("Reçoivent", "Get"),
                            say("Nombre de clés", "Number of keys"),
                        ], rows: rows)),
                .facts([
                    Page.Fact(
                        say("Sous-traitants", "Processors"),
                        blank: say(
                            "hébergeur, éditeur de l'outil d'accueil, ou « aucun »",
                            "host, maker of the desk's tool, or “none”")),
                    Page.Fact(
                        say("Hors de l'Union européenne", "Outside the European Union"),
                        [say("Seuil ne transfère rien.", "Seuil transfers nothing.")],
                        blank: say(
                            "où se trouvent la machine et les destinataires",
                            "where the machine and the recipients are")),
                ]),
            ])
    }

    private var limits: Page.Section {
        Page.Section(
            say("f. Délais d'effacement", "f. Time limits for erasure"),
            [
                .list(
                    say(PolicyExplanation(policy).keys)
                        + [
                            say(
                                "Les chiffres publiés ne portent sur aucun petit groupe et sont gardés sans limite "
                                    + "par leurs destinataires.",
                                "Published figures are about no small group, and their recipients keep them without "
                                    + "limit.")
                        ]),
                .blank(
                    say(
                        "délai de conservation des sauvegardes de la machine",
                        "how long backups of the machine are kept")),
            ])
    }

    private var security: Page.Section {
        Page.Section(
            say("g. Mesures de sécurité (article 32)", "g. Security measures (article 32)"),
            [
                .list(SecurityMeasures.list(policy, say)),
                .blank(
                    say(
                        "mesures propres au lieu : accès à la machine, formation, contrats",
                        "measures of the place itself: access to the machine, training, contracts")),
            ])
    }
}
