public import SeuilCore
public import SeuilCrypto

/// What a ledger has said so far, and the rules that its next entry must keep.
///
/// One state machine for both sides: the site asks it before it appends, the auditor when reading. A rule that needs
/// more than the entries, such as a policy's files, is not here.
public struct LedgerHistory: Sendable, Equatable {
    /// A policy as it was adopted.
    public struct AdoptedPolicy: Sendable, Equatable {
        public let index: Int
        public let time: LedgerTime
        public let adoption: LedgerEvent.Adoption
        public let isRestated: Bool
        /// Those who decided when it was adopted.
        public let quorum: QuorumRule
    }

    /// A quorum from the entry on that named it.
    public struct QuorumInForce: Sendable, Equatable {
        public let index: Int
        public let time: LedgerTime
        public let rule: QuorumRule
        /// What the next change must name as the statement before it: the founding's entry itself where that was
        /// not signed.
        public let statement: Digest
    }

    /// A recipient's key from the entry on that withdrew it.
    public struct WithdrawnRecipient: Sendable, Equatable {
        public let index: Int
        public let time: LedgerTime
        public let withdrawal: LedgerEvent.Withdrawal
        public let quorum: QuorumRule
    }

    /// How a period ended.
    public enum End: Sendable, Equatable {
        case released(LedgerEvent.Publication)
        case noRelease(LedgerEvent.LossReason)
    }

    /// A period's life.
    public struct PeriodLife: Sendable, Equatable {
        public let index: Int
        public let time: LedgerTime
        public let policy: Digest
        public let isBackfilled: Bool
        public internal(set) var end: End?
        public internal(set) var endIndex: Int?
        public internal(set) var endTime: LedgerTime?
        public internal(set) var destroyedIndex: Int?
        /// In their order.
        public internal(set) var errata: [LoggedErratum] = []
    }

    public private(set) var size = 0
    public private(set) var founding: LedgerEvent.Founding?
    public private(set) var lastTime: LedgerTime?
    /// The founding's quorum and every one after it.
    public private(set) var quorums: [QuorumInForce] = []
    public private(set) var withdrawals: [WithdrawnRecipient] = []
    /// In the order of adoption.
    public private(set) var policies: [AdoptedPolicy] = []
    public internal(set) var periods: [String: PeriodLife] = [:]
    /// The last release's number of each audience.
    public private(set) var numbers: [String: Int] = [:]
    private var isRestating = false
    private var days: [Range<Int>] = []

    public init() {}

    /// Those who decide now.
    public var quorum: QuorumRule? { quorums.last?.rule }

    /// The keys that get no release to `audience` that an entry from `index` on names; all there are without.
    public func withdrawn(from audience: String, before index: Int = .max) -> Set<Digest> {
        Set(
            withdrawals.filter {
                $0.index < index && $0.withdrawal.audience ?? audience == audience
            }.map(\.withdrawal.key))
    }

    /// Takes the next entry.
    ///
    /// - Throws: ``LedgerViolation`` with the rule it breaks; nothing has then changed.
    public mutating func append(_ entry: LedgerEntry) throws(LedgerViolation) {
        var next = self
        do throws(LedgerRule) {
            try next.take(entry)
        } catch {
            throw LedgerViolation(rule: error, index: size)
        }
        self = next
    }

    private mutating func take(_ entry: LedgerEntry) throws(LedgerRule) {
        if case .founded = entry.event {
            guard size == 0 else { throw .foundedOnce }
        } else {
            guard size > 0 else { throw .foundedFirst }
        }
        if let lastTime, entry.time < lastTime { throw .timeFalls }
        if entry.isRestated {
            guard isRestating else { throw .restatedLate }
        } else {
            isRestating = false
        }
        try take(entry.event, at: entry.time, isRestated: entry.isRestated)
        lastTime = entry.time
        size += 1
    }

