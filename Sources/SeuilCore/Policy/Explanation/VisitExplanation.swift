public import Foundation

/// What would become of one visit, member by member, before anything is sent.
///
/// It shows values: they are the asker's own. It reads as the daemon does, with the same scanner and the same
/// mapping, and unlike the daemon it goes on after the first refusal. Nothing of it is kept.
public struct VisitExplanation: Sendable, Equatable {
    /// What one value becomes.
    public enum Outcome: Sendable, Equatable {
        /// Hashed, in this form; `nil` when nothing is left to hash, so that the visit stays unidentified.
        case hashed(form: String?)
        /// An entry of the code list of a dimension.
        case code(dimension: Int, entry: Int)
        /// A number added to a sum, in its unit, and whether its cap has cut it.
        case added(sum: Int, amount: Decimal6, isCapped: Bool)
        case dropped
        case refused(Refusal.Code)
    }

    /// One member of the visit.
    public struct Line: Sendable, Equatable {
        /// `birth_date`, `requests[0].reason`.
        public let place: String
        public let label: LocalizedText
        /// What was sent; `nil` when nothing was.
        public let value: String?
        public let outcomes: [Outcome]
    }

    /// Why the daemon would refuse the visit as a whole; `nil` when it would not.
    public let refusal: Refusal?
    /// Empty when the visit cannot be read at all.
    public let lines: [Line]
    /// The identifier of the period that it would count in.
    public let period: String?
    /// Whether the policy is in force at the visit's time.
    public let isInForce: Bool
    /// Whether the visit would count a person, and not a visit only.
    public let isIdentified: Bool

    /// Explains `bytes`, one visit in JSON, under `policy`.
    ///
    /// - Parameter receipt: The time of receipt, at which a visit without `at` counts.
    public init(
        _ bytes: [UInt8], policy: Policy, receivedAt receipt: Date,
        limits: VisitLimits = VisitLimits()
    ) {
        let scanner = VisitScanner(members: VisitMembers(policy), limits: limits)
        // Safe: the visit ends within the call, and the bytes stay in place until then.
        self = unsafe bytes.withUnsafeBytes { buffer in
            do throws(Refusal) {
                let visit = try unsafe scanner.scan(buffer)
                return VisitExplanation(visit, policy: policy, receivedAt: receipt)
            } catch {
                return VisitExplanation(unreadable: error)
            }
        }
    }

    private init(unreadable refusal: Refusal) {
        self.refusal = refusal
        lines = []
        period = nil
        isInForce = false
        isIdentified = false
    }

    private init(_ visit: borrowing RawVisit, policy: Policy, receivedAt receipt: Date) {
        var reading = VisitReading(policy: policy)
        reading.read(visit, receivedAt: receipt)
        refusal = reading.refusals.first
        lines = reading.lines
        period = reading.period?.id
        isInForce = reading.isInForce
        isIdentified = reading.isIdentified
    }
}
