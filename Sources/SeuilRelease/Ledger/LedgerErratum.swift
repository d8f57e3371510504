internal import SeuilCore
public import SeuilCrypto

extension LedgerEvent {
    /// What one audience was told of its release.
    public struct AudienceErratum: Sendable, Hashable {
        public let audience: String
        /// Counts the errata of this audience's release from 1.
        public let number: Int
        /// SHA-256 of the sealed release that it is about.
        public let release: Digest
        /// SHA-256 of what was signed and sealed, which holds a salt.
        public let content: Digest
        /// SHA-256 of the sealed file.
        public let sealed: Digest

        public init(
            audience: String, number: Int, release: Digest, content: Digest, sealed: Digest
        ) {
            self.audience = audience
            self.number = number
            self.release = release
            self.content = content
            self.sealed = sealed
        }
    }

    /// What was found wrong with a period's release, told to all audiences that have a part of it.
    public struct Erratum: Sendable, Hashable {
        public let period: String
        public let reason: ErratumReason
        /// Sorted by audience, none twice.
        public let audiences: [AudienceErratum]

        public init(period: String, reason: ErratumReason, audiences: [AudienceErratum]) {
            self.period = period
            self.reason = reason
            self.audiences = audiences
        }
    }
}

// MARK: Text

extension LedgerEvent.Erratum {
    var members: [(name: String, value: LedgerValue)] {
        [
            ("period", .string(period)), ("reason", .string(reason.rawValue)),
            ("errata", .list(audiences.map(\.value))),
        ]
    }

    init?(_ fields: LedgerFields) {
        guard let period = fields.period(),
            let reason = fields.text("reason").flatMap(ErratumReason.init),
            let audiences = fields.objects("errata", { LedgerEvent.AudienceErratum($0) }),
            !audiences.isEmpty,
            zip(audiences, audiences.dropFirst()).allSatisfy({
                $0.audience.utf8.lexicographicallyPrecedes($1.audience.utf8)
            })
        else { return nil }
        self.init(period: period, reason: reason, audiences: audiences)
    }
}

extension LedgerEvent.AudienceErratum {
    fileprivate var value: LedgerValue {
        .object([
            ("audience", .string(audience)), ("number", .number(number)),
            ("release", .string(release.hex)), ("content", .string(content.hex)),
            ("sealed", .string(sealed.hex)),
        ])
    }

    fileprivate init?(_ fields: LedgerFields) {
        guard let audience = fields.text("audience"), LedgerWords.isAudience(audience),
            let number = fields.number("number"), let release = fields.digest("release"),
            let content = fields.digest("content"), let sealed = fields.digest("sealed")
        else { return nil }
        self.init(
            audience: audience, number: number, release: release, content: content, sealed: sealed)
    }
}

// MARK: Order

extension LedgerHistory {
    /// An erratum in its place.
    public struct LoggedErratum: Sendable, Equatable {
        public let index: Int
        public let time: LedgerTime
        public let erratum: LedgerEvent.Erratum
    }

    /// Takes an erratum: of a period that was released, to audiences that were given its release.
    mutating func take(
        _ erratum: LedgerEvent.Erratum, at time: LedgerTime
    ) throws(LedgerRule) {
        guard let life = periods[erratum.period], case .released(let publication) = life.end
        else { throw .erratumAfterRelease }
        for told in erratum.audiences {
            let release = publication.releases.first { $0.audience == told.audience }
            guard release?.sealed == told.release else { throw .erratumOfRelease }
            guard told.number == life.erratumCount(for: told.audience) + 1 else {
                throw .erratumNumbersRise
            }
        }
        periods[erratum.period]?.errata.append(
            LoggedErratum(index: size, time: time, erratum: erratum))
    }
}

extension LedgerHistory.PeriodLife {
    /// How many errata an audience was given of the period's release.
    public func erratumCount(for audience: String) -> Int {
        errata.count { $0.erratum.audiences.contains { $0.audience == audience } }
    }
}
