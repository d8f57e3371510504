// Dates and numbers that fall between cut points.
extension PolicyReading {
    func readBanded(_ name: String, _ map: YAMLMapping) {
        guard let node = map["band"], let source = reader.string(node, "band") else { return }
        let member = member(source, node.span, kinds: [.date, .number], for: "band")
        if member != nil { claim(source, for: name, at: node.span) }
        let isDate = member.map { members[$0].kind == .date } ?? false
        if map["from"] == nil { reader.error("'\(name)' must say 'from'", at: map.span) }
        let levels = readLevels(map["from"], isDate: isDate)
        let unit =
            map["unit"] == nil
            ? (isDate ? LocalizedText(fr: "ans", en: "years") : nil)
            : text(map["unit"], "unit", limit: 24)
        let attributes = attributes(name, map, member: member)
        guard let member, let levels, let finest = levels.first, let attributes else { return }
        let codelist = BandCodelist(
            levels: levels, unit: unit, areWhole: isDate || !isWrittenWithPlaces(map["from"])
        ).codelist(hasUnknown: !members[member].isRequired)
        dimensions.append(
            Dimension(
                name: name, label: attributes.label, scope: members[member].scope,
                source: .member(member), transform: .band(cuts: finest.cuts), codelist: codelist,
                isPerPerson: attributes.isPerPerson, acceptsOther: false,
                specialCategory: attributes.special))
    }

    /// Whether a cut point has a decimal point, be it `2.0`: the numbers are then no whole ones.
    private func isWrittenWithPlaces(_ node: YAMLNode?) -> Bool {
        switch node?.content {
        case .scalar(let text): text.contains(".")
        case .sequence(let elements): elements.contains(where: isWrittenWithPlaces)
        case .mapping(let entries): entries.contains { isWrittenWithPlaces($0.value) }
        case .empty, nil: false
        }
    }

    /// The cut points by level, the finest first, each a part of the one before.
    private func readLevels(
        _ node: YAMLNode?, isDate: Bool
    ) -> [(name: String?, cuts: [Decimal6])]? {
        guard let node else { return nil }
        guard case .mapping(let entries) = node.content else {
            return readCuts(node, isDate: isDate).map { [(nil, $0)] }
        }
        var levels: [(name: String?, cuts: [Decimal6], span: SourceSpan)] = []
        var isSound = !entries.isEmpty
        if entries.isEmpty { reader.error("from must not be empty", at: node.span) }
        for entry in entries {
            let isNamed = isWord(entry.key, entry.keySpan, PolicyNames.isColumnWord)
            guard let cuts = readCuts(entry.value, isDate: isDate), isNamed else {
                isSound = false
                continue
            }
            levels.append((entry.key, cuts, entry.keySpan))
        }
        levels.sort { $0.cuts.count > $1.cuts.count }
        for (finer, coarser) in zip(levels, levels.dropFirst()) {
            guard let first = coarser.cuts.first(where: { !finer.cuts.contains($0) }) else {
                if finer.cuts.count == coarser.cuts.count {
                    reader.error(
                        "'\(coarser.name ?? "")' is the same as '\(finer.name ?? "")'",
                        at: coarser.span)
                    isSound = false
                }
                continue
            }
            reader.error(
                "'\(coarser.name ?? "")' does not nest in '\(finer.name ?? "")': \(first) is not one of its cut points",
                at: coarser.span,
                hint: "bands of two levels that overlap could be subtracted from one another")
            isSound = false
        }
        return isSound ? levels.map { ($0.name, $0.cuts) } : nil
    }

    private func readCuts(_ node: YAMLNode, isDate: Bool) -> [Decimal6]? {
        guard let elements = reader.list(node, "from") else { return nil }
        guard elements.count <= PolicyLimits.cutCount else {
            reader.error("at most \(PolicyLimits.cutCount) cut points", at: node.span)
            return nil
        }
        var cuts: [Decimal6] = []
        var isSound = true
        for element in elements {
            guard let cut = reader.decimal(element, "a cut point") else {
                isSound = false
                continue
            }
            if let last = cuts.last, cut <= last {
                reader.error("cut points must grow: \(cut) follows \(last)", at: element.span)
                isSound = false
            }
            if isDate, !cut.isWhole || cut.millionths < 1_000_000 || cut.millionths > 130_000_000 {
                reader.error(
                    "an age is cut at whole years between 1 and 130", at: element.span)
                isSound = false
            }
            cuts.append(cut)
        }
        return isSound ? cuts : nil
    }
}
