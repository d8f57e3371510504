/// One fault in a file that a person wrote: where it is, what is wrong, and what was probably meant.
public struct Diagnostic: Sendable, Equatable {
    /// A file with an error is refused; a warning asks for a second look. Remarks and objections are a reviewer's.
    public enum Severity: String, Sendable, Equatable { case error, warning, remark, objection }

    public var severity: Severity
    public var file: String
    public var span: SourceSpan
    public var message: String
    public var hint: String?
    /// The offending line.
    public var excerpt: String

    public init(
        severity: Severity = .error, file: String, span: SourceSpan, message: String,
        hint: String? = nil, excerpt: String
    ) {
        self.severity = severity
        self.file = file
        self.span = span
        self.message = message.abridged
        self.hint = hint?.abridged
        self.excerpt = excerpt
    }

    /// Of a longer line as much is shown, around the place.
    private static let excerptLimit = 240

    public var line: Int { span.line }
    public var column: Int { span.column }
    public var length: Int { span.length }

    /// The message as a person reads it: place and message, the line, the underlined words, the hint.
    ///
    /// ```
    /// policy.yaml:31:27: error: 'distict' is not kept
    ///   reasons: { by: [reason, distict], show: [requests], for: [elus] }
    ///                           ^^^^^^^
    /// hint: did you mean 'district'?
    /// ```
    public var rendered: String {
        var rendering = "\(file):\(span.line):\(span.column): \(severity.rawValue): \(message)\n"
        let indented = excerpt.unicodeScalars
        if !excerpt.isEmpty {
            let margin = indented.prefix { $0 == " " || $0 == "\t" }.count
            let kept = min(margin, span.column - 1)
            let line = indented.dropFirst(kept)
            let cut = max(0, min(span.column - 1 - kept, line.count) - Diagnostic.excerptLimit / 2)
            let shown = line.dropFirst(cut).prefix(Diagnostic.excerptLimit)
            // Tabs stay tabs, so that the underline stands where the line's own tabs put the words.
            let padding = shown.prefix(span.column - 1 - kept - cut).map { $0 == "\t" ? "\t" : " " }
            let room = max(1, shown.count - padding.count)
            rendering += "  \(String(String.UnicodeScalarView(shown)))\n"
            rendering += "  \(padding.joined())"
            rendering += String(repeating: "^", count: min(span.length, room)) + "\n"
        }
        if let hint { rendering += "hint: \(hint)\n" }
        return rendering
    }
}

/// Every fault found in one reading, in the order of their places.
public struct Diagnostics: Error, Sendable, Equatable {
    public let list: [Diagnostic]

    /// `list` is sorted by file and place; two messages at one place keep their order.
    public init(_ list: [Diagnostic]) {
        self.list = list.enumerated().sorted { left, right in
            (left.element.file, left.element.line, left.element.column, left.offset)
                < (right.element.file, right.element.line, right.element.column, right.offset)
        }.map(\.element)
    }

    public init(_ single: Diagnostic) { list = [single] }

    public var hasErrors: Bool { list.contains { $0.severity == .error } }

    /// All of them as a person reads them.
    public var rendered: String { list.map(\.rendered).joined(separator: "\n") }
}

extension String {
    /// The text without its middle where it is long: what a message says of a word stands before and behind it.
    fileprivate var abridged: String {
        let (limit, end) = (320, 150)
        guard unicodeScalars.count > limit else { return self }
        return "\(String(unicodeScalars.prefix(end)))…\(String(unicodeScalars.suffix(end)))"
    }
}
