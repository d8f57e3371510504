/// The text of one file that a person wrote, cut into lines, for messages that point into it.
///
/// Lines end where YAML 1.1 and CSV say they do; columns count Unicode scalars, as YAML's marks do, and both
/// begin at 1.
public struct SourceText: Sendable {
    /// How messages name the file: relative to what the reader of the message chose.
    public let file: String
    /// The text without a leading byte order mark.
    public let text: String
    private let lines: [String]

    /// Reads `bytes` as UTF-8.
    ///
    /// - Throws: one diagnostic at the first byte that is not UTF-8, or at the first control character.
    public init(bytes: [UInt8], file: String) throws(Diagnostics) {
        let text = String(decoding: bytes, as: UTF8.self)
        let scalars =
            text.unicodeScalars.first == "\u{FEFF}"
            ? String(text.unicodeScalars.dropFirst()) : text
        self.file = file
        self.text = scalars
        self.lines = SourceText.lines(of: scalars)
        // Decoding repairs what is not UTF-8, and a repair changes the bytes.
        if !text.utf8.elementsEqual(bytes) {
            throw Diagnostics(
                self.firstFault(where: { $0 == "\u{FFFD}" }, "this is not UTF-8 text"))
        }
        if scalars.unicodeScalars.contains(where: SourceText.isControl) {
            throw Diagnostics(
                self.firstFault(where: SourceText.isControl, "control characters are not allowed"))
        }
    }

    /// The line's text, without its end; empty when there is no such line.
    public func line(_ number: Int) -> String {
        lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// The number of lines.
    public var lineCount: Int { lines.count }

    /// What stands at `line` from `column` on.
    func rest(line: Int, column: Int) -> Substring.UnicodeScalarView {
        Substring(self.line(line)).unicodeScalars.dropFirst(column - 1)
    }

    /// A diagnostic that underlines `span` of this text.
    public func diagnostic(
        _ message: String, at span: SourceSpan, hint: String? = nil,
        severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        Diagnostic(
            severity: severity, file: file, span: span, message: message, hint: hint,
            excerpt: line(span.line))
    }

    private func firstFault(
        where isFault: (Unicode.Scalar) -> Bool, _ message: String
    ) -> Diagnostic {
        for (index, line) in lines.enumerated() {
            for (offset, scalar) in line.unicodeScalars.enumerated() where isFault(scalar) {
                return diagnostic(
                    message, at: SourceSpan(line: index + 1, column: offset + 1, length: 1))
            }
        }
        return diagnostic(message, at: SourceSpan(line: 1, column: 1, length: 1))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0xFEFF
            || (scalar.properties.generalCategory == .control
                && !"\t\n\r\u{85}".unicodeScalars
                    .contains(scalar))
    }

    private static func lines(of text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            switch scalar {
            case "\n" where previous == "\r": continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(String(line))
                line = String.UnicodeScalarView()
            default: line.append(scalar)
            }
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }
}

/// A stretch of one line of a text.
public struct SourceSpan: Sendable, Equatable, Hashable {
    public var line: Int
    public var column: Int
    /// How many Unicode scalars to underline, at least one.
    public var length: Int

    public init(line: Int, column: Int, length: Int) {
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

extension SourceText {
    /// The text with each span replaced by other words; line ends stay as they are.
    func replacing(_ replacements: [(span: SourceSpan, text: String)]) -> String {
        var result = String.UnicodeScalarView()
        var line = 1
        var column = 1
        var skipped = 0
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if let replacement = replacements.first(where: {
                $0.span.line == line && $0.span.column == column
            }), skipped == 0 {
                result.append(contentsOf: replacement.text.unicodeScalars)
                skipped = replacement.span.length
            }
            if skipped > 0 { skipped -= 1 } else { result.append(scalar) }
            if SourceText.endsLine(scalar) {
                if !(scalar == "\n" && previous == "\r") { line += 1 }
                column = 1
            } else {
                column += 1
            }
            previous = scalar
        }
        return String(result)
    }

    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
    }
}
