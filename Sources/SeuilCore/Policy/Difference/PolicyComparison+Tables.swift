// What is shown, and to whom.
extension PolicyComparison {
    mutating func compareTables() {
        let pairs = NamePairs(old.policy.tables, new.policy.tables, name: \.name)
        var come = pairs.come
        for table in pairs.gone {
            let place = "tables.\(table.name)"
            let content = TableContent(table, of: old.policy)
            if let index = come.firstIndex(where: { TableContent($0, of: new.policy) == content }) {
                let renamed = come.remove(at: index)
                add(
                    .neutral, place,
                    fr: "Le tableau \(table.name) s'appelle désormais \(renamed.name).",
                    en: "The table \(table.name) is now called \(renamed.name).")
                compareDress(table, renamed)
            } else {
                add(
                    .tighter, place, fr: "Le tableau \(table.label.quoted.fr) n'est plus publié.",
                    en: "The table \(table.label.quoted.en) is no longer published.")
            }
        }
        for (old, new) in pairs.both { compare(old, new) }
        for table in come {
            let content = TableContent(table, of: new.policy)
            let audiences = content.audiences.sorted().joined(separator: ", ")
            let axes = LocalizedText.listing(table.axes.map { new.dimension($0.dimension).label })
            add(
                .looser, "tables.\(table.name)",
                fr: "Nouveau tableau \(table.label.quoted.fr), par \(axes.fr), pour \(audiences).",
                en: "New table \(table.label.quoted.en), by \(axes.en), for \(audiences).")
        }
        if pairs.isReordered {
            add(
                .neutral, "tables", fr: "Les tableaux sont dans un autre ordre.",
                en: "The tables stand in another order.")
        }
    }

    private mutating func compare(_ before: TableRule, _ after: TableRule) {
        let place = "tables.\(after.name)"
        let label = after.label.quoted
        let (from, to) = (TableContent(before, of: old.policy), TableContent(after, of: new.policy))
        compareAxes(from, to, place: "\(place).by", label)
        if from.filter != to.filter { compareFilters(from, to, place: "\(place).where", label) }
        if from.unit != to.unit {
            add(
                .looser, "\(place).show",
                fr:
                    "\(label.fr) compte des \(to.unit.plural.fr), avant des \(from.unit.plural.fr).",
                en: "\(label.en) counts \(to.unit.plural.en), before \(from.unit.plural.en).")
        }
        if from.showsVisitors != to.showsVisitors {
            add(
                to.showsVisitors ? .looser : .tighter, "\(place).show",
                fr:
                    "\(label.fr) \(to.showsVisitors ? "montre" : "ne montre plus") le nombre de personnes.",
                en:
                    "\(label.en) \(to.showsVisitors ? "shows" : "no longer shows") the number of people."
            )
        }
        for sum in from.sums where !to.sums.contains(sum) {
            add(
                .tighter, "\(place).show", fr: "\(label.fr) ne montre plus la somme \(sum).",
                en: "\(label.en) no longer shows the sum \(sum).")
        }
        for sum in to.sums where !from.sums.contains(sum) {
            add(
                .looser, "\(place).show", fr: "\(label.fr) montre la somme \(sum).",
                en: "\(label.en) shows the sum \(sum).")
        }
        for audience in from.audiences.subtracting(to.audiences).sorted() {
            add(
                .tighter, "\(place).for", fr: "\(audience) ne reçoit plus \(label.fr).",
                en: "\(audience) no longer gets \(label.en).")
        }
        for audience in to.audiences.subtracting(from.audiences).sorted() {
            add(
                .looser, "\(place).for", fr: "\(audience) reçoit désormais \(label.fr).",
                en: "\(audience) now gets \(label.en).")
        }
        if from.sums != to.sums, Set(from.sums) == Set(to.sums) {
            add(
                .neutral, "\(place).show", fr: "\(label.fr) : les sommes sont dans un autre ordre.",
                en: "\(label.en): the sums stand in another order.")
        }
        compareDress(before, after)
    }

