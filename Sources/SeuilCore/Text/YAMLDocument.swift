internal import Yams

/// A YAML text as a tree of plain strings, sequences and mappings, each with its place in the text.
///
/// Nothing is resolved: `no` and `01` are the strings that they look like. Anchors, aliases, tags, keys that are
/// not plain words and repeated keys are refused, so that what a person reads is all there is.
public struct YAMLDocument: Sendable {
    public let source: SourceText
    public let root: YAMLNode

    /// More is not a configuration that a person can read.
    public static let maximumByteCount = 1 << 20

    /// - Throws: what is wrong with the text; YAML's own syntax errors stop at the first.
    public init(bytes: [UInt8], file: String) throws(Diagnostics) {
        let source = try SourceText(bytes: bytes, file: file)
        guard bytes.count <= YAMLDocument.maximumByteCount else {
            throw Diagnostics(
                source.diagnostic(
                    "the file is larger than 1 MiB", at: SourceSpan(line: 1, column: 1, length: 1)))
        }
        if let alias = YAMLDocument.excessiveAlias(in: source) {
            throw Diagnostics(source.diagnostic(StrictYAML.anchorMessage, at: alias))
        }
        if let key = YAMLDocument.compoundKey(in: source) {
            throw Diagnostics(source.diagnostic(StrictYAML.keyMessage, at: key))
        }
        var strict = StrictYAML(source: source)
        self.root = try strict.read()
        self.source = source
    }

    /// Where the seventeenth word stands that looks like an alias, if so many do.
    ///
    /// Aliases are found by their anchors once the text is parsed; but the parser compares keys while it reads,
    /// and keys made of aliases of aliases would keep it busy for ever. Few aliases cannot.
    private static func excessiveAlias(in source: SourceText) -> SourceSpan? {
        var found = 0
        for number in 1...max(1, source.lineCount) {
            var previous: Unicode.Scalar = " "
            for (offset, scalar) in source.line(number).unicodeScalars.enumerated() {
                if scalar == "*", " \t[{,:?-".unicodeScalars.contains(previous) { found += 1 }
                if found > 16 { return SourceSpan(line: number, column: offset + 1, length: 1) }
                previous = scalar
            }
        }
        return nil
    }

    /// Where a key is marked that is a list or a mapping: the `?` before it, or the colon behind its bracket.
    ///
    /// Such keys are found once the text is parsed; but the parser sorts those that repeat, in time that doubles with
    /// each level of their nesting.
    private static func compoundKey(in source: SourceText) -> SourceSpan? {
        for number in 1...max(1, source.lineCount) {
            let line = Array(source.line(number).unicodeScalars)
            // What stands before, blanks, anchors and tags left out; a line begins as behind a dash.
            var previous: Unicode.Scalar = "-"
            var isProperty = false
            for (offset, scalar) in line.enumerated() {
                let isBlank = scalar == " " || scalar == "\t"
                if isBlank || ",[]{}".unicodeScalars.contains(scalar) { isProperty = false }
                if isBlank || isProperty { continue }
                let begins = "-?:[{,".unicodeScalars.contains(previous)
                let isAlone =
                    offset + 1 == line.count || " \t".unicodeScalars.contains(line[offset + 1])
                switch scalar {
                case "?" where begins && (isAlone || "[{,".unicodeScalars.contains(previous)),
                    ":" where previous == "]" || previous == "}":
                    return SourceSpan(line: number, column: offset + 1, length: 1)
                case "&" where begins, "!" where begins: isProperty = true
                default: previous = scalar
                }
            }
        }
        return nil
    }
}

/// One value of a YAML text.
public struct YAMLNode: Sendable {
    /// One key and its value.
    public struct Entry: Sendable {
        public let key: String
        public let keySpan: SourceSpan
        public let value: YAMLNode
    }
    /// What stands there.
    public enum Content: Sendable {
        /// A key without a value.
        case empty
        case scalar(String)
        case sequence([YAMLNode])
        /// In the text's order, no key twice.
        case mapping([Entry])
    }

    public let content: Content
    public let span: SourceSpan

    /// How messages call what stands here.
    var kind: String {
        switch content {
        case .empty: "nothing"
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
