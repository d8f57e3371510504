// The columns of a table.
extension PolicyReading {
    struct Shown {
        var unit: Scope
        var visitors: Bool
        var sums: [Int]
    }

    /// `[requests, visitors, sum_minutes]`.
    func readShow(
        _ node: YAMLNode?, _ axes: [NamedAxis], _ filter: ReadFilter, _ filterSpan: SourceSpan?
    ) -> Shown? {
        guard let node, let elements = reader.list(node, "show") else { return nil }
        var unit: Scope?
        var visitors = false
        var shownSums: [(index: Int, span: SourceSpan)] = []
        var seen: Set<String> = []
        var isSound = true
        for element in elements {
            guard let word = reader.string(element, "show") else {
                isSound = false
                continue
            }
            guard seen.insert(word).inserted else {
                reader.error("'\(word)' appears twice", at: element.span)
                continue
            }
            switch word {
            case "visits", "requests":
                if unit != nil {
                    reader.error(
                        "a table counts either visits or requests", at: element.span,
                        hint: "two tables can show both")
                }
                unit = word == "visits" ? .visit : .request
            case "visitors":
                visitors = true
                if !hasVisitorRule {
                    reader.error(
                        "visitors cannot be shown: nobody is counted as a person",
                        at: element.span, hint: "keep a 'visitor', or show visits only")
                }
            default:
                guard let sum = readShownSum(word, element.span) else {
                    isSound = false
                    continue
                }
                if case .sound(let index) = sum { shownSums.append((index, element.span)) }
            }
        }
        guard let unit else {
            reader.error("show must say visits or requests", at: node.span)
            return nil
        }
        checkScopes(unit, node.span, axes, filter, filterSpan, shownSums)
        return isSound ? Shown(unit: unit, visitors: visitors, sums: shownSums.map(\.index)) : nil
    }

    private func checkScopes(
        _ unit: Scope, _ span: SourceSpan, _ axes: [NamedAxis], _ filter: ReadFilter,
        _ filterSpan: SourceSpan?, _ shownSums: [(index: Int, span: SourceSpan)]
    ) {
        if unit == .visit {
            let named = axes.compactMap { $0.axis.map { dimensions[$0.dimension] } }
            let filterName = filter.filter.map { dimensions[$0.dimension] }
            if let request = (named + [filterName].compactMap { $0 }).first(where: {
                $0.scope == .request
            }) {
                reader.error(
                    "'\(request.name)' belongs to requests, so the table must show requests",
                    at: span)
            }
        }
        for sum in shownSums where sums[sum.index].scope != unit {
            let rule = sums[sum.index]
            let plural = rule.scope == .visit ? "visits" : "requests"
            reader.error(
                "'\(rule.name)' belongs to \(plural), so the table must show \(plural)",
                at: sum.span, hint: "else one amount would be added several times, or not at all")
        }
    }

    /// The sum that `word` shows; `nil` when there is none.
    private func readShownSum(_ word: String, _ span: SourceSpan) -> Named? {
        let name = word.hasPrefix("sum_") ? String(word.dropFirst(4)) : word
        let columns = ["visits", "requests", "visitors"] + sums.map { "sum_\($0.name)" }
        if word.hasPrefix("sum_") {
            usedKept.insert(name)
            if let index = sums.firstIndex(where: { $0.name == name }) { return .sound(index) }
            if keptNames.contains(name), !dimensions.contains(where: { $0.name == name }) {
                return .unread
            }
        }
        let likely = sums.contains { $0.name == word } ? "sum_\(word)" : nil
        if let likely { usedKept.insert(String(likely.dropFirst(4))) }
        reader.error(
            "'\(word)' cannot be shown", at: span,
            hint: likely.map { "did you mean '\($0)'?" }
                ?? LikelyWord.hint(for: word, among: columns, listing: "a table can show"))
        return nil
    }
}