    private mutating func compareAxes(
        _ from: TableContent, _ to: TableContent, place: String, _ label: LocalizedText
    ) {
        let pairs = NamePairs(from.axes, to.axes, name: \.dimension)
        for axis in pairs.gone {
            add(
                .tighter, place, fr: "\(label.fr) n'est plus croisé avec \(axis.dimension).",
                en: "\(label.en) is no longer crossed with \(axis.dimension).")
        }
        for (old, new) in pairs.both where old.level != new.level {
            let direction: PolicyDiff.Direction =
                if new.partCount == old.partCount {
                    .neutral
                } else {
                    new.partCount > old.partCount ? .looser : .tighter
                }
            add(
                direction, place,
                fr: "\(label.fr) montre \(new.words.fr), avant \(old.words.fr).",
                en: "\(label.en) shows \(new.words.en), before \(old.words.en).")
        }
        for axis in pairs.come {
            add(
                .looser, place, fr: "\(label.fr) est croisé avec \(axis.dimension).",
                en: "\(label.en) is crossed with \(axis.dimension).")
        }
        if pairs.isReordered {
            add(
                .neutral, place, fr: "\(label.fr) : lignes et colonnes dans un autre ordre.",
                en: "\(label.en): rows and columns in another order.")
        }
    }

    private mutating func compareFilters(
        _ from: TableContent, _ to: TableContent, place: String, _ label: LocalizedText
    ) {
        switch (from.filter, to.filter) {
        case (_, let filter?):
            add(
                .looser, place,
                fr:
                    "\(label.fr) ne compte que \(filter), ce qui fait d'autres groupes, plus petits.",
                en: "\(label.en) counts only \(filter), which makes other, smaller groups.")
        case (_, nil):
            add(
                .looser, place, fr: "\(label.fr) compte tout le monde, sans filtre.",
                en: "\(label.en) counts everybody, without a filter.")
        }
    }

    /// What does not change the figures that a table may show.
    private mutating func compareDress(_ before: TableRule, _ after: TableRule) {
        let place = "tables.\(after.name)"
        compareText(
            "\(place).label", before.label, after.label, LocalizedText(fr: "Libellé", en: "Label"))
        if before.weight != after.weight {
            add(
                .neutral, "\(place).weight",
                fr:
                    "\(after.label.quoted.fr) : poids \(after.weight) dans le choix de ce qui est masqué, "
                    + "avant \(before.weight).",
                en:
                    "\(after.label.quoted.en): weight \(after.weight) in the choice of what is withheld, before "
                    + "\(before.weight).")
        }
    }
}

/// A table by names instead of indices, so that tables of two policies can be compared.
private struct TableContent: Equatable {
    struct Axis: Equatable {
        let dimension: String
        let level: String?
        /// How many parts the level has, totals and groups apart.
        let partCount: Int

        var words: LocalizedText {
            guard let level else {
                return LocalizedText(fr: "\(dimension) en détail", en: "\(dimension) in detail")
            }
            return LocalizedText("\(dimension).\(level)")
        }
    }
    let axes: [Axis]
    let filter: String?
    let unit: Scope
    let showsVisitors: Bool
    let sums: [String]
    let audiences: Set<String>

    init(_ table: TableRule, of policy: Policy) {
        axes = table.axes.map { axis in
            let dimension = policy.dimensions[axis.dimension]
            let parts = axis.level.flatMap { dimension.codelist.levels[$0] }
            return Axis(
                dimension: dimension.name, level: axis.level,
                partCount: (parts ?? dimension.codelist.leaves).count)
        }
        filter = table.filter.map { filter in
            let dimension = policy.dimensions[filter.dimension]
            return "\(dimension.name) = \(dimension.codelist.entries[filter.entry].code)"
        }
        unit = table.unit
        showsVisitors = table.showsVisitors
        sums = table.sums.map { policy.sums[$0].name }
        audiences = Set(table.audiences.map { policy.audiences[$0].name })
    }
}

extension Scope {
    /// `visites`, `visits`.
    var plural: LocalizedText {
        switch self {
        case .visit: LocalizedText(fr: "visites", en: "visits")
        case .request: LocalizedText(fr: "demandes", en: "requests")
        }
    }
}
