/// A site's own words in an erratum, none of them a figure.
///
/// Figures are corrected by nobody: a correct one beside the released one would be a second release, which nothing has
/// protected. So no digit of any script is taken. Numbers that are spelled out are words, and remain the
/// writer's responsibility.
public struct ErratumText: Sendable, Equatable {
    /// The longest text, in bytes of UTF-8.
    public static let byteLimit = 2_000

    public let string: String

    /// The text without the white space around it.
    ///
    /// - Throws: ``ErratumTextError``.
    public init(_ text: String) throws(ErratumTextError) {
        var scalars = text.unicodeScalars[...]
        scalars = scalars.drop { $0.properties.isWhitespace }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        guard !scalars.isEmpty else { throw .empty }
        for (place, scalar) in scalars.enumerated() {
            switch scalar.properties.generalCategory {
            case .decimalNumber, .letterNumber, .otherNumber: throw .digit(place: place + 1)
            case .control where scalar == "\n": break
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                throw .character(place: place + 1)
            default: break
            }
        }
        let string = String(scalars)
        guard string.utf8.count <= ErratumText.byteLimit else {
            throw .tooLong(byteCount: string.utf8.count)
        }
        self.string = string
    }

    /// The text's lines.
    public var paragraphs: [String] {
        string.split(separator: "\n").map(String.init)
    }
}

/// Why a text cannot stand in an erratum; places count characters of Unicode from 1.
public enum ErratumTextError: Error, Sendable, Equatable {
    case empty
    case tooLong(byteCount: Int)
    /// A digit, or another sign for a number.
    case digit(place: Int)
    /// A sign that is none, such as an escape or a change of direction.
    case character(place: Int)
}
