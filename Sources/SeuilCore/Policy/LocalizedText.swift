/// A text in the two languages that every policy speaks.
public struct LocalizedText: Sendable, Equatable, Hashable, Codable {
    public var fr: String
    public var en: String

    public init(fr: String, en: String) {
        self.fr = fr
        self.en = en
    }

    /// The text in `language`.
    public subscript(language: Language) -> String { language == .fr ? fr : en }
}

/// The languages of reports, forms and notices.
public enum Language: String, Sendable, Equatable, Codable, CaseIterable { case fr, en }
