public import SeuilCore

extension ImportMapping {
    /// The mapping that `bytes` write, for a CSV file with these `columns`.
    ///
    /// - Parameters:
    ///   - file: how messages name the mapping.
    ///   - columns: what the CSV file's first line names, in its order.
    /// - Throws: everything that is wrong with it, columns that the CSV file does not have included.
    public static func parse(
        _ bytes: [UInt8], file: String, columns: [String]
    ) throws(Diagnostics) -> ImportMapping {
        let reader = YAMLReader(try YAMLDocument(bytes: bytes, file: file))
        let mapping = ImportMappingReading(reader: reader, columns: columns).mapping()
        try reader.check()
        guard let mapping else {
            throw Diagnostics(
                reader.source.diagnostic(
                    "this is not an import", at: SourceSpan(line: 1, column: 1, length: 1)))
        }
        return mapping
    }

    /// The separator that `bytes` write, needed before the columns can be known.
    ///
    /// - Throws: what keeps the file from being read at all.
    public static func separator(
        _ bytes: [UInt8], file: String
    ) throws(Diagnostics) -> UInt8 {
        let reader = YAMLReader(try YAMLDocument(bytes: bytes, file: file))
        let root = reader.mapping(reader.root, "the import")
        let separator = ImportMappingReading(reader: reader, columns: []).separator(root)
        try reader.check()
        return separator
    }
}

/// Reads one mapping; every fault is left with `reader`.
struct ImportMappingReading {
    let reader: YAMLReader
    let columns: [String]

    func mapping() -> ImportMapping? {
        guard
            let root = reader.mapping(
                reader.root, "the import", allowed: ["import", "separator", "visit", "each"],
                required: ["import", "visit"])
        else { return nil }
        let name = reader.string(root["import"], "import")
        let shared = members(root["visit"], "visit", besides: [])
        let visits: [ImportMapping.VisitTemplate]
        if root["each"] != nil {
            visits = (reader.list(root["each"], "each") ?? []).compactMap { visit($0, shared) }
        } else {
            visits = [.init(repetition: nil, members: shared)]
        }
        return name.map {
            ImportMapping(name: $0, separator: separator(root), visits: visits)
        }
    }

    func separator(_ root: YAMLMapping?) -> UInt8 {
        guard let node = root?["separator"], let text = reader.string(node, "separator") else {
            return UInt8(ascii: ",")
        }
        switch text {
        case ",", ";", "|", "\t": return text.utf8.first ?? UInt8(ascii: ",")
        default:
            reader.error(
                "separator must be one of , ; | and a tab", at: node.span,
                hint: #"a tab is written "\t""#)
            return UInt8(ascii: ",")
        }
    }

    /// One entry of `each`: its own members and those that all visits share.
    private func visit(
        _ node: YAMLNode, _ shared: [ImportMapping.MemberTemplate]
    ) -> ImportMapping.VisitTemplate? {
        guard let map = reader.mapping(node, "a visit of 'each'") else { return nil }
        let own = members(node, "a visit of 'each'", besides: ["repeat"])
        for entry in map.entries where shared.contains(where: { $0.name == entry.key }) {
            reader.error("'\(entry.key)' is said under 'visit' already", at: entry.keySpan)
        }
        var repetition: ImportMapping.ColumnName?
        if let node = map["repeat"], let name = reader.string(node, "repeat") {
            repetition = .init(name: name, span: node.span)
            check(.init(name: name, span: node.span))
        }
        return .init(repetition: repetition, members: shared + own)
    }

    /// The members of the object at `node`.
    private func members(
        _ node: YAMLNode?, _ what: String, besides other: [String]
    ) -> [ImportMapping.MemberTemplate] {
        let entries = reader.mapping(node, what)?.entries ?? []
        return entries.compactMap { entry in
            if other.contains(entry.key) { return nil }
            if entry.key == "id" {
                reader.error("an import gives each visit a random id itself", at: entry.keySpan)
                return nil
            }
            if entry.key == "requests" {
                return .init(name: entry.key, value: .requests(requests(entry.value)))
            }
            return value(entry.value, entry.key).map { .init(name: entry.key, value: $0) }
        }
    }

    private func requests(_ node: YAMLNode) -> [[ImportMapping.MemberTemplate]] {
        (reader.list(node, "requests") ?? []).map { request in
            (reader.mapping(request, "a request")?.entries ?? []).compactMap { entry in
                value(entry.value, entry.key).map { .init(name: entry.key, value: $0) }
            }
        }
    }

    private func value(_ node: YAMLNode, _ name: String) -> ImportMapping.ValueTemplate? {
        guard case .mapping = node.content else { return text(node, name).map { .text($0) } }
        let map = reader.mapping(
            node, "'\(name)'", allowed: ["number"], required: ["number"])
        return map?["number"].flatMap { text($0, "number") }.map { .number($0) }
    }
}
