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
    /// In the order of adoption.
    public private(set) var policies: [AdoptedPolicy] = []
    public internal(set) var periods: [String: PeriodLife] = [:]
    /// The last release's number of each audience.
    public private(set) var numbers: [String: Int] = [:]
    private var isRestating = false
    private var days: [Range<Int>] = []

    public init() {}

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
        case .policyAdopted(let adoption):
            guard adoption.version > policies.last?.adoption.version ?? -1 else {
                throw .versionRises
            }
            let signers = Set(founding?.signers.map(\.key) ?? [])
            let own = adoption.signers.filter { signers.contains($0.key) }
            guard own.count == adoption.signers.count, own.count >= founding?.required ?? 1 else {
                throw .quorum
            }
            policies.append(
                AdoptedPolicy(index: size, time: time, adoption: adoption, isRestated: isRestated))
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
