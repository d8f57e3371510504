// What is kept of people, and how it is crossed.
extension PolicyReview {
    var keptFindings: [PolicyFinding] {
        policy.dimensions.flatMap { dimension in
            [specialFinding(dimension), perPersonFinding(dimension)].compactMap { $0 }
        }
    }

    private func specialFinding(_ dimension: Dimension) -> PolicyFinding? {
        guard dimension.specialCategory == nil else { return nil }
        let path = ["keeps", dimension.name]
        let remedy = LocalizedText(
            fr:
                "déclarer cette donnée comme catégorie particulière, avec sa raison (dans la politique : `special`, `category` "
                + "et `because`), ou ne pas la garder",
            en: "write special: { category, because } with the reason, or do not keep it")
        let words =
            Words.of(dimension.name) + Words.of(dimension.label.fr) + Words.of(dimension.label.en)
        if Words.match(words, Words.special) {
            return PolicyFinding(
                .specialCategoryUndeclared, .objection, path,
                LocalizedText(
                    fr:
                        "« \(dimension.label.fr) » semble une catégorie particulière (RGPD, article 9), sans "
                        + "justification",
                    en:
                        "'\(dimension.name)' seems a special category (GDPR article 9) without justification"
                ),
                remedy: remedy)
        }
        let telling = dimension.codelist.entries.dropFirst().filter { entry in
            !entry.code.hasPrefix("_")
                && Words.match(Words.of(entry.label.fr) + Words.of(entry.label.en), Words.special)
        }
        guard let first = telling.first else { return nil }
        let others = telling.count - 1
        return PolicyFinding(
            .specialCategoryCode, .remark, path,
            LocalizedText(
                fr: "« \(dimension.label.fr) » a un code qui touche aux catégories particulières : "
                    + "« \(first.label.fr) »\(others > 0 ? ", et \(others) autre\(others > 1 ? "s" : "")" : "")",
                en: "'\(dimension.name)' has a code that touches on special categories: "
                    + "\(first.code)\(others > 0 ? " and \(others) more" : "")"),
            remedy: remedy)
    }

    private func perPersonFinding(_ dimension: Dimension) -> PolicyFinding? {
        guard policy.visitor != nil, dimension.scope == .visit, !dimension.isPerPerson,
            let trait = Trait(dimension, of: policy), trait != .time
        else { return nil }
        return PolicyFinding(
            .notPerPerson, .remark, ["keeps", dimension.name],
            LocalizedText(
                fr:
                    "« \(dimension.label.fr) » semble décrire la personne, mais la politique ne dit pas qu'une même "
                    + "personne n'en a qu'une valeur par période",
                en: "'\(dimension.name)' looks like a person's attribute, and is not per: person"),
            remedy: LocalizedText(
                fr:
                    "si c'est bien le cas, le dire (dans la politique : `per: person`) : les personnes s'additionnent "
                    + "alors d'une ligne à l'autre",
                en: "if a person has one of it in a period, write per: person: people then add up"))
    }

    var tableFindings: [PolicyFinding] {
        policy.tables.indices.flatMap { index in
            [crossingFinding(index), sizeFinding(index)].compactMap { $0 }
        }
    }

    private func crossingFinding(_ index: Int) -> PolicyFinding? {
        let table = policy.tables[index]
        let all = table.axes.map(\.dimension) + (table.filter.map { [$0.dimension] } ?? [])
        let crossed = all.filter { Trait(policy.dimensions[$0], of: policy) != nil }
        guard crossed.count >= 3 else { return nil }
        let names = crossed.map { policy.dimensions[$0].name }.joined(separator: " × ")
        let labels = crossed.map { policy.dimensions[$0].label.fr }.joined(separator: " × ")
        return PolicyFinding(
            .quasiIdentifiersCrossed, crossed.count >= 4 ? .objection : .remark,
            ["tables", table.name, "by"],
            LocalizedText(
                fr: "\(labels) : ce croisement désigne presque une personne",
                en: "\(names): this cross nearly points at a person"),
            remedy: LocalizedText(
                fr: "en faire deux tableaux, ou prendre des niveaux plus larges",
                en: "make two tables of it, or use coarser levels"))
    }

    private func sizeFinding(_ index: Int) -> PolicyFinding? {
        let cells = cellCounts[index]
        guard cells > expectedVisits else { return nil }
        return PolicyFinding(
            .cellsOutnumberVisits, .remark, ["tables", policy.tables[index].name],
            LocalizedText(
                fr:
                    "\(cells) cases pour \(expectedVisits) visites par période : presque toutes seront masquées",
                en:
                    "\(cells) cells for \(expectedVisits) visits a period: nearly all will be withheld"
            ),
            remedy: LocalizedText(
                fr:
                    "croiser moins, prendre un niveau plus large, ou compter des périodes plus longues",
                en: "cross less, use a coarser level, or count longer periods"))
    }
}
