internal import Yams

/// Turns what Yams composes into plain nodes, and refuses what Seuil's files may not contain.
struct StrictYAML {
    static let anchorMessage = "anchors, aliases and tags are not allowed"
    static let keyMessage = "a key must be a word"
    private static let maximumDepth = 32

    let source: SourceText
    private var faults: [Diagnostic] = []

    init(source: SourceText) { self.source = source }

    mutating func read() throws(Diagnostics) -> YAMLNode {
        guard let composed = try compose() else {
            throw Diagnostics(
                source.diagnostic(
                    "the file is empty", at: SourceSpan(line: 1, column: 1, length: 1)))
        }
        let root = node(composed, depth: 0)
        guard faults.isEmpty else { throw Diagnostics(faults) }
        return root
    }

    private func compose() throws(Diagnostics) -> Node? {
        // libyaml reads from the string's own buffer after the call that hands it over; a text of fewer than
        // 16 bytes has none, so that none is ever handed over.
        let text = source.text.utf8.count < 16 ? source.text + "\n               " : source.text
        do {
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            return try withExtendedLifetime(parser) { try parser.singleRoot() }
        } catch {
            throw Diagnostics(diagnostic(of: error))
        }
    }

    private func diagnostic(of error: any Error) -> Diagnostic {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            if problem.contains("another document") {
                return source.diagnostic("only one YAML document is allowed", at: span(mark, 3))
            }
            if problem.contains("alias") {
                return source.diagnostic(StrictYAML.anchorMessage, at: span(mark, 1))
            }
            let isTab = source.rest(line: mark.line, column: mark.column).first == "\t"
            let place = context.flatMap { context in
                context.mark.line == mark.line && context.mark.column == mark.column
                    ? nil
                    : "\(context.text) that begins at line \(context.mark.line), column \(context.mark.column)"
            }
            return source.diagnostic(
                "this is not YAML: \(problem)", at: clamped(mark),
                hint: isTab ? "indent with spaces, not with tabs" : place)
        case .duplicatedKeysInMapping(let keys, let context):
            return repeatedKey(keys.first ?? "", at: span(context.mark, keys.first?.count ?? 1))
        default:
            return source.diagnostic(
                "this is not YAML", at: SourceSpan(line: 1, column: 1, length: 1))
        }
    }

    /// A fault at the very end is shown at the end of the last line.
    private func clamped(_ mark: Mark) -> SourceSpan {
        guard mark.line > source.lineCount, source.lineCount > 0 else { return span(mark, 1) }
        let line = source.lineCount
        return SourceSpan(
            line: line, column: source.line(line).unicodeScalars.count + 1, length: 1)
    }

    private func repeatedKey(_ key: String, at span: SourceSpan) -> Diagnostic {
        source.diagnostic("'\(key)' appears twice in this mapping", at: span)
    }

    private func span(_ mark: Mark?, _ length: Int) -> SourceSpan {
        SourceSpan(line: mark?.line ?? 1, column: mark?.column ?? 1, length: length)
    }

    private mutating func node(_ composed: Node, depth: Int) -> YAMLNode {
        let start = span(composed.mark, 1)
        let first = source.rest(line: start.line, column: start.column).first
        // A node's mark stands at its tag or anchor if it has one, and an alias is the node that it repeats:
        // this one look finds all three, and never follows an alias.
        guard first != "&", first != "!" else {
            faults.append(source.diagnostic(StrictYAML.anchorMessage, at: start))
            return YAMLNode(content: .empty, span: start)
        }
        guard depth < StrictYAML.maximumDepth else {
            faults.append(source.diagnostic("this is nested too deep", at: start))
            return YAMLNode(content: .empty, span: start)
        }
        switch composed {
        case .scalar(let scalar):
            let span = span(of: scalar)
            let isEmpty = scalar.string.isEmpty && scalar.style == .plain
            return YAMLNode(content: isEmpty ? .empty : .scalar(scalar.string), span: span)
        case .sequence(let sequence):
            var nodes: [YAMLNode] = []
            for element in sequence { nodes.append(node(element, depth: depth + 1)) }
            return YAMLNode(content: .sequence(nodes), span: start)
        case .mapping(let mapping):
            return YAMLNode(content: .mapping(entries(mapping, depth: depth + 1)), span: start)
        case .alias:
            faults.append(source.diagnostic(StrictYAML.anchorMessage, at: start))
            return YAMLNode(content: .empty, span: start)
        }
    }

    private mutating func entries(_ mapping: Node.Mapping, depth: Int) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var seen: Set<String> = []
        for (key, value) in mapping {
            let keyNode = node(key, depth: depth)
            let valueNode = node(value, depth: depth)
            guard case .scalar(let word) = keyNode.content else {
                if faults.last?.span != keyNode.span {
                    faults.append(source.diagnostic(StrictYAML.keyMessage, at: keyNode.span))
                }
                continue
            }
            // Yams sees a quoted and a plain key as two.
            if !seen.insert(word).inserted { faults.append(repeatedKey(word, at: keyNode.span)) }
            entries.append(YAMLNode.Entry(key: word, keySpan: keyNode.span, value: valueNode))
        }
        return entries
    }

    /// The words of `scalar` on its first line.
    private func span(of scalar: Node.Scalar) -> SourceSpan {
        let start = span(scalar.mark, 1)
        let rest = source.rest(line: start.line, column: start.column)
        switch scalar.style {
        case .singleQuoted, .doubleQuoted:
            let quote: Unicode.Scalar = scalar.style == .singleQuoted ? "'" : "\""
            var length = 1
            var isEscaped = false
            for character in rest.dropFirst() {
                length += 1
                if character == quote, !isEscaped { break }
                isEscaped = character == "\\" && !isEscaped && quote == "\""
            }
            return span(scalar.mark, length)
        default:
            let common = zip(rest, scalar.string.unicodeScalars).prefix { $0.0 == $0.1 }.count
            return span(scalar.mark, common)
        }
    }
}
