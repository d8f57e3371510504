// What any dimension may say besides its transform.
extension PolicyReading {
    struct Attributes {
        var label: LocalizedText
        var isPerPerson: Bool
        var special: SpecialCategory?
    }

    /// `label`, `per` and `special`; `nil` when one of them is wrong.
    func attributes(_ name: String, _ map: YAMLMapping, member: Int?) -> Attributes? {
        let label = label(map, name, member)
        let isPerPerson = readPer(map["per"], member)
        let special = readSpecial(map["special"])
        guard let label, let isPerPerson, let special else { return nil }
        let isHashed = member.map { visitor?.hashed.contains($0) ?? false } ?? false
        return Attributes(label: label, isPerPerson: isPerPerson || isHashed, special: special)
    }

    /// Refuses a second dimension of one source: each code of the one would be a sum of codes of the other, which
    /// no table says and disclosure control would have to guess.
    func claim(_ source: String, for name: String, at span: SourceSpan) {
        if let other = shownAs[source] {
            reader.error(
                "'\(source)' is shown already, as '\(other)'", at: span,
                hint: source.hasPrefix("at ")
                    ? nil
                    : "two views of one member are levels of one dimension: see 'from' and 'levels'"
            )
        } else {
            shownAs[source] = name
        }
    }

    /// The label given, else that of the member it comes from, else the name.
    func label(_ map: YAMLMapping, _ name: String, _ member: Int?) -> LocalizedText? {
        if let node = map["label"] {
            return text(node, "the label of '\(name)'", limit: PolicyLimits.labelLength)
        }
        if let member, members[member].label.fr != members[member].name {
            return members[member].label
        }
        return LocalizedText(fr: name, en: name)
    }

    private func readPer(_ node: YAMLNode?, _ member: Int?) -> Bool? {
        guard let node else { return false }
        guard let word = reader.string(node, "per") else { return nil }
        guard word == "person" else {
            reader.error("'per' can only be person", at: node.span)
            return nil
        }
        if !hasVisitorRule {
            reader.error(
                "'per: person' needs a 'visitor': without one nobody is counted as a person",
                at: node.span)
        }
        if let member, members[member].scope == .request {
            reader.error(
                "a request's value cannot be one per person", at: node.span,
                hint: "a person asks for several things in a period")
        }
        return true
    }

    /// `.some(nil)` when none is declared.
    private func readSpecial(_ node: YAMLNode?) -> SpecialCategory?? {
        guard let node else { return .some(nil) }
        guard
            let map = reader.mapping(
                node, "special", allowed: ["category", "because"],
                required: ["category", "because"])
        else { return nil }
        let category: SpecialCategory.Category? = reader.choice(map["category"], "category")
        let because = text(map["because"], "because", limit: PolicyLimits.textLength)
        guard let category, let because else { return nil }
        return SpecialCategory(category: category, because: because)
    }
}
