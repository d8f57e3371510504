internal import Foundation
internal import SeuilCore

/// A draft data protection impact assessment (GDPR article 35 (7)), filled with what the policy knows.
///
/// It judges nothing: likelihood, severity, opinions and the decision are the controller's, and left to be written.
struct ImpactAssessment {
    private let policy: Policy
    private let language: Language
    private let day: Date
    private let say: Speech
    private let summary: PolicySummary

    init(_ policy: Policy, _ language: Language, at day: Date) {
        self.policy = policy
        self.language = language
        self.day = day
        say = Speech(language: language)
        summary = PolicySummary(policy: policy, say: say)
    }

    var page: Page {
        Page(
            language: language.rawValue, layout: .report, kicker: policy.controller.name,
            title: say(
                "Analyse d'impact relative à la protection des données : projet",
                "Data protection impact assessment: draft"),
            lead: say(
                "RGPD, article 35. Traitement : \(policy.title.fr). Ce que la politique sait est rempli ; ce qui est "
                    + "marqué est à écrire par le responsable du traitement.",
                "GDPR article 35. Processing: \(policy.title.en). What the policy knows is filled in; what is marked "
                    + "is for the controller to write."),
            sections: [description, necessity] + risks + [review, opinions],
            footer: say.footer(policy))
    }

    private var description: Page.Section {
        let explanation = PolicyExplanation(policy)
        let declared = explanation.members.dropFirst(OwnMember.allCases.count)
        let rows = declared.map { member in
            [say(member.label), member.texts.map(say.sentence).joined(separator: " ")]
        }
        return Page.Section(
            say("1. Description du traitement (7, a)", "1. Description of the processing (7 (a))"),
            [
                .facts([
                    Page.Fact(
                        say("Responsable", "Controller"),
                        ["\(policy.controller.name), \(policy.controller.contact)"]),
                    Page.Fact(say("Finalité", "Purpose"), [say(policy.purpose)]),
                    Page.Fact(
                        say("Personnes concernées", "Data subjects"),
                        [say("Les personnes accueillies.", "The people received at the desk.")],
                        blank: say(
                            "combien par an, publics particuliers",
                            "how many a year, vulnerable groups")),
                    Page.Fact(
                        say("Destinataires", "Recipients"), [summary.list(summary.audiences) + "."]),
                    Page.Fact(say("Durée", "Duration"), say(explanation.keys)),
                ]),
                .grid(
                    Page.Grid(
                        columns: [
                            say("Donnée", "Data"), say("Ce qu'elle devient", "What becomes of it"),
                        ],
                        rows: Array(rows))),
            ])
    }

    private var necessity: Page.Section {
        var facts = [
            Page.Fact(
                say("Pourquoi ces données", "Why these data"),
                [
                    say(
                        "Chaque donnée reçue nourrit un tableau déclaré ou le compte des personnes ; la politique "
                            + "refuse toute autre.",
                        "Each item received feeds a declared table or the count of people; the policy refuses any "
                            + "other.")
                ],
                blank: say(
                    "à quoi sert chaque tableau, et pourquoi moins ne suffirait pas",
                    "what each table serves, and why less would not do")),
            Page.Fact(
                say("Base légale", "Legal basis"),
                blank: say("article 6, avec sa raison", "article 6, with its reason")),
            Page.Fact(
                say("Information des personnes", "Information of the people"),
                [
                    say(
                        "Affiche à l'accueil (`seuil policy notice --kind visitors`).",
                        "Notice at the desk (`seuil policy notice --kind visitors`).")
                ],
                blank: say(
                    "où elle est affichée, qui l'explique", "where it hangs, who explains it")),
            Page.Fact(
                say("Droit d'opposition", "Right to object"),
                [
                    policy.visitor == nil
                        ? say("Personne n'est identifié.", "Nobody is identified.")
                        : say(
                            "Qui refuse le hachage est compté comme visite sans identité.",
                            "Who refuses hashing is counted as a visit without identity.")
                ], blank: say("comment l'accueil le met en œuvre", "how the desk does it")),
        ]
        facts += policy.dimensions.compactMap { dimension in
            dimension.specialCategory.map { special in
                Page.Fact(
                    say.pair(say("Article 9", "Article 9"), say(dimension.label)),
                    [say(special.because)],
                    blank: say("exception du paragraphe 2", "exception of paragraph 2"))
            }
        }
        return Page.Section(
            say(
                "2. Nécessité et proportionnalité (7, b)",
                "2. Necessity and proportionality (7 (b))"),
            [.facts(facts)])
    }

    private var risks: [Page.Section] {
        [
            Page.Section(
                say("3. Risques pour les personnes (7, c)", "3. Risks for the people (7 (c))"),
                [
                    .grid(
                        Page.Grid(
                            columns: [
                                say("Risque", "Risk"), say("Ce qui le réduit", "What reduces it"),
                                say("Vraisemblance", "Likelihood"), say("Gravité", "Severity"),
                            ], rows: RiskList.risks(policy, say).map { $0 + ["", ""] })),
                    .blank(
                        say(
                            "risques propres au lieu et aux publics accueillis",
                            "risks of the place and of those it receives")),
                ]),
            Page.Section(
                say("4. Mesures (7, d)", "4. Measures (7 (d))"),
                [
                    .list(
                        SecurityMeasures.list(policy, say)
                            + say(PolicyExplanation(policy).protection)),
                    .blank(
                        say(
                            "mesures à prendre encore, par qui, avant quand",
                            "measures still to be taken, by whom, by when")),
                ]),
        ]
    }

    private var review: Page.Section {
        let findings = PolicyReview(policy, at: day).findings.filter {
            $0.code != .recipientCertificate
        }
        let rows = findings.map { finding in
            [
                "`\(finding.place)`",
                "\(say.sentence(finding.message)) \(say.sentence(finding.remedy))", "",
            ]
        }
        let text = say(
            "Ce que `seuil policy check` relève dans la politique ; chaque point appelle une réponse.",
            "What `seuil policy check` finds in the policy; each point asks for an answer.")
        return Page.Section(
            say("5. Relecture de la politique", "5. Review of the policy"),
            rows.isEmpty
                ? [
                    .paragraph(
                        say(
                            "`seuil policy check` ne relève rien.",
                            "`seuil policy check` finds nothing."))
                ]
                : [
                    .paragraph(text),
                    .grid(
                        Page.Grid(
                            columns: [
                                say("Où", "Where"), say("Constat", "Finding"),
                                say("Réponse", "Answer"),
                            ],
                            rows: rows)),
                ])
    }

    private var opinions: Page.Section {
        Page.Section(
            say("6. Avis et décision", "6. Opinions and decision"),
            [
                .facts([
                    Page.Fact(
                        say(
                            "Avis du délégué (35, 2)",
                            "Opinion of the data protection officer (35 (2))"),
                        blank: say("avis, nom, date", "opinion, name, date")),
                    Page.Fact(
                        say("Avis des personnes (35, 9)", "Views of the people concerned (35 (9))"),
                        blank: say("comment il a été recueilli", "how they were sought")),
                    Page.Fact(
                        say("Consultation préalable (36)", "Prior consultation (36)"),
                        blank: say("nécessaire ou non, pourquoi", "needed or not, and why")),
                    Page.Fact(
                        say("Décision", "Decision"),
                        blank: say(
                            "décision, signature, date, prochain examen",
                            "decision, signature, date, next review")),
                ])
            ])
    }
}
