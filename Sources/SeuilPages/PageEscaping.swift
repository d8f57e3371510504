public import Mustache

/// Escapes text for a page, scalar by scalar.
///
/// The library's own escaping works by characters, and leaves `<` as it is when a combining mark follows.
public struct PageEscaping: MustacheContentType {
    /// The name that a template chooses it by.
    public static let name = "SEUIL-PAGE"

    /// To be registered under `name` before a template is read.
    public init() {}

    public func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
