/// What a reviewer says of a policy that is correct: it may be signed, and somebody should look at this first.
public struct PolicyFinding: Sendable, Equatable {
    /// Stable names, one a rule; the article *What a reviewer looks for* tells of each.
    public enum Code: String, Sendable, Equatable, CaseIterable {
        case thresholdLow = "threshold-low"
        case thresholdOnVisits = "threshold-on-visits"
        case quasiIdentifiersCrossed = "quasi-identifiers-crossed"
        case specialCategoryUndeclared = "special-category-undeclared"
        case specialCategoryCode = "special-category-code"
        case notPerPerson = "not-per-person"
        case cellsOutnumberVisits = "cells-outnumber-visits"
        case recipientCertificate = "recipient-certificate"
        case keyLivesAYear = "key-lives-a-year"
        case noExpiry = "no-expiry"
        case zerosProtectedSparse = "zeros-protected-sparse"
    }

    public enum Severity: String, Sendable, Equatable, CaseIterable {
        /// Worth a thought; a good policy may keep it.
        case remark
        /// Speaks against signing the policy as it is.
        case objection
    }

    public var code: Code
    public var severity: Severity
    /// The keys that lead to the place in the policy: `tables`, `reasons`, `by`.
    public var path: [String]
    /// What is the matter, beginning small and without a stop, as messages of the checker are.
    public var message: LocalizedText
    /// What to do about it.
    public var remedy: LocalizedText

    public init(
        _ code: Code, _ severity: Severity, _ path: [String], _ message: LocalizedText,
        remedy: LocalizedText
    ) {
        self.code = code
        self.severity = severity
        self.path = path
        self.message = message
        self.remedy = remedy
    }

    /// The place in one word: `tables.reasons.by`.
    public var place: String { path.joined(separator: ".") }
}
