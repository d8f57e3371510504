internal import Foundation

/// A site's name as the configuration takes it: small letters, digits and hyphens.
public struct SiteName: Sendable, Equatable, CustomStringConvertible {
    /// The most characters.
    public static let longest = 64

    public let description: String

    /// The name nearest to what a person wrote: `Pôle d'accueil 3` becomes `pole-d-accueil-3`; `nil` when nothing
    /// of it is left.
    public init?(nearest text: String) {
        var name = ""
        for scalar in text.decomposedStringWithCanonicalMapping.lowercased().unicodeScalars {
            switch scalar {
            case "a"..."z", "0"..."9": name.unicodeScalars.append(scalar)
            // An accent, apart from its letter.
            case "\u{300}"..."\u{36F}": continue
            default: if !name.isEmpty, name.last != "-" { name.append("-") }
            }
        }
        name = String(name.prefix(SiteName.longest))
        while name.last == "-" { name.removeLast() }
        guard !name.isEmpty else { return nil }
        description = name
    }
}
