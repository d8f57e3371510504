/// Reads a code list file, `code,parent,fr,en`, and finds all that is wrong with it.
///
/// A parent may stand before or after its children; the order among the children of one parent is kept.
struct CodelistFile {
    struct Row {
        var code: String
        var parent: String?
        var label: LocalizedText
        var span: SourceSpan
        var parentSpan: SourceSpan
    }

    static let header = ["code", "parent", "fr", "en"]
    static let maximumRowCount = 10_000
    /// Further unknown parents are told without a guess, which looks at every code of the list.
    private static let hintCount = 50

    private let source: SourceText
    private(set) var rows: [Row] = []
    private(set) var diagnostics: [Diagnostic] = []

    init(bytes: [UInt8], file: String) throws(Diagnostics) {
        source = try SourceText(bytes: bytes, file: file)
        do {
            try read(bytes)
        } catch let error as CSVError {
            report(error.message, error.position, length: 1)
        } catch {
            report("the file cannot be read", CSVPosition(line: 1, column: 1), length: 1)
        }
        if diagnostics.isEmpty { checkParents() }
    }

    /// The rows as a tree.
    var tree: CodelistTree {
        var tree = CodelistTree()
        for row in rows { tree.add(row.code, row.label, under: row.parent) }
        return tree
    }

    /// How many levels the tree has, and for each, from the top, the codes that part the leaves there.
    var levels: [Set<String>] {
        let children = Dictionary(grouping: rows, by: \.parent)
        var levels: [Set<String>] = []
        var current = (children[nil] ?? []).map(\.code)
        while true {
            levels.append(Set(current))
            let next = current.flatMap { code in children[code]?.map(\.code) ?? [code] }
            guard next != current else { return levels }
            current = next
        }
    }

    private mutating func read(_ bytes: [UInt8]) throws {
        var reader = CSVReader(bytes: bytes)
        guard try reader.next() else {
            return report("the code list is empty", CSVPosition(line: 1, column: 1), length: 1)
        }
        guard reader.record.fields == CodelistFile.header else {
            return report(
                "a code list begins with the line 'code,parent,fr,en'",
                CSVPosition(line: 1, column: 1), length: source.line(1).unicodeScalars.count)
        }
        var seen: [String: Int] = [:]
        while try reader.next() {
            guard rows.count < CodelistFile.maximumRowCount else {
                return report(
                    "a code list has at most \(CodelistFile.maximumRowCount) codes",
                    reader.record.position(0), length: 1)
            }
            readRow(reader.record, &seen)
        }
        if rows.isEmpty, diagnostics.isEmpty {
            report("the code list is empty", CSVPosition(line: 1, column: 1), length: 1)
        }
    }

    private mutating func readRow(_ record: CSVRecord, _ seen: inout [String: Int]) {
        let fields = record.fields
        let code = fields[0]
        if !PolicyNames.isCode(code) {
            report(
                code.isEmpty ? "the code is missing" : "'\(code)' cannot be a code",
                record.position(0), length: code.unicodeScalars.count,
                hint:
                    "a code is up to 32 ASCII letters, digits and . _ + - and begins with a letter or digit"
            )
        } else if let line = seen[code] {
            report(
                "the code '\(code)' is already on line \(line)", record.position(0),
                length: code.unicodeScalars.count)
        } else {
            seen[code] = record.line
        }
        for (index, language) in [(2, "French"), (3, "English")] {
            if fields[index].allSatisfy(\.isWhitespace) {
                report("the \(language) label is missing", record.position(index), length: 1)
            } else if fields[index].unicodeScalars.count > PolicyLimits.labelLength
                || fields[index].contains(where: \.isNewline)
            {
                report(
                    "a label is one line of at most \(PolicyLimits.labelLength) characters",
                    record.position(index), length: fields[index].unicodeScalars.count)
            }
        }
        rows.append(
            Row(
                code: code, parent: fields[1].isEmpty ? nil : fields[1],
                label: LocalizedText(fr: fields[2], en: fields[3]),
                span: span(record.position(0), fields[0].unicodeScalars.count),
                parentSpan: span(record.position(1), fields[1].unicodeScalars.count)))
    }

    private mutating func checkParents() {
        let parents = Dictionary(rows.map { ($0.code, $0.parent) }) { first, _ in first }
        let codes = rows.map(\.code)
        for row in rows {
            guard let parent = row.parent else { continue }
            guard parents[parent] != nil else {
                diagnostics.append(
                    source.diagnostic(
                        "the parent '\(parent)' is not a code of this list", at: row.parentSpan,
                        hint: diagnostics.count < CodelistFile.hintCount
                            ? LikelyWord.hint(for: parent, among: codes) : nil))
                continue
            }
            let ancestors = ancestors(of: row.code, from: parent, parents)
            if ancestors.contains(row.code) {
                diagnostics.append(
                    source.diagnostic("'\(row.code)' is its own ancestor", at: row.parentSpan))
            } else if ancestors.count == PolicyLimits.codelistDepth {
                diagnostics.append(
                    source.diagnostic(
                        "a code list has at most \(PolicyLimits.codelistDepth) levels",
                        at: row.parentSpan))
            }
        }
    }

    /// `parent` and what is above it, up to the top, to `code` itself, or to one more than a list may have.
    private func ancestors(
        of code: String, from parent: String, _ parents: [String: String?]
    ) -> [String] {
        var ancestors: [String] = []
        var above: String? = parent
        while let next = above, !ancestors.contains(next),
            ancestors.count <= PolicyLimits.codelistDepth
        {
            ancestors.append(next)
            above = next == code ? nil : parents[next] ?? nil
        }
        return ancestors
    }

    private func span(_ position: CSVPosition, _ length: Int) -> SourceSpan {
        SourceSpan(line: position.line, column: position.column, length: length)
    }

    private mutating func report(
        _ message: String, _ position: CSVPosition, length: Int, hint: String? = nil
    ) {
        diagnostics.append(source.diagnostic(message, at: span(position, length), hint: hint))
    }
}
