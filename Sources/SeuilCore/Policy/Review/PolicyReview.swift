public import Foundation
public import SeuilCrypto

/// Reads a correct policy as a careful colleague would, and says what deserves a second look.
///
/// Rules of thumb over names, sizes and dates: a finding may be wrong, and no finding does not mean that a policy is
/// right. What is wrong beyond doubt is the parser's to refuse.
public struct PolicyReview {
    /// Below this nothing is protected well, whatever the tables.
    public static let leastThreshold = 5
    /// From here on a threshold is what health and social statistics use.
    public static let usualThreshold = 11
    /// More cells than this want the usual threshold.
    public static let manyCells = 200
    /// A policy in force for longer than this is never looked at again.
    public static let longestValidity = 3 * 366

    let policy: Policy
    /// Each audience's certificates, in the order of `policy.audiences`; `nil` where they were not looked at.
    let recipients: [[Certificate]]?
    /// How many visits a period brings.
    let expectedVisits: Int
    /// When the review takes place.
    let now: Date
    /// For each table, how many cells it may show, totals included.
    let cellCounts: [Int]

    /// A review of `policy`.
    ///
    /// - Parameter expectedVisits: By default what a desk with about fifty visits a day sees.
    public init(
        _ policy: Policy, recipients: [[Certificate]]? = nil, expectedVisits: Int? = nil,
        at now: Date
    ) {
        self.policy = policy
        self.recipients = recipients
        self.expectedVisits =
            expectedVisits ?? PolicyReview.usualVisits(each: policy.periods.each)
        self.now = now
        cellCounts = policy.tables.indices.map { table in
            let layout = TableLayout(table: table, of: policy)
            return (0..<layout.cellCount).count { layout.isShown($0) }
        }
    }

    /// How many visits a period of `length` is taken to bring where nobody says.
    public static func usualVisits(each length: PeriodLength) -> Int {
        switch length {
        case .day: 50
        case .week: 250
        case .month: 1_000
        case .quarter: 3_000
        case .year: 12_000
        }
    }

    /// All findings, in the order of the policy's parts.
    public var findings: [PolicyFinding] {
        frameFindings + keptFindings + tableFindings + thresholdFindings + audienceFindings
    }
}

extension PolicyReview {
    private var frameFindings: [PolicyFinding] {
        var findings: [PolicyFinding] = []
        if policy.inForce.dayCount > PolicyReview.longestValidity {
            let years = policy.inForce.dayCount / 365
            findings.append(
                PolicyFinding(
                    .noExpiry, .objection, ["in_force", "until"],
                    LocalizedText(
                        fr:
                            "en vigueur pendant \(years) ans : rien n'oblige à relire cette politique",
                        en:
                            "in force for \(years) years: nothing makes anyone read this policy again"
                    ),
                    remedy: LocalizedText(
                        fr: "la faire finir dans un an, et la signer à nouveau après relecture",
                        en: "let it end in a year, and sign it again once it has been read")))
        }
        if policy.keyDayCount >= 365 {
            findings.append(
                PolicyFinding(
                    .keyLivesAYear, .remark, ["periods", "each"],
                    LocalizedText(
                        fr:
                            "une clé vit \(policy.keyDayCount) jours : jusque-là, qui la détient peut tester "
                            + "une liste de noms",
                        en:
                            "a key lives \(policy.keyDayCount) days: until then, who holds it can test a list "
                            + "of names"),
                    remedy: LocalizedText(
                        fr:
                            "compter par mois ou par trimestre ; visites et demandes s'additionnent d'une période "
                            + "à l'autre",
                        en:
                            "count by month or quarter; visits and requests add up from period to period"
                    )))
        }
        return findings
    }

