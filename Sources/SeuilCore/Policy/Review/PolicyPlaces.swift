/// Where the parts of a policy stand in its text, so that what is said of a part can be shown in its place.
public struct PolicyPlaces: Sendable {
    private let document: YAMLDocument

    /// Reads the policy's text `bytes`, called `file` in messages.
    ///
    /// - Throws: YAML's own errors.
    public init(bytes: [UInt8], file: String = PolicyFiles.policy) throws(Diagnostics) {
        document = try YAMLDocument(bytes: bytes, file: file)
    }

    /// Where the last key of `path` stands that is written; the beginning when none is.
    public func span(of path: [String]) -> SourceSpan {
        var node = document.root
        var span = SourceSpan(line: 1, column: 1, length: 1)
        for key in path {
            guard case .mapping(let entries) = node.content,
                let entry = entries.first(where: { $0.key == key })
            else { break }
            span = entry.keySpan
            node = entry.value
        }
        return span
    }

    /// `finding` as a message that underlines its place.
    public func diagnostic(_ finding: PolicyFinding, _ language: Language = .en) -> Diagnostic {
        document.source.diagnostic(
            "\(finding.message[language]) [\(finding.code.rawValue)]", at: span(of: finding.path),
            hint: finding.remedy[language],
            severity: finding.severity == .remark ? .remark : .objection)
    }
}
