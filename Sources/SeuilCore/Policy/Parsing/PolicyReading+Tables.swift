// What is shown, and to whom.
extension PolicyReading {
    private static let tableKeys = ["by", "where", "show", "for", "label", "weight"]

    func readTables(_ node: YAMLNode?) -> [TableRule] {
        guard let map = reader.mapping(node, "tables") else { return [] }
        if map.entries.isEmpty { reader.error("tables must not be empty", at: map.span) }
        if map.entries.count > PolicyLimits.tableCount {
            reader.error("a policy has at most \(PolicyLimits.tableCount) tables", at: map.span)
        }
        return map.entries.compactMap(readTable)
    }

    private func readTable(_ entry: YAMLNode.Entry) -> TableRule? {
        let what = "the table '\(entry.key)'"
        let isNamed = isWord(entry.key, entry.keySpan, PolicyNames.isFileWord)
        guard
            let map = reader.mapping(
                entry.value, what, allowed: PolicyReading.tableKeys,
                required: ["by", "show", "for"])
        else { return nil }
        let label =
            map["label"] == nil
            ? LocalizedText(fr: entry.key, en: entry.key)
            : text(map["label"], "the label of \(what)", limit: PolicyLimits.labelLength)
        let axes = readAxes(map["by"], what)
        let filter = readFilter(map["where"], axes: axes?.compactMap { $0.axis } ?? [])
        let shown = readShow(map["show"], axes ?? [], filter, map["where"]?.span)
        let audiences = readAudienceNames(map["for"])
        let weight = reader.integer(map["weight"], "weight", in: 1...PolicyLimits.weight)
        guard isNamed, let label, let axes, let shown, let audiences, filter.isSound else {
            return nil
        }
        let rule = TableRule(
            name: entry.key, label: label, axes: axes.compactMap(\.axis), filter: filter.filter,
            unit: shown.unit, showsVisitors: shown.visitors, sums: shown.sums,
            audiences: audiences, weight: weight ?? 1)
        guard axes.allSatisfy({ $0.axis != nil }) else { return nil }
        checkSize(of: rule, at: entry.keySpan, what)
        return rule
    }

    /// What a name in a table stands for.
    enum Named {
        /// An index into what is kept.
        case sound(Int)
        /// Declared, but wrong; told where it is declared.
        case unread
    }

    /// One word of `by` and what it names; `axis` is `nil` when that is declared but wrong.
    struct NamedAxis {
        var axis: TableRule.Axis?
        var span: SourceSpan
    }

    /// `[district, age.decade]`; `nil` when a word names nothing.
    private func readAxes(_ node: YAMLNode?, _ what: String) -> [NamedAxis]? {
        guard let elements = reader.list(node, "by") else { return nil }
        var axes: [NamedAxis] = []
        var isSound = true
        for element in elements {
            guard let word = reader.string(element, "by") else {
                isSound = false
                continue
            }
            let parts = word.split(
                separator: ".", maxSplits: 1, omittingEmptySubsequences: false
            ).map(String.init)
            guard let found = dimension(parts[0], element.span) else {
                isSound = false
                continue
            }
            var axis: TableRule.Axis?
            if case .sound(let index) = found {
                if axes.contains(where: { $0.axis?.dimension == index }) {
                    reader.error("'\(parts[0])' appears twice in \(what)", at: element.span)
                    isSound = false
                    continue
                }
                let level = parts.count == 2 ? parts[1] : nil
                guard isLevel(level, of: index, element.span) else {
                    isSound = false
                    continue
                }
                axis = TableRule.Axis(dimension: index, level: level)
            }
            axes.append(NamedAxis(axis: axis, span: element.span))
        }
        if elements.count > PolicyLimits.axisCount, let node {
            reader.error(
                "a table has at most \(PolicyLimits.axisCount) dimensions", at: node.span)
        }
        return isSound ? axes : nil
    }

