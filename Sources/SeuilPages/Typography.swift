/// Sets texts as printers do: curved apostrophes, numbers that stay with what they count, and in French the spaces
/// before high punctuation.
///
/// Sources keep the plain keyboard's characters; a page on a wall should not.
public enum Typography {
    /// `text` as it is printed in `language`, a code as HTML has it.
    public static func set(_ text: String, _ language: String) -> String {
        var result = String.UnicodeScalarView()
        // An address is copied and written to: its apostrophe stays.
        let isAddress = text.split(separator: " ").contains { $0.contains("@") && $0.contains("'") }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'" where !isAddress: result.append("’")
            case ";", "?", "!", "%", ":":
                // A no-break space in place of the plain one; narrow, save before a colon.
                if language == "fr", result.last == " " {
                    result.removeLast()
                    result.append(scalar == ":" ? "\u{A0}" : "\u{202F}")
                }
                result.append(scalar)
            case "»":
                if result.last == " " {
                    result.removeLast()
                    result.append("\u{A0}")
                }
                result.append(scalar)
            case " " where result.last == "«": result.append("\u{A0}")
            // `26 à 35 ans`, `article 9`: nor are a range and a reference parted.
            case " " where endsInRange(result) || endsInReference(result):
                result.append("\u{A0}")
            // `18 ans`, `31 décembre`: a number never ends a line that its noun does not.
            case " " where result.last?.properties.numericType == .decimal:
                result.append("\u{A0}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func endsInReference(_ text: String.UnicodeScalarView) -> Bool {
        text.suffix(7).elementsEqual("article".unicodeScalars)
    }

    /// Whether `text` ends in a number and `à`.
    private static func endsInRange(_ text: String.UnicodeScalarView) -> Bool {
        let end = text.suffix(3).map { $0 }
        return end.count == 3 && end[0].properties.numericType == .decimal
            && end[1] == "\u{A0}" && end[2] == "à"
    }
}
