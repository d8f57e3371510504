public import SeuilCore
public import SeuilCrypto

/// What an entry of the ledger says: one of a closed set, with closed members.
///
/// Nothing that counts visits is in any of them, no text that a person wrote, and no moment that tells when somebody
/// came or how long a solver took.
public enum LedgerEvent: Sendable, Hashable {
    /// A key that may sign policies, and the certificate that was shown for it.
    public struct Signer: Sendable, Hashable {
        /// SHA-256 of the SubjectPublicKeyInfo.
        public let key: Digest
        /// SHA-256 of the whole certificate.
        public let certificate: Digest

        public init(key: Digest, certificate: Digest) {
            self.key = key
            self.certificate = certificate
        }
    }

    /// A ledger that a site kept before this one.
    public struct Earlier: Sendable, Hashable {
        public let entries: Int
        /// The digest of its last row.
        public let last: Digest

        public init(entries: Int, last: Digest) {
            self.entries = entries
            self.last = last
        }
    }

    /// A statement that signers have signed, by the digests of its two files.
    public struct Signed: Sendable, Hashable {
        /// SHA-256 of the statement.
        public let statement: Digest
        /// SHA-256 of the signatures' file.
        public let signatures: Digest

        public init(statement: Digest, signatures: Digest) {
            self.statement = statement
            self.signatures = signatures
        }
    }

    /// The site, its keys, and who decides over its policies.
    public struct Founding: Sendable, Hashable {
        /// The site's random identifier.
        public let site: String
        /// The log's key as C2SP writes it.
        public let logKey: String
        /// The certificate that signs releases.
        public let certificate: Signer
        public let quorum: QuorumRule
        /// The founding as its quorum signed it; a site founded by an earlier version has none.
        public let signed: Signed?
        public let earlier: Earlier?

        public init(
            site: String, logKey: String, certificate: Signer, quorum: QuorumRule,
            signed: Signed? = nil, earlier: Earlier? = nil
        ) {
            self.site = site
            self.logKey = logKey
            self.certificate = certificate
            self.quorum = quorum
            self.signed = signed
            self.earlier = earlier
        }
    }

    /// Other signers decide from here on.
    public struct QuorumChange: Sendable, Hashable {
        /// Counts the changes from 1.
        public let number: Int
        public let quorum: QuorumRule
        public let signed: Signed
        /// Those of the quorum before who signed, sorted by key.
        public let approved: [Signer]
        /// Those of the new quorum who signed, sorted by key.
        public let accepted: [Signer]

        public init(
            number: Int, quorum: QuorumRule, signed: Signed, approved: [Signer], accepted: [Signer]
        ) {
            self.number = number
            self.quorum = quorum
            self.signed = signed
            self.approved = approved
            self.accepted = accepted
        }
    }

    /// A recipient's key gets no further release.
    public struct Withdrawal: Sendable, Hashable {
        /// Of which audience; `nil` of every one.
        public let audience: String?
        /// SHA-256 of the recipient's SubjectPublicKeyInfo.
        public let key: Digest
        public let signed: Signed
        public let signer: Signer

        public init(audience: String?, key: Digest, signed: Signed, signer: Signer) {
            self.audience = audience
            self.key = key
            self.signed = signed
            self.signer = signer
        }
    }

    /// A policy that came into force, and whose signatures it had.
    public struct Adoption: Sendable, Hashable {
        public let policy: Digest
        public let version: Int
        /// SHA-256 of the signatures' file.
        public let signatures: Digest
        /// Those who signed, sorted by key.
        public let signers: [Signer]

        public init(policy: Digest, version: Int, signatures: Digest, signers: [Signer]) {
            self.policy = policy
            self.version = version
            self.signatures = signatures
            self.signers = signers
        }
    }

    /// What one audience was given.
    public struct Release: Sendable, Hashable {
        public let audience: String
        /// Counts an audience's releases from 1.
        public let number: Int
        /// SHA-256 of what was signed and sealed, which holds a salt; unknown of a release restated.
        public let content: Digest?
        /// SHA-256 of the sealed file.
        public let sealed: Digest

        public init(audience: String, number: Int, content: Digest?, sealed: Digest) {
            self.audience = audience
            self.number = number
            self.content = content
            self.sealed = sealed
        }
    }

    /// A period's only release, to all audiences at once.
    public struct Publication: Sendable, Hashable {
        public let period: String
        public let policy: Digest
        /// When the files appear.
        public let publish: LedgerTime
        /// Sorted by audience, none twice.
        public let releases: [Release]
        /// Audiences whose every recipient was withdrawn, sorted: there was nobody to seal for.
        public let unaddressed: [String]

        public init(
            period: String, policy: Digest, publish: LedgerTime, releases: [Release],
            unaddressed: [String] = []
        ) {
            self.period = period
            self.policy = policy
            self.publish = publish
            self.releases = releases
            self.unaddressed = unaddressed
        }
    }

    /// Why a policy did not come into force, without a word of it.
    public enum RefusalReason: String, Sendable, CaseIterable {
        case unsigned, malformed, signers, altered, files, invalid, expired, version, periods
        case notYetInForce = "not-yet-in-force"
    }

    /// Why nothing was released of a period.
    public enum LossReason: String, Sendable, CaseIterable {
        case keyLost = "key-lost"
    }

    /// Which way a clock was set.
    public enum Direction: String, Sendable, CaseIterable { case forward, back }

    case founded(Founding)
    case quorumChanged(QuorumChange)
    case recipientWithdrawn(Withdrawal)
    case policyAdopted(Adoption)
    /// `policy` is the manifest's digest, where there was a manifest.
    case policyRefused(policy: Digest?, RefusalReason)
    case opened(period: String, policy: Digest, isBackfilled: Bool)
    case released(Publication)
    case noRelease(period: String, LossReason)
    case erratum(Erratum)
    /// The statement that a period's keys and files were destroyed.
    case keysDestroyed(period: String)
    /// Files of a destroyed period had come back, from a backup, and were destroyed again.
    case keysDestroyedAgain(period: String)
    case started
    /// The daemon before had not been stopped in good order.
    case uncleanStop
    /// The clock was set; by how many seconds, as a power of ten.
    case clockJump(Direction, seconds: Int)

    /// The kind's name in the ledger.
    public var kind: String {
        switch self {
        case .founded: "founded"
        case .quorumChanged: "quorum"
        case .recipientWithdrawn: "recipient-withdrawn"
        case .policyAdopted: "policy-adopted"
        case .policyRefused: "policy-refused"
        case .opened: "opened"
        case .released: "released"
        case .noRelease: "no-release"
        case .erratum: "erratum"
        case .keysDestroyed: "keys-destroyed"
        case .keysDestroyedAgain: "keys-destroyed-again"
        case .started: "started"
        case .uncleanStop: "unclean-stop"
        case .clockJump: "clock-jump"
        }
    }

    /// The period that it is about.
    public var period: String? {
        switch self {
        case .opened(let period, _, _), .noRelease(let period, _), .keysDestroyed(let period),
            .keysDestroyedAgain(let period):
            period
        case .released(let publication): publication.period
        case .erratum(let erratum): erratum.period
        default: nil
        }
    }
}
