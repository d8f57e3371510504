/// A measure: numbers that are added up, each cut at `cap` so that no one contribution stands out.
public struct SumRule: Sendable, Equatable {
    public var name: String
    public var label: LocalizedText
    public var scope: Scope
    /// An index into `Policy.members`.
    public var member: Int
    /// The unit that is shown, for example `EUR` or `min`.
    public var unit: String
    public var cap: Int

    public init(
        name: String, label: LocalizedText, scope: Scope, member: Int, unit: String, cap: Int
    ) {
        self.name = name
        self.label = label
        self.scope = scope
        self.member = member
        self.unit = unit
        self.cap = cap
    }
}
