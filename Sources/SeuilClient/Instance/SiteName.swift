/// A site's name as its readers see it: at most 120 bytes of any writing, without control characters.
///
/// Nothing else depends on it: what is at rest is bound to a random identifier, and files are named after periods.
public struct SiteName: Sendable, Equatable, CustomStringConvertible {
    /// The most bytes of UTF-8: the size of a release is known beforehand.
    public static let longest = 120

    public let description: String

    /// The name `text`; `nil` when it is empty, too long, or holds a control character.
    public init?(_ text: String) {
        let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard !text.isEmpty, text.utf8.count <= SiteName.longest, isPlain else { return nil }
        description = text
    }

    /// The name in YAML's double quotes, in which every character but two stands for itself.
    var yaml: String {
        let escaped = description.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            // Not control characters, but no characters of a YAML text, or ends of its lines.
            case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}", "\u{FFFF}":
                "\\u\(String(scalar.value, radix: 16, uppercase: true))"
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
