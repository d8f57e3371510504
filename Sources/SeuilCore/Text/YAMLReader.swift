/// Reads a strict YAML document value by value and collects everything that is wrong with it.
///
/// Each method returns what it read, or records a diagnostic and returns `nil`; it takes an optional node and
/// passes over `nil`, so that what is missing is reported once, by `mapping`. When all has been read, `check`
/// throws the diagnostics together.
public final class YAMLReader {
    public let source: SourceText
    public let root: YAMLNode
    public private(set) var diagnostics: [Diagnostic] = []

    public init(_ document: YAMLDocument) {
        source = document.source
        root = document.root
    }

    /// Records an error at `span`.
    public func error(_ message: String, at span: SourceSpan, hint: String? = nil) {
        diagnostics.append(source.diagnostic(message, at: span, hint: hint))
    }

    /// Records a warning at `span`.
    public func warning(_ message: String, at span: SourceSpan, hint: String? = nil) {
        diagnostics.append(source.diagnostic(message, at: span, hint: hint, severity: .warning))
    }

    /// Records a diagnostic made elsewhere, for example in a file that this one names.
    public func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// - Throws: all diagnostics, if one of them is an error.
    public func check() throws(Diagnostics) {
        if hasErrors { throw Diagnostics(diagnostics) }
    }
}

/// The entries of one mapping whose keys have been checked.
public struct YAMLMapping: Sendable {
    public let entries: [YAMLNode.Entry]
    public let span: SourceSpan

    /// The value of `key`, `nil` when it is not given.
    public subscript(_ key: String) -> YAMLNode? { entries.first { $0.key == key }?.value }

    /// Where `key` itself stands, or the mapping when it is not given.
    public func keySpan(_ key: String) -> SourceSpan {
        entries.first { $0.key == key }?.keySpan ?? span
    }
}

// MARK: Shapes

extension YAMLReader {
    /// The mapping at `node`, whose keys must be among `allowed` and include all `required`.
    ///
    /// A misspelt key is reported and then read as the one that was probably meant, so that one slip is one error.
    ///
    /// - Parameter what: how messages call the mapping, for example `periods`.
    public func mapping(
        _ node: YAMLNode?, _ what: String, allowed: [String], required: [String] = []
    ) -> YAMLMapping? {
        guard let mapping = mapping(node, what) else { return nil }
        var given = Set(mapping.entries.map(\.key))
        let entries = mapping.entries.map { entry in
            guard !allowed.contains(entry.key) else { return entry }
            error(
                "unknown key '\(entry.key)' in \(what)", at: entry.keySpan,
                hint: LikelyWord.hint(for: entry.key, among: allowed, listing: "the keys here are"))
            guard let meant = LikelyWord.suggestion(for: entry.key, among: allowed),
                given.insert(meant).inserted
            else { return entry }
            return YAMLNode.Entry(key: meant, keySpan: entry.keySpan, value: entry.value)
        }
        for key in required where !given.contains(key) {
            error("\(what) must say '\(key)'", at: mapping.span)
        }
        return YAMLMapping(entries: entries, span: mapping.span)
    }

    /// The mapping at `node`, whose keys are the writer's own names.
    public func mapping(_ node: YAMLNode?, _ what: String) -> YAMLMapping? {
        guard let node else { return nil }
        guard case .mapping(let entries) = node.content else {
            error("\(what) must be a mapping (key: value), not \(node.kind)", at: node.span)
            return nil
        }
        return YAMLMapping(entries: entries, span: node.span)
    }

    /// The elements of the list at `node`.
    public func list(_ node: YAMLNode?, _ what: String, allowsEmpty: Bool = false) -> [YAMLNode]? {
        guard let node else { return nil }
        guard case .sequence(let elements) = node.content else {
            error("\(what) must be a list [ , ], not \(node.kind)", at: node.span)
            return nil
        }
        if elements.isEmpty, !allowsEmpty {
            error("\(what) must not be empty", at: node.span)
            return nil
        }
        return elements
    }

    /// The words of the list at `node`; those that are no words are reported and left out.
    public func strings(_ node: YAMLNode?, _ what: String) -> [String]? {
        list(node, what)?.compactMap { string($0, what) }
    }

    /// The single value at `node`, never empty.
    public func string(_ node: YAMLNode?, _ what: String) -> String? {
        guard let node else { return nil }
        guard case .scalar(let string) = node.content else {
            error("\(what) must be a single value, not \(node.kind)", at: node.span)
            return nil
        }
        guard !string.isEmpty else {
            error("\(what) must not be empty", at: node.span)
            return nil
        }
        return string
    }
}
