/// Which members make a visitor's pseudonym. Their values never outlive the call that brings them.
public struct VisitorRule: Sendable, Equatable {
    /// How text is brought to one form before hashing; versioned, so that it never changes silently.
    public enum Normalisation: String, Sendable, Equatable, CaseIterable { case none, name }
    /// Indices into `Policy.members`, in hashing order.
    public var hashed: [Int]
    public var normalisation: Normalisation

    public init(hashed: [Int], normalisation: Normalisation) {
        self.hashed = hashed
        self.normalisation = normalisation
    }
}
