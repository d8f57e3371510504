// What remains of a visit: dimensions, sums and the visitor.
extension PolicyReading {
    /// The closed set of transforms, by the key that names each, and what else each may say.
    private static let transforms: [(key: String, allowed: [String])] = [
        ("hash", ["hash", "normalise"]),
        (
            "truncate",
            ["truncate", "keep", "to", "codes", "levels", "other", "per", "special", "label"]
        ),
        ("band", ["band", "from", "unit", "per", "special", "label"]),
        ("sum", ["sum", "of", "cap", "label"]),
        ("codes", ["codes", "of", "levels", "other", "per", "special", "label"]),
    ]

    func readKeeps(_ node: YAMLNode?) {
        guard let map = reader.mapping(node, "keeps") else {
            knowsKept = false
            return
        }
        hasVisitorRule = map["visitor"] != nil
        // The visitor first: what derives from hashed members is one per person by itself.
        for entry in map.entries where entry.key == "visitor" { readVisitor(entry.value) }
        for entry in map.entries where entry.key != "visitor" {
            keptNames.append(entry.key)
            readKept(entry)
        }
    }

    private func readKept(_ entry: YAMLNode.Entry) {
        let what = "'\(entry.key)'"
        guard isKeptName(entry), let raw = reader.mapping(entry.value, what) else {
            return excuse(entry)
        }
        let keys = PolicyReading.transforms.map(\.key)
        // A misspelt transform is the one that was meant; reading it as such reports the slip.
        let said = raw.entries.compactMap { given in
            keys.contains(given.key)
                ? given.key : LikelyWord.suggestion(for: given.key, among: keys)
        }
        let transforms = PolicyReading.transforms.filter { said.contains($0.key) }
        guard let transform = transforms.first else {
            reader.error(
                "\(what) does not say how it is kept", at: entry.keySpan,
                hint: "one of \(keys.dropFirst().joined(separator: ", "))")
            return excuse(entry)
        }
        guard transform.key != "hash" else {
            reader.error(
                "only 'visitor' is hashed", at: raw.keySpan("hash"),
                hint: "a hashed member cannot be shown; it counts each person once")
            return excuse(entry)
        }
        if let second = transforms.dropFirst().first(where: { !transform.allowed.contains($0.key) })
        {
            reader.error(
                "\(what) is kept in two ways, '\(transform.key)' and '\(second.key)'",
                at: raw.keySpan(second.key),
                hint: "a member may feed two: give the second a name of its own")
            return excuse(entry)
        }
        guard let map = reader.mapping(entry.value, what, allowed: transform.allowed) else {
            return
        }
        switch transform.key {
        case "truncate": readTruncated(entry.key, map)
        case "band": readBanded(entry.key, map)
        case "sum": readSum(entry.key, map)
        default: readCoded(entry.key, map)
        }
    }

    /// Takes what an entry that cannot be read mentions as used: its error is enough.
    private func excuse(_ entry: YAMLNode.Entry) {
        usedMembers.insert(entry.key)
        func excuse(_ node: YAMLNode) {
            switch node.content {
            case .scalar(let word): usedMembers.insert(word)
            case .sequence(let elements): elements.forEach(excuse)
            case .mapping(let entries): entries.forEach { excuse($0.value) }
            case .empty: break
            }
        }
        excuse(entry.value)
    }

    private func isKeptName(_ entry: YAMLNode.Entry) -> Bool {
        guard isWord(entry.key, entry.keySpan, PolicyNames.isColumnWord) else { return false }
        guard !PolicyNames.reservedKept.contains(entry.key), !entry.key.hasPrefix("sum_") else {
            reader.error("'\(entry.key)' is a name that every release uses", at: entry.keySpan)
            return false
        }
        return true
    }

    private func readVisitor(_ node: YAMLNode) {
        guard
            let map = reader.mapping(
                node, "visitor", allowed: ["hash", "normalise"], required: ["hash", "normalise"])
        else { return }
        let normalisation: VisitorRule.Normalisation? = reader.choice(map["normalise"], "normalise")
        var hashed: [Int] = []
        for element in reader.list(map["hash"], "hash") ?? [] {
            guard let name = reader.string(element, "hash"),
                let index = member(name, element.span, kinds: [.text, .date], for: "hash")
            else { continue }
            if members[index].scope == .request {
                reader.error(
                    "a person is described by the visit, and '\(name)' belongs to requests",
                    at: element.span)
            } else if hashed.contains(index) {
                reader.error("'\(name)' appears twice", at: element.span)
            } else {
                hashed.append(index)
            }
        }
        guard let normalisation, !hashed.isEmpty else { return }
        visitor = VisitorRule(hashed: hashed, normalisation: normalisation)
    }

