public import Foundation
public import SeuilCore

/// The pages that a controller owes to others: visitors, the supervisory authority, and itself.
public enum Notice: String, Sendable, Equatable, CaseIterable {
    /// For visitors, at the desk: one sheet (GDPR articles 13, 14 and 21).
    case visitors
    /// The record of processing activities (GDPR article 30).
    case record
    /// A draft data protection impact assessment (GDPR article 35).
    case dpia

    /// The page for `policy`, with places to write where the policy does not know.
    ///
    /// - Parameter day: When it is made; the assessment also looks at what a reviewer would say then.
    public func page(of policy: Policy, language: Language, at day: Date) -> Page {
        switch self {
        case .visitors: VisitorNotice(policy, language).page
        case .record: ProcessingRecord(policy, language).page
        case .dpia: ImpactAssessment(policy, language, at: day).page
        }
    }
}
