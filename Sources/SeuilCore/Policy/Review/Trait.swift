internal import Foundation

/// What a dimension seems to say of a person, judged by its name, its labels and its source.
///
/// A guess, made for a reviewer's eye: it decides nothing.
enum Trait: Sendable, Equatable, CaseIterable {
    case age, sex, place, origin, schooling, household, means, time

    /// What `dimension` of `policy` seems to say.
    init?(_ dimension: Dimension, of policy: Policy) {
        if dimension.source == .time {
            self = .time
            return
        }
        if policy.isAge(dimension) {
            self = .age
            return
        }
        let words =
            Words.of(dimension.name) + Words.of(dimension.label.fr) + Words.of(dimension.label.en)
        guard let trait = Trait.allCases.first(where: { Words.match(words, $0.stems) }) else {
            return nil
        }
        self = trait
    }

    /// Words and, with a dash, beginnings of words, in both languages and without accents.
    private var stems: [String] {
        switch self {
        case .age: ["age", "ages", "naissance", "birth"]
        case .sex: ["sex", "sexe", "gender", "genre"]
        case .place:
            [
                "district", "quartier", "commune", "ville", "city", "town", "postcode", "postal",
                "departement", "department", "secteur", "residence", "domicile", "adresse",
                "address",
            ]
        case .origin:
            ["national-", "langue", "language", "francais", "french", "pays", "country", "migra-"]
        case .schooling: ["education", "etudes", "diplom-", "schooling", "scolaire", "scolarite"]
        case .household:
            ["famil-", "menage", "household", "enfants", "children", "marital", "matrimonial-"]
        case .means:
            ["revenu", "revenus", "income", "ressources", "resources", "emploi", "work", "salaire"]
        case .time: []
        }
    }
}

/// Words of names and labels, compared without case and accents.
enum Words {
    /// What only names an institution, however telling its words.
    private static let institutions = ["assurance maladie", "health insurance"]

    /// The words of `text`, small and without accents, institutions' names left out.
    static func of(_ text: String) -> [String] {
        var plain = text.lowercased().decomposedScalars
        for name in institutions { plain = plain.replacingOccurrences(of: name, with: "") }
        return plain.split { !$0.isASCII || !$0.isLetter }.map(String.init)
    }

    /// Whether any of `words` is one of `stems`, or begins with one that ends in a dash.
    static func match(_ words: [String], _ stems: [String]) -> Bool {
        words.contains { word in
            stems.contains { stem in
                stem.hasSuffix("-") ? word.hasPrefix(stem.dropLast()) : word == stem
            }
        }
    }

    /// What names a special category of data (GDPR article 9), in both languages.
    static let special = [
        "sante", "health", "handicap-", "disab-", "malad-", "illness-", "disease-", "medic-",
        "invalid-",
        "depend-", "grossesse", "pregnan-", "addict-", "psych-", "religi-", "croyance-", "faith",
        "syndic-",
        "opinion-", "ethni-", "racia-", "genet-", "biometr-", "sexuel-", "sexual-", "vih", "hiv",
    ]
}

extension String {
    /// Letters without their accents.
    fileprivate var decomposedScalars: String {
        String(
            String.UnicodeScalarView(
                decomposedStringWithCompatibilityMapping.unicodeScalars.filter {
                    $0.properties.generalCategory != .nonspacingMark
                }))
    }
}
