internal import SeuilCore

extension ImportMappingReading {
    /// The pieces of a text: words, and columns in braces.
    func text(_ node: YAMLNode, _ what: String) -> [ImportMapping.Segment]? {
        guard let text = reader.string(node, what) else { return nil }
        var segments: [ImportMapping.Segment] = []
        var words = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "{" where rest.first == "{", "}" where rest.first == "}":
                words.unicodeScalars.append(scalar)
                rest.removeFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}") else {
                    reader.error(
                        "this brace is never closed", at: node.span,
                        hint: "a column stands in braces, {column}; a brace itself is doubled")
                    return nil
                }
                let column = ImportMapping.ColumnName(
                    name: String(rest[..<end]), span: span(of: String(rest[..<end]), in: node))
                check(column)
                if !words.isEmpty { segments.append(.words(words)) }
                words = ""
                segments.append(.column(column))
                rest = rest[rest.index(after: end)...]
            case "}":
                reader.error(
                    "this brace was never opened", at: node.span,
                    hint: "a column stands in braces, {column}; a brace itself is doubled")
                return nil
            default: words.unicodeScalars.append(scalar)
            }
        }
        if !words.isEmpty { segments.append(.words(words)) }
        return segments
    }

    /// Reports a column that the CSV file does not have.
    func check(_ column: ImportMapping.ColumnName) {
        guard !columns.contains(column.name) else { return }
        reader.error(
            "the CSV file has no column '\(column.name)'", at: column.span,
            hint: LikelyWord.hint(
                for: column.name, among: columns, listing: "its columns are"))
    }

    /// Where `{column}` stands within the value at `node`, as far as the line shows it.
    private func span(of column: String, in node: YAMLNode) -> SourceSpan {
        let line = Array(reader.source.line(node.span.line).unicodeScalars)
        let sought = Array("{\(column)}".unicodeScalars)
        let from = node.span.column - 1
        let last = min(line.count, from + node.span.length) - sought.count
        guard from <= last else { return node.span }
        for place in from...last where Array(line[place..<(place + sought.count)]) == sought {
            return SourceSpan(line: node.span.line, column: place + 1, length: sought.count)
        }
        return node.span
    }
}
