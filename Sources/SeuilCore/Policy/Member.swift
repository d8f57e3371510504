/// Whether something is said of a visit or of one request within it.
public enum Scope: String, Sendable, Equatable, Codable { case visit, request }

/// One member that a tool may send.
public struct Member: Sendable, Equatable {
    public enum Kind: String, Sendable, Equatable, CaseIterable {
        case text, date, code, number, dropped
    }
    public var name: String
    public var scope: Scope
    public var kind: Kind
    public var isRequired: Bool
    /// What a form shows; the name itself unless the policy says otherwise.
    public var label: LocalizedText

    public init(
        name: String, scope: Scope, kind: Kind, isRequired: Bool, label: LocalizedText? = nil
    ) {
        self.name = name
        self.scope = scope
        self.kind = kind
        self.isRequired = isRequired
        self.label = label ?? LocalizedText(fr: name, en: name)
    }
}