    private func isLevel(_ level: String?, of dimension: Int, _ span: SourceSpan) -> Bool {
        guard let level else { return true }
        let dimension = dimensions[dimension]
        guard dimension.codelist.levels[level] == nil else { return true }
        let levels = dimension.codelist.levels.keys.sorted()
        reader.error(
            levels.isEmpty
                ? "'\(dimension.name)' has no levels"
                : "'\(level)' is not a level of '\(dimension.name)'", at: span,
            hint: LikelyWord.hint(for: level, among: levels, listing: "its levels are"))
        return false
    }

    /// The dimension `name`; `nil` when there is none.
    private func dimension(_ name: String, _ span: SourceSpan) -> Named? {
        usedKept.insert(name)
        if let index = dimensions.firstIndex(where: { $0.name == name }) { return .sound(index) }
        if sums.contains(where: { $0.name == name }) {
            reader.error(
                "'\(name)' is a sum, not a dimension", at: span, hint: "show it as sum_\(name)")
            return nil
        }
        if keptNames.contains(name) { return .unread }
        if name == "visitor" {
            reader.error("no table is by visitor", at: span, hint: "show visitors instead")
            return nil
        }
        guard knowsKept else { return nil }
        let likely = LikelyWord.suggestion(for: name, among: keptNames)
        if let likely { usedKept.insert(likely) }
        let isReceived = members.contains { $0.name == name }
        reader.error(
            isReceived ? "'\(name)' is received, but not kept" : "'\(name)' is not kept", at: span,
            hint: isReceived
                ? nil : LikelyWord.hint(for: name, among: keptNames, listing: "kept are"))
        return nil
    }

    /// What `where` says.
    struct ReadFilter {
        var filter: TableRule.Filter?
        var isSound = true
        var scope: Scope = .visit
    }

    /// `{ partner: CAF }`: one dimension that is not in `by`, and one of its codes.
    private func readFilter(_ node: YAMLNode?, axes: [TableRule.Axis]) -> ReadFilter {
        guard let node else { return ReadFilter() }
        guard let map = reader.mapping(node, "where") else { return ReadFilter(isSound: false) }
        guard map.entries.count == 1, let entry = map.entries.first else {
            reader.error("where must say one dimension and one code", at: map.span)
            return ReadFilter(isSound: false)
        }
        let code = reader.string(entry.value, "where")
        guard case .sound(let index) = dimension(entry.key, entry.keySpan), let code
        else { return ReadFilter(isSound: false) }
        let scope = dimensions[index].scope
        if axes.contains(where: { $0.dimension == index }) {
            reader.error(
                "'\(entry.key)' is in 'by' already", at: entry.keySpan,
                hint: "a table by '\(entry.key)' shows every code of it")
            return ReadFilter(isSound: false, scope: scope)
        }
        let codelist = dimensions[index].codelist
        guard let place = codelist.index(of: code), place != 0 else {
            reader.error(
                "'\(code)' is not a code of '\(entry.key)'", at: entry.value.span,
                hint: LikelyWord.hint(
                    for: code, among: codelist.entries.map(\.code).filter { !$0.hasPrefix("_") },
                    listing: "its codes are"))
            return ReadFilter(isSound: false, scope: scope)
        }
        return ReadFilter(
            filter: TableRule.Filter(dimension: index, entry: place), scope: scope)
    }

    private func checkSize(of rule: TableRule, at span: SourceSpan, _ what: String) {
        var count = rule.filter == nil ? 1 : TableLayout.FilterPosition.count
        for axis in rule.axes {
            let codelist = dimensions[axis.dimension].codelist
            let leaves = axis.level.flatMap { codelist.levels[$0] } ?? codelist.leaves
            let positions = Set(leaves.flatMap(codelist.path(from:))).count
            count = count.multipliedReportingOverflow(by: positions).partialValue
            if count > PolicyLimits.cellCount {
                return reader.error(
                    "\(what) has more than \(PolicyLimits.cellCount) cells", at: span,
                    hint: "use fewer dimensions, or a coarser level")
            }
        }
    }
}
