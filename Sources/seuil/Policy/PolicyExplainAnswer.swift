import SeuilCore

/// What `seuil policy explain --json` says.
struct PolicyExplainAnswer: Encodable {
    struct Member: Encodable {
        let name: String
        let label: String
        let scope: String
        let required: Bool
        let fates: [String]
        let text: [String]
        let specialCategory: String?
    }
    struct Table: Encodable {
        let name: String
        let label: String
        let by: String
        let counts: String
        let only: String?
    }
    struct Audience: Encodable {
        let name: String
        let label: String
        let language: String
        let recipients: Int
        let tables: [Table]
    }
    struct VisitMember: Encodable {
        let place: String
        let sent: String?
        let becomes: [String]
        let refused: String?
    }
    struct Visit: Encodable {
        let accepted: Bool
        let refusal: String?
        let field: String?
        let period: String?
        let inForce: Bool
        let countsPerson: Bool
        let members: [VisitMember]
    }

    let policy: String
    let version: Int
    let language: String
    let members: [Member]
    let audiences: [Audience]
    let threshold: Int
    /// `people` or `visits`.
    let thresholdUnit: String
    let protection: [String]
    let keys: [String]
    let keyDays: Int
    let visit: Visit?

    init(_ policy: Policy, visit: VisitExplanation?, language: Language) {
        let explanation = PolicyExplanation(policy)
        self.policy = policy.name
        version = policy.version
        self.language = language.rawValue
        members = explanation.members.map { member in
            Member(
                name: member.name, label: member.label[language], scope: member.scope.rawValue,
                required: member.isRequired, fates: member.fates.map(\.word),
                text: member.texts.map { $0[language] },
                specialCategory: member.special?.category.rawValue)
        }
        audiences = explanation.audiences.map { audience in
            Audience(
                name: audience.name, label: audience.label[language],
                language: audience.language.rawValue, recipients: audience.recipientCount,
                tables: audience.tables.map { table in
                    Table(
                        name: table.name, label: table.label[language], by: table.by[language],
                        counts: table.shows[language], only: table.filter?[language])
                })
        }
        threshold = explanation.threshold.least
        thresholdUnit = if case .people = explanation.threshold { "people" } else { "visits" }
        protection = explanation.protection.map { $0[language] }
        keys = explanation.keys.map { $0[language] }
        keyDays = explanation.keyDayCount
        self.visit = visit.map { visit in
            Visit(
                accepted: visit.refusal == nil, refusal: visit.refusal?.code.rawValue,
                field: visit.refusal?.field, period: visit.period, inForce: visit.isInForce,
                countsPerson: visit.isIdentified,
                members: visit.lines.map { line in
                    let refused = line.outcomes.compactMap { outcome -> Refusal.Code? in
                        if case .refused(let code) = outcome { code } else { nil }
                    }
                    return VisitMember(
                        place: line.place, sent: line.value,
                        becomes: line.outcomes.filter { !$0.isRefusal }.map {
                            policy.words($0)[language]
                        }, refused: refused.first?.rawValue)
                })
        }
    }
}
