internal import SeuilCore
internal import SeuilPages

/// `erratum.html`: an erratum for people.
enum ErratumPage {
    static func render(
        _ header: ErratumHeader, policy: Policy, period: ReleasePeriod, language: Language
    ) throws(SummaryError) -> [UInt8] {
        func say(_ fr: String, _ en: String) -> String { language == .fr ? fr : en }
        var sections = [
            Page.Section(
                say("Ce qui ne va pas", "What is wrong"),
                [.paragraph(header.reason.sentence[language])], isProminent: true),
            Page.Section(
                say("Ce qui est concerné", "What is concerned"), concerned(header, policy, language)
            ),
        ]
        if let text = header.text, let words = try? ErratumText(text) {
            sections.append(
                Page.Section(
                    say("Ce que le site en dit", "What the site says of it"),
                    words.paragraphs.map { .paragraph($0) }))
        }
        sections += [
            Page.Section(
                say("Ce qu’il faut faire", "What to do"), [.list(advice.map { $0[language] })]),
            Page.Section(
                say("À propos", "About"), [.facts(facts(header, policy, language))]),
        ]
        let page = Page(
            language: language.rawValue, layout: .report, kicker: site(header, language),
            title: (header.rehearsal == true ? "\(RehearsalMark.word[language]) – " : "")
                + "Erratum – \(policy.title[language])",
            lead: capitalised(PeriodLabel.long(period)[language]), sections: sections,
            footer: say("Règles de comptage : ", "Counting rules: ")
                + "\(header.policy.id), version \(header.policy.version)")
        guard let html = PageHTML.render(page) else {
            throw .notRendered(file: ErratumPaths.page)
        }
        return Array(html.utf8)
    }

    private static func concerned(
        _ header: ErratumHeader, _ policy: Policy, _ language: Language
    ) -> [Page.Block] {
        if header.flagged.all {
            let all = LocalizedText(
                fr: "Tous les chiffres de cette synthèse.", en: "Every figure of this summary.")
            return [.paragraph(all[language])]
        }
        let whole = LocalizedText(fr: "tout le tableau", en: "the whole table")
        func rule(_ name: String) -> TableRule? { policy.tables.first { $0.name == name } }
        func line(_ rule: TableRule?, _ name: String, _ words: LocalizedText) -> String {
            let label = rule?.label ?? LocalizedText(fr: name, en: name)
            return Phrase.pair(label, words)[language]
        }
        let lines =
            header.flagged.tables.map { line(rule($0), $0, whole) }
            + header.flagged.cells.map { cell in
                let rule = rule(cell.table)
                let words = zip(rule?.axes ?? [], cell.codes).map { axis, code in
                    let dimension = policy.dimensions[axis.dimension]
                    let entry = dimension.codelist.entries.first { $0.code == code }
                    return "\(dimension.label[language]) = \(entry?.label[language] ?? code)"
                }.joined(separator: ", ")
                return line(rule, cell.table, LocalizedText(fr: words, en: words))
            }
        return [.list(lines)]
    }

    private static let advice = [
        LocalizedText(
            fr: "Les chiffres publiés restent tels quels : il n’y aura pas de seconde version.",
            en: "The published figures stay as they are: there will be no second version."),
        LocalizedText(
            fr: "N’utilisez plus les chiffres concernés, et dites-le à qui vous les avez transmis.",
            en: "Use the figures concerned no longer, and tell whoever you passed them on to."),
        LocalizedText(
            fr: "Les prochaines synthèses ne se comparent plus à ces chiffres.",
            en: "Later summaries are not compared with these figures any more."),
        LocalizedText(
            fr: "Gardez cet erratum avec la synthèse.", en: "Keep this erratum with the summary."),
    ]

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    private static func site(_ header: ErratumHeader, _ language: Language) -> String {
        RehearsalMark.site(header.site.name, isRehearsal: header.rehearsal == true)[language]
    }

    private static func facts(
        _ header: ErratumHeader, _ policy: Policy, _ language: Language
    ) -> [Page.Fact] {
        let audience = policy.audiences.first { $0.name == header.audience }
        func fact(_ fr: String, _ en: String, _ text: String) -> Page.Fact {
            Page.Fact(language == .fr ? fr : en, [text])
        }
        return [
            fact("Publié par", "Published by", site(header, language)),
            fact("Destinataire", "Audience", audience?.label[language] ?? header.audience),
            fact("Erratum", "Erratum", "\(header.number)"),
            fact(
                "Publication concernée", "Release concerned",
                language == .fr ? "n° \(header.release.number)" : "no. \(header.release.number)"),
            fact("Empreinte de son fichier", "Fingerprint of its file", header.release.sealed),
        ]
    }
}

extension ErratumReason {
    /// What the reason means to a reader.
    var sentence: LocalizedText {
        switch self {
        case .misconfigured:
            LocalizedText(
                fr:
                    "Un outil de saisie était mal réglé : ces chiffres ne comptent pas ce que leur titre "
                    + "annonce.",
                en:
                    "A tool at the desk was set up wrongly: these figures do not count what their title "
                    + "says.")
        case .incomplete:
            LocalizedText(
                fr:
                    "Des visites manquent, ou ont été envoyées plusieurs fois : ces chiffres ne sont pas "
                    + "complets ou pas exacts.",
                en:
                    "Visits are missing, or were sent more than once: these figures are not complete or not "
                    + "exact.")
        case .miscoded:
            LocalizedText(
                fr: "Des visites ont été enregistrées sous un code qui n’est pas le leur.",
                en: "Visits were recorded under a code that is not theirs.")
        case .protectionDefect:
            LocalizedText(
                fr:
                    "Davantage a été publié que les règles ne le permettent. Ne diffusez plus ces chiffres, et "
                    + "ne cherchez pas à en tirer quoi que ce soit sur des personnes.",
                en:
                    "More was published than the rules allow. Pass these figures on no further, and do not try "
                    + "to learn anything about people from them.")
        }
    }
}
