internal import SeuilCore
internal import SeuilCrypto
internal import SeuilPages

/// What the template shows, every word chosen and nothing yet escaped.
///
/// Its names are those of the template. Strings, lists and truths only.
struct ReportPage {
    struct Total {
        let name: String
        let value: String
        let isWithheld: Bool
        let changes: [Change]
    }

    /// An earlier period's figure beside a total.
    struct Change {
        /// `décembre 2025 : 1 180`.
        let line: String
        /// `+5 %`, where it says something.
        let percent: String?
    }

    struct Section {
        let anchor: String
        let heading2: String
        let remarks: [String]
        let grids: [Grid]
    }

    struct Fact {
        let term: String
        let description: String
    }

    let language: String
    let style: String
    /// In a rehearsal: a word for the window's title, and a sentence above everything.
    let mark: String?
    let warning: String?
    let title: String
    let site: String
    let period: String
    let purpose: String
    let keyFigures: String
    let totals: [Total]
    let notes: [String]
    let withheldMark: String
    let withheld: String
    let noFigureMark: String?
    let noFigure: String
    let zero: String?
    let sections: [Section]
    let hasContents: Bool
    let tables: String
    let readingGuide: String
    let reading: [String]
    let protection: String
    let promises: [String]
    let about: String
    let facts: [Fact]
}

extension ReportPage {
    init(_ content: SummaryContent) {
        let spoken = content.language
        func text(_ text: LocalizedText) -> String { ReportPage.set(text, spoken) }

        language = spoken.rawValue
        style = ReportStyle.sheet
        mark = content.ledger.isRehearsal ? text(RehearsalMark.word) : nil
        warning = content.ledger.isRehearsal ? text(RehearsalMark.sentence) : nil
        title = text(content.policy.title)
        site = text(
            RehearsalMark.site(content.site.name, isRehearsal: content.ledger.isRehearsal))
        period = text(PeriodLabel.long(content.period))
        purpose = text(content.policy.purpose)
        keyFigures = text(Phrase.keyFigures)
        totals = content.keyFigures.map { Total($0, spoken) }
        notes = content.notes.map(text)
        withheldMark = Phrase.withheldMark
        withheld = text(Phrase.withheld)
        noFigureMark = content.comparisons.isEmpty ? nil : Phrase.noFigureMark
        noFigure = text(Phrase.noFigure)
        zero = content.policy.zeros(lookingAt: []) == .publish ? text(Phrase.zero) : nil
        sections = content.tables.enumerated().map { Section($1, number: $0 + 1, of: content) }
        hasContents = sections.count > 1
        tables = text(Phrase.tables)
        readingGuide = text(Phrase.readingGuide)
        reading = ReadingGuide.reading(content).map(text)
        protection = text(Phrase.protection)
        promises = ReadingGuide.protection(content.policy).map(text)
        about = text(Phrase.about)
        facts = content.facts.map { Fact(term: text($0), description: text($1)) }
    }

    /// A text as printers set it: policies are written on a plain keyboard.
    static func set(_ text: LocalizedText, _ language: Language) -> String {
        Typography.set(text[language], language.rawValue)
    }
}

extension ReportPage.Total {
    init(_ figure: KeyFigure, _ language: Language) {
        let filter = figure.filter.map { " (\(ReportPage.set($0, language)))" }
        name = ReportPage.set(figure.label, language) + (filter ?? "")
        value = figure.value.map { NumberText.decimal($0, language) } ?? Phrase.withheldMark
        isWithheld = figure.value == nil
        changes = figure.earlier.map { earlier in
            let number = NumberText.decimal(earlier.value, language)
            let line = Phrase.pair(
                PeriodLabel.short(earlier.period), LocalizedText(fr: number, en: number))
            return ReportPage.Change(
                line: line[language],
                percent: figure.value.flatMap {
                    NumberText.change(
                        from: Int(earlier.value.millionths), to: Int($0.millionths), language)
                })
        }
    }
}

extension ReportPage.Section {
    init(_ table: SummaryTable, number: Int, of content: SummaryContent) {
        let rule = content.policy.tables[table.layout.table]
        var texts = [Phrase.counts(rule.unit, people: rule.showsVisitors)]
        if let filter = content.filterText(of: rule) { texts.append(Phrase.only(filter)) }
        texts += rule.sums.map { Phrase.cap(of: content.policy.sums[$0]) }
        texts += table.sumsWithheld.map { Phrase.sumWithheld(content.policy.sums[$0]) }
        if content.tablesWithheld.contains(rule.name) { texts.append(Phrase.tableWithheld) }
        anchor = "t\(number)"
        heading2 = ReportPage.set(rule.label, content.language)
        remarks = texts.map { ReportPage.set($0, content.language) }
        grids = GridBuilder(content, table: table).grids
    }
}

extension SummaryContent {
    /// What a reader has to know of this period in particular.
    fileprivate var notes: [LocalizedText] {
        let versions = comparisons.filter { $0.policyVersion != policy.version }.map {
            Phrase.otherVersion(
                PeriodLabel.short($0.period), then: $0.policyVersion, now: policy.version)
        }
        let errata = comparisons.filter(\.hasErratum).map {
            Phrase.hasErratum(PeriodLabel.short($0.period))
        }
        let contradicted = dimensions.filter(notAdditive.contains).map {
            Phrase.notAdditive(policy.dimensions[$0].label)
        }
        let isSilent = tables.allSatisfy { table in
            table.figures.allSatisfy { ($0?.count ?? 0) == 0 }
        }
        return (isSilent ? [Phrase.nothingPublished] : []) + versions + errata + contradicted
    }

    /// What the release is: names, numbers and where to ask.
    fileprivate var facts: [(LocalizedText, LocalizedText)] {
        func same(_ text: String) -> LocalizedText { LocalizedText(fr: text, en: text) }
        return [
            (
                LocalizedText(fr: "Publié par", en: "Published by"),
                RehearsalMark.site(site.name, isRehearsal: ledger.isRehearsal)
            ),
            (LocalizedText(fr: "Destinataire", en: "Audience"), audience.label),
            (
                LocalizedText(fr: "Responsable du traitement", en: "Controller"),
                same("\(policy.controller.name), \(policy.controller.contact)")
            ),
            (
                LocalizedText(fr: "Publication", en: "Release"),
                LocalizedText(fr: "n°\u{A0}\(number)", en: "no.\u{A0}\(number)")
            ),
            (
                LocalizedText(fr: "Règles de comptage", en: "Counting rules"),
                LocalizedText(
                    fr: "\(policy.name), version \(policy.version)",
                    en: "\(policy.name), version \(policy.version)")
            ),
            (
                LocalizedText(fr: "Empreinte des règles", en: "Fingerprint of the rules"),
                same(policyDigest.hex)
            ),
            (
                LocalizedText(fr: "Fichiers joints", en: "Attached files"),
                LocalizedText(
                    fr: "les mêmes chiffres dans tables/, les codes dans codelists/, "
                        + "leur description dans release.json et datapackage.json",
                    en: "the same figures in tables/, the codes in codelists/, "
                        + "their description in release.json and datapackage.json")
            ),
        ]
    }
}
