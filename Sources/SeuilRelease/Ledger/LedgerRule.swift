/// A rule of the ledger's order; its raw value is the code of the finding when it is broken.
public enum LedgerRule: String, Error, Sendable, CaseIterable {
    case foundedFirst = "founded-not-first"
    case foundedOnce = "founded-twice"
    /// Nothing excuses a time that falls: a site writes the later of its clock and the last entry's time.
    case timeFalls = "time-falls"
    /// Only the entries right after the founding may restate an earlier ledger.
    case restatedLate = "restated-late"
    case versionRises = "version-not-higher"
    /// Too few signers of the quorum in force, too few of a role, or one whom it does not name with this certificate.
    case quorum = "quorum-not-met"
    case quorumNumberRises = "quorum-out-of-order"
    /// A change needs the quorum before it and the one it names.
    case quorumApproved = "quorum-change-not-approved"
    case withdrawnBySigner = "withdrawal-not-approved"
    case withdrawnOnce = "withdrawn-twice"
    case openedOnce = "period-opened-twice"
    /// Two releases that share days could be subtracted.
    case periodsOverlap = "periods-overlap"
    /// A period opens under the last policy adopted: an older one may be looser.
    case latestPolicy = "policy-not-latest"
    case endedAfterOpening = "period-ended-unopened"
    case endedOnce = "period-ended-twice"
    case releasedUnderOpened = "released-under-another-policy"
    case publishedBeforeRelease = "published-before-released"
    case numbersRise = "number-out-of-order"
    case contentNamed = "content-not-named"
    case erratumAfterRelease = "erratum-without-release"
    case erratumOfRelease = "erratum-of-another-release"
    case erratumNumbersRise = "erratum-number-out-of-order"
    case destroyedAfterEnd = "destroyed-before-end"
    case destroyedOnce = "destroyed-twice"
}

extension LedgerRule: CustomStringConvertible {
    /// The rule in words.
    public var description: String {
        switch self {
        case .foundedFirst: "the first entry is a founding"
        case .foundedOnce: "no entry but the first is a founding"
        case .timeFalls: "no entry is dated before the one before it"
        case .restatedLate: "only the entries right after a founding restate an earlier ledger"
        case .versionRises: "each adopted policy has a higher version than the one before"
        case .quorum:
            "those named as a policy's signers decide then, under these certificates, and are enough of each role"
        case .quorumNumberRises: "changes of the quorum are numbered from 1 without a gap"
        case .quorumApproved:
            "a change names enough of those who decide before it, and enough of those whom it names"
        case .withdrawnBySigner: "a withdrawal names one who decides"
        case .withdrawnOnce: "a withdrawal says something new"
        case .openedOnce: "a period opens once"
        case .periodsOverlap: "a period has no days of another"
        case .latestPolicy: "a period opens under the policy adopted last"
        case .endedAfterOpening: "a period ends after it was opened"
        case .endedOnce: "a period ends once"
        case .releasedUnderOpened:
            "a release is made under the policy that its period was opened with"
        case .publishedBeforeRelease: "a release appears no earlier than its entry's time"
        case .numbersRise: "an audience's releases are numbered from 1 without a gap"
        case .contentNamed: "a release's entry has the digest of its content"
        case .erratumAfterRelease: "an erratum is about a release that there is"
        case .erratumOfRelease: "an erratum is about the release that its audience was given"
        case .erratumNumbersRise: "a release's errata are numbered from 1 without a gap"
        case .destroyedAfterEnd: "keys are destroyed after their period's end"
        case .destroyedOnce: "keys are destroyed once"
        }
    }
}

/// A rule that an entry breaks.
public struct LedgerViolation: Error, Sendable, Equatable {
    public let rule: LedgerRule
    /// The entry's number, from 0.
    public let index: Int

    public init(rule: LedgerRule, index: Int) {
        self.rule = rule
        self.index = index
    }
}
