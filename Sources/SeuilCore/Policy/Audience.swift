/// A named set of recipients.
public struct Audience: Sendable, Equatable {
    public var name: String
    public var language: Language
    /// The recipients' certificate files, relative to the policy's folder, as signed in the manifest.
    public var recipients: [String]

    public init(name: String, language: Language, recipients: [String]) {
        self.name = name
        self.language = language
        self.recipients = recipients
    }
}