    private func readTruncated(_ name: String, _ map: YAMLMapping) {
        guard let node = map["truncate"], let source = reader.string(node, "truncate") else {
            return
        }
        if source == "at" { return readTime(name, map) }
        refuse(["to"], in: map, "only 'at' is truncated to a unit of time")
        let member = member(source, node.span, kinds: [.text], for: "truncate")
        if member != nil { claim(source, for: name, at: node.span) }
        if map["keep"] == nil { reader.error("'\(name)' must say 'keep'", at: map.span) }
        let keep = reader.integer(map["keep"], "keep", in: 1...8)
        if map["codes"] == nil {
            reader.error(
                "'\(name)' must say 'codes'", at: map.span,
                hint:
                    "what is kept of a text must be in a code list: nothing that a tool sends is published"
            )
        }
        // A prefix comes from free text: what is not in the list is other, unless the policy refuses it.
        let other = reader.boolean(map["other"], "other") ?? true
        let attributes = attributes(name, map, member: member)
        guard let codelist = codelist(name, map, member: member, hasOther: other), let member,
            let keep, let attributes
        else { return }
        let leaves = codelist.leaves.map { codelist.entries[$0].code }
        if let long = leaves.first(where: { $0.count > keep && !$0.hasPrefix("_") }) {
            reader.error(
                "the code '\(long)' cannot occur: only \(keep) characters are kept",
                at: map["codes"]?.span ?? map.span)
        }
        dimensions.append(
            Dimension(
                name: name, label: attributes.label, scope: members[member].scope,
                source: .member(member), transform: .prefix(count: keep), codelist: codelist,
                isPerPerson: attributes.isPerPerson, acceptsOther: other,
                specialCategory: attributes.special))
    }

    private func readTime(_ name: String, _ map: YAMLMapping) {
        refuse(
            ["keep", "codes", "levels", "other", "per", "special"], in: map,
            "'at' is truncated to a unit of time only")
        if map["to"] == nil { reader.error("'\(name)' must say 'to'", at: map.span) }
        let unit: Dimension.TimeUnit? = reader.choice(map["to"], "to")
        if let unit, let span = map["to"]?.span {
            claim("at to \(unit.rawValue)", for: name, at: span)
        }
        guard let label = label(map, name, nil), let unit else { return }
        dimensions.append(
            Dimension(
                name: name, label: label, scope: .visit, source: .time, transform: .time(unit),
                codelist: .time(unit), isPerPerson: false, acceptsOther: false))
    }

    private func readSum(_ name: String, _ map: YAMLMapping) {
        let unit = line(map["sum"], "the unit", limit: 12)
        let (source, span) = source(name, map)
        let member = member(source, span, kinds: [.number], for: "sum")
        if map["cap"] == nil {
            reader.error(
                "'\(name)' must say 'cap'", at: map.span,
                hint: "the largest amount that one visit or request may add")
        }
        let cap = reader.integer(map["cap"], "cap", in: 1...1_000_000_000)
        guard let label = label(map, name, member), let member, let unit, let cap else { return }
        sums.append(
            SumRule(
                name: name, label: label, scope: members[member].scope, member: member, unit: unit,
                cap: cap))
    }

    private func readCoded(_ name: String, _ map: YAMLMapping) {
        let (source, span) = source(name, map)
        let member = member(source, span, kinds: [.code], for: "codes")
        if member != nil { claim(source, for: name, at: span) }
        let other = reader.boolean(map["other"], "other") ?? false
        let attributes = attributes(name, map, member: member)
        guard let codelist = codelist(name, map, member: member, hasOther: other), let member,
            let attributes
        else { return }
        dimensions.append(
            Dimension(
                name: name, label: attributes.label, scope: members[member].scope,
                source: .member(member), transform: .code, codelist: codelist,
                isPerPerson: attributes.isPerPerson, acceptsOther: other,
                specialCategory: attributes.special))
    }

    /// The member that feeds `name`: the one of that name, or the one that `of` says.
    private func source(_ name: String, _ map: YAMLMapping) -> (String, SourceSpan) {
        if let node = map["of"] {
            return (reader.string(node, "of") ?? name, node.span)
        }
        let span = keptSpan(name) ?? map.span
        return (name, span)
    }

    private func keptSpan(_ name: String) -> SourceSpan? {
        guard case .mapping(let top) = reader.root.content,
            let keeps = top.first(where: { $0.key == "keeps" }),
            case .mapping(let entries) = keeps.value.content
        else { return nil }
        return entries.first { $0.key == name }?.keySpan
    }

    func refuse(_ keys: [String], in map: YAMLMapping, _ reason: String) {
        for entry in map.entries where keys.contains(entry.key) {
            reader.error("'\(entry.key)' cannot stand here: \(reason)", at: entry.keySpan)
        }
    }
}
