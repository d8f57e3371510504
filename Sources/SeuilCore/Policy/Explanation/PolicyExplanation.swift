/// A policy in plain words: what a visit may carry and what becomes of it, who gets what, from how many people on,
/// and how long keys live.
///
/// Made of nothing but the policy, so that what is explained is what is done.
public struct PolicyExplanation: Sendable, Equatable {
    /// One thing that a tool may send.
    public struct Member: Sendable, Equatable {
        public let name: String
        public let label: LocalizedText
        public let scope: Scope
        public let isRequired: Bool
        /// None for what the protocol itself adds, save the time's.
        public let fates: [Fate]
        /// What becomes of it, a sentence each, beginning small.
        public let texts: [LocalizedText]
        /// Why data of a special category may be kept (GDPR article 9).
        public let special: SpecialCategory?
    }

    /// One table as an audience gets it.
    public struct Table: Sendable, Equatable {
        public let name: String
        public let label: LocalizedText
        /// What is crossed, with the level shown.
        public let by: LocalizedText
        /// What its figures count.
        public let shows: LocalizedText
        /// What alone is counted.
        public let filter: LocalizedText?
    }

    /// Who gets what.
    public struct Audience: Sendable, Equatable {
        public let name: String
        public let label: LocalizedText
        public let language: Language
        public let recipientCount: Int
        public let tables: [Table]
    }

    /// What the protocol adds to every visit, then what the policy receives.
    public let members: [Member]
    public let audiences: [Audience]
    public let threshold: Threshold
    /// How figures of few people are kept from being told or worked out, a sentence each.
    public let protection: [LocalizedText]
    /// How long keys live and when they end, a sentence each.
    public let keys: [LocalizedText]
    /// The most days that the key of a live period lives.
    public let keyDayCount: Int

    public init(_ policy: Policy) {
        let own = OwnMember.allCases.map { member in
            Member(
                name: member.rawValue, label: member.label, scope: .visit, isRequired: false,
                fates: member == .at ? policy.fatesOfTime : [], texts: [policy.words(member)],
                special: nil)
        }
        let declared = policy.members.indices.map { index in
            let fates = policy.fates(ofMember: index)
            let member = policy.members[index]
            return Member(
                name: member.name, label: policy.label(ofMember: index), scope: member.scope,
                isRequired: member.isRequired, fates: fates, texts: fates.map(policy.words),
                special: policy.dimensions.first { $0.source == .member(index) }?.specialCategory)
        }
        members = own + declared
        audiences = policy.audiences.indices.map { Audience(number: $0, of: policy) }
        threshold = policy.threshold
        protection = policy.protectionWords
        keys = policy.keyWords
        keyDayCount = policy.keyDayCount
    }
}

extension PolicyExplanation.Audience {
    init(number: Int, of policy: Policy) {
        let audience = policy.audiences[number]
        name = audience.name
        label = audience.label
        language = audience.language
        recipientCount = audience.recipients.count
        tables = policy.tables.filter { $0.audiences.contains(number) }.map {
            PolicyExplanation.Table($0, of: policy)
        }
    }
}

extension PolicyExplanation.Table {
    init(_ table: TableRule, of policy: Policy) {
        name = table.name
        label = table.label
        let axes = table.axes.map { axis in
            let dimension = policy.dimensions[axis.dimension]
            guard let level = axis.level else { return dimension.label }
            return dimension.label + dimension.words(ofLevel: level)
        }
        by = LocalizedText(
            fr: axes.map(\.fr).joined(separator: " × "), en: axes.map(\.en).joined(separator: " × ")
        )
        var columns = [table.unit.plural]
        if table.showsVisitors {
            columns.append(LocalizedText(fr: "personnes différentes", en: "different people"))
        }
        columns += table.sums.map { policy.sums[$0].label.quoted }
        shows = LocalizedText(
            fr: columns.map(\.fr).joined(separator: ", "),
            en: columns.map(\.en).joined(separator: ", "))
        filter = table.filter.map { filter in
            let dimension = policy.dimensions[filter.dimension]
            let label = dimension.codelist.entries[filter.entry].label
            return LocalizedText(
                fr: "\(dimension.label.fr)\u{A0}: \(label.fr)",
                en: "\(dimension.label.en): \(label.en)")
        }
    }
}

extension Dimension {
    /// How coarse a level is, ` (7 groups)`: its name is the policy's own, and in no reader's language.
    fileprivate func words(ofLevel level: String) -> LocalizedText {
        let entries = codelist.levels[level] ?? []
        let count = entries.count { !codelist.entries[$0].code.hasPrefix("_") }
        if case .band = transform {
            return LocalizedText(fr: " (\(count) tranches)", en: " (\(count) bands)")
        }
        // As it is told of the member: what stands beside the groups is none.
        let groups = entries.count { !codelist.isLeaf($0) }
        guard groups > 0 else {
            return LocalizedText(fr: " (\(count) choix)", en: " (\(count) choices)")
        }
        return LocalizedText(fr: " (\(groups) groupes)", en: " (\(groups) groups)")
    }
}