    private var thresholdFindings: [PolicyFinding] {
        var findings: [PolicyFinding] = []
        let least = policy.threshold.least
        let cells = cellCounts.reduce(0, +)
        let remedy = LocalizedText(
            fr:
                "le porter à \(PolicyReview.usualThreshold), comme les statistiques sanitaires et sociales",
            en: "raise it to \(PolicyReview.usualThreshold), as health and social statistics do")
        if least < PolicyReview.leastThreshold {
            findings.append(
                PolicyFinding(
                    .thresholdLow, .objection, ["threshold"],
                    LocalizedText(
                        fr: "un seuil de \(least) protège peu",
                        en: "a threshold of \(least) protects little"),
                    remedy: remedy))
        } else if least < PolicyReview.usualThreshold, cells > PolicyReview.manyCells {
            findings.append(
                PolicyFinding(
                    .thresholdLow, .remark, ["threshold"],
                    LocalizedText(
                        fr: "un seuil de \(least) est bas pour \(cells) cases",
                        en: "a threshold of \(least) is low for \(cells) cells"),
                    remedy: remedy))
        }
        if case .visits = policy.threshold, let member = countable {
            findings.append(
                PolicyFinding(
                    .thresholdOnVisits, .remark, ["threshold"],
                    LocalizedText(
                        fr:
                            "le seuil porte sur les visites, alors que « \(member.label.fr) » permettrait de compter "
                            + "les personnes",
                        en:
                            "the threshold is on visits, although '\(member.name)' would let people be counted"
                    ),
                    remedy: LocalizedText(
                        fr:
                            "compter les personnes par un code haché (dans la politique : `visitor` et "
                            + "`threshold: { people: N }`), ou ne pas recevoir « \(member.label.fr) »",
                        en:
                            "keep a hashed 'visitor' and write people: N, or do not receive '\(member.name)'"
                    )))
        }
        if policy.disclosure.zeros == .protect, let table = sparsestTable {
            findings.append(
                PolicyFinding(
                    .zerosProtectedSparse, .remark, ["disclosure", "zeros"],
                    LocalizedText(
                        fr:
                            "les zéros sont protégés (dans la politique : `zeros: protect`), et « \(table.label) » a "
                            + "\(table.cells) cases pour \(expectedVisits) visites : presque tout y sera masqué",
                        en:
                            "zeros: protect, and '\(table.name)' has \(table.cells) cells for \(expectedVisits) "
                            + "visits: nearly all of it will be withheld"),
                    remedy: LocalizedText(
                        fr:
                            "publier les zéros là où ils ne disent rien de personne, ou élargir les catégories",
                        en:
                            "publish zeros where they tell nothing of anyone, or use wider categories"
                    )))
        }
        return findings
    }

    /// A member that would tell people apart, in a policy that counts none.
    private var countable: Member? {
        policy.members.first { member in
            member.scope == .visit && (member.kind == .text || member.kind == .date)
        }
    }

    /// The table with the fewest expected visits a cell, where these are fewer than the threshold.
    private var sparsestTable: (name: String, label: String, cells: Int)? {
        guard let most = cellCounts.indices.max(by: { cellCounts[$0] < cellCounts[$1] }),
            cellCounts[most] * policy.threshold.least > expectedVisits
        else { return nil }
        return (policy.tables[most].name, policy.tables[most].label.fr, cellCounts[most])
    }

    private var audienceFindings: [PolicyFinding] {
        policy.audiences.indices.compactMap { index in
            let name = policy.audiences[index].name
            let label = policy.audiences[index].label.fr
            let path = ["audiences", name, "recipients"]
            guard let recipients, recipients.indices.contains(index), !recipients[index].isEmpty
            else {
                return PolicyFinding(
                    .recipientCertificate, .remark, path,
                    LocalizedText(
                        fr: "les certificats de « \(label) » n'ont pas été regardés",
                        en: "the certificates of '\(name)' were not looked at"),
                    remedy: LocalizedText(
                        fr:
                            "les mettre dans `recipients/` et vérifier sans `--without-certificates`",
                        en: "put them into recipients/ and check without --without-certificates"))
            }
            guard recipients[index].contains(where: { $0.notAfter < now }) else { return nil }
            return PolicyFinding(
                .recipientCertificate, .objection, path,
                LocalizedText(
                    fr: "un certificat de « \(label) » a expiré",
                    en: "a certificate of '\(name)' has ended"),
                remedy: LocalizedText(
                    fr: "demander au destinataire un nouveau certificat",
                    en: "ask the recipient for a new certificate"))
        }
    }
}