    private mutating func take(
        _ event: LedgerEvent, at time: LedgerTime, isRestated: Bool
    ) throws(LedgerRule) {
        switch event {
        case .founded(let founding):
            self.founding = founding
            isRestating = founding.earlier != nil
            // Written in one way only, the entry can be named by its digest.
            let entry = LedgerEntry(event, at: time, isRestated: isRestated)
            quorums = [
                QuorumInForce(
                    index: size, time: time, rule: founding.quorum,
                    statement: founding.signed?.statement ?? .sha256(entry.bytes))
            ]
        case .quorumChanged(let change): try takeOver(change, at: time)
        case .recipientWithdrawn(let withdrawal): try withdraw(withdrawal, at: time)
        case .policyAdopted(let adoption):
            guard adoption.version > policies.last?.adoption.version ?? -1 else {
                throw .versionRises
            }
            guard let quorum,
                isMet(quorum, by: adoption.signers, underAnyCertificate: isRestated)
            else { throw .quorum }
            policies.append(
                AdoptedPolicy(
                    index: size, time: time, adoption: adoption, isRestated: isRestated,
                    quorum: quorum))
        case .opened(let period, let policy, let isBackfilled):
            try open(period, policy, isBackfilled, at: time)
        case .released(let publication):
            try release(publication, at: time, isRestated: isRestated)
        case .noRelease(let period, let reason):
            try end(period, with: .noRelease(reason), at: time)
        case .erratum(let erratum): try take(erratum, at: time)
        case .keysDestroyed(let period):
            guard let life = periods[period], life.end != nil else { throw .destroyedAfterEnd }
            guard life.destroyedIndex == nil else { throw .destroyedOnce }
            periods[period]?.destroyedIndex = size
        case .keysDestroyedAgain(let period):
            guard periods[period]?.destroyedIndex != nil else { throw .destroyedAfterEnd }
        case .policyRefused, .started, .uncleanStop, .clockJump: break
        }
    }

    private mutating func takeOver(
        _ change: LedgerEvent.QuorumChange, at time: LedgerTime
    ) throws(LedgerRule) {
        guard change.number == quorums.count else { throw .quorumNumberRises }
        guard let quorum, isMet(quorum, by: change.approved),
            isMet(change.quorum, by: change.accepted)
        else { throw .quorumApproved }
        quorums.append(
            QuorumInForce(
                index: size, time: time, rule: change.quorum, statement: change.signed.statement))
    }

    private mutating func withdraw(
        _ withdrawal: LedgerEvent.Withdrawal, at time: LedgerTime
    ) throws(LedgerRule) {
        guard let quorum,
            quorum.member(withdrawal.signer.key, withdrawal.signer.certificate) != nil
        else { throw .withdrawnBySigner }
        let isKnown = withdrawals.contains {
            $0.withdrawal.audience == withdrawal.audience && $0.withdrawal.key == withdrawal.key
        }
        guard !isKnown else { throw .withdrawnOnce }
        withdrawals.append(
            WithdrawnRecipient(index: size, time: time, withdrawal: withdrawal, quorum: quorum))
    }

    /// Whether `signers` are all of `quorum`, and enough.
    ///
    /// - Parameter underAnyCertificate: What an earlier form of the ledger logged knew keys only.
    private func isMet(
        _ quorum: QuorumRule, by signers: [LedgerEvent.Signer], underAnyCertificate: Bool = false
    ) -> Bool {
        let isOwn = signers.allSatisfy { signer in
            underAnyCertificate
                ? quorum.members.contains { $0.key == signer.key }
                : quorum.member(signer.key, signer.certificate) != nil
        }
        return isOwn && quorum.shortfall(of: Set(signers.map(\.key))) == nil
    }

    private mutating func open(
        _ period: String, _ policy: Digest, _ isBackfilled: Bool, at time: LedgerTime
    ) throws(LedgerRule) {
        guard periods[period] == nil else { throw .openedOnce }
        guard let span = LedgerWords.days(ofPeriod: period), !days.contains(where: span.overlaps)
        else { throw .periodsOverlap }
        guard policies.last?.adoption.policy == policy else { throw .latestPolicy }
        days.append(span)
        periods[period] = PeriodLife(
            index: size, time: time, policy: policy, isBackfilled: isBackfilled)
    }

    private mutating func release(
        _ publication: LedgerEvent.Publication, at time: LedgerTime, isRestated: Bool
    ) throws(LedgerRule) {
        try end(publication.period, with: .released(publication), at: time)
        guard periods[publication.period]?.policy == publication.policy else {
            throw .releasedUnderOpened
        }
        guard publication.publish >= time else { throw .publishedBeforeRelease }
        for release in publication.releases {
            guard release.number == numbers[release.audience, default: 0] + 1 else {
                throw .numbersRise
            }
            guard release.content != nil || isRestated else { throw .contentNamed }
            numbers[release.audience] = release.number
        }
    }

    private mutating func end(
        _ period: String, with end: End, at time: LedgerTime
    ) throws(LedgerRule) {
        guard let life = periods[period] else { throw .endedAfterOpening }
        guard life.end == nil else { throw .endedOnce }
        periods[period]?.end = end
        periods[period]?.endIndex = size
        periods[period]?.endTime = time
    }
}
