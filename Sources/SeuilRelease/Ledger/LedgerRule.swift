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
