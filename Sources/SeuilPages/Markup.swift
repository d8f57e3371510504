/// A text of a page as HTML: what stands in backticks is set as code, the rest as printers do.
enum Markup {
    static func html(_ text: String, _ language: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        // A backtick without its other half is one.
        guard parts.count > 1, !parts.count.isMultiple(of: 2) else {
            return escaped(Typography.set(text, language))
        }
        return parts.enumerated().map { index, part in
            index.isMultiple(of: 2)
                ? escaped(Typography.set(part, language)) : "<code>\(escaped(part))</code>"
        }.joined()
    }

    private static func escaped(_ text: String) -> String { PageEscaping().escapeText(text) }
}
