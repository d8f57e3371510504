/// A named set of recipients.
public struct Audience: Sendable, Equatable {
    public var name: String
    /// How notices and explanations call it; the name itself unless the policy says otherwise.
    public var label: LocalizedText
    public var language: Language
    /// The recipients' certificate files, relative to the policy's folder, as signed in the manifest.
    public var recipients: [String]

    public init(
        name: String, label: LocalizedText? = nil, language: Language, recipients: [String]
    ) {
        self.name = name
        self.label = label ?? LocalizedText(fr: name, en: name)
        self.language = language
        self.recipients = recipients
    }
}
