internal import SeuilCore
internal import SeuilCrypto

/// One entry of the ledger: what happened, and the ledger's time for it.
///
/// Its bytes are one line of JSON that can be written in one way only: members in a fixed order, nothing absent,
/// nothing more. Site and auditor use this one codec; a reader in any other language can be written from the
/// article "The ledger".
public struct LedgerEntry: Sendable, Hashable {
    /// The longest entry, in bytes.
    public static let byteLimit = 1 << 16
    /// The version of the text that is written and read.
    static let version = 1

    public let time: LedgerTime
    public let event: LedgerEvent
    /// Said again when a ledger of an older form was taken over: it was not logged here when it happened.
    public let isRestated: Bool

    public init(_ event: LedgerEvent, at time: LedgerTime, isRestated: Bool = false) {
        self.event = event
        self.time = time
        self.isRestated = isRestated
    }

    /// The entry as it stands in the tree: the line without its end.
    public var bytes: [UInt8] { Array(LedgerValue.object(members).text.utf8) }

    /// Reads an entry.
    ///
    /// - Throws: ``LedgerEntryError`` for any other bytes than ``bytes`` of some entry: an unknown kind or member, a
    ///   member that is missing, twice or in another order, a space.
    public init(bytes: [UInt8]) throws(LedgerEntryError) {
        guard bytes.count <= LedgerEntry.byteLimit else { throw .tooLong }
        guard let fields = LedgerFields(LedgerValue(bytes: bytes)) else { throw .noObject }
        let entry = LedgerEntry(fields)
        guard let entry, entry.bytes == bytes else {
            throw LedgerEntryError(of: fields, isRead: entry != nil)
        }
        self = entry
    }
}

// MARK: Writing

extension LedgerEntry {
    private var members: [(name: String, value: LedgerValue)] {
        var members: [(name: String, value: LedgerValue)] = [
            ("v", .number(LedgerEntry.version)), ("kind", .string(event.kind)),
            ("time", .string(time.text)),
        ]
        if isRestated { members.append(("restated", .flag(true))) }
        return members + event.members
    }
}

extension LedgerEvent {
    fileprivate var members: [(name: String, value: LedgerValue)] {
        switch self {
        case .founded(let founding):
            [
                ("site", .string(founding.site)), ("logKey", .string(founding.logKey)),
                ("certificate", founding.certificate.value),
            ] + founding.quorum.ledgerMembers + (founding.signed?.members ?? [])
                + (founding.earlier.map { earlier in
                    [
                        (
                            "earlier",
                            .object([
                                ("entries", .number(earlier.entries)),
                                ("last", .string(earlier.last.hex)),
                            ])
                        )
                    ]
                } ?? [])
        case .quorumChanged(let change):
            [("number", .number(change.number))] + change.quorum.ledgerMembers
                + change.signed.members + [
                    ("approved", .list(change.approved.map(\.value))),
                    ("accepted", .list(change.accepted.map(\.value))),
                ]
        case .recipientWithdrawn(let withdrawal):
            (withdrawal.audience.map { [("audience", .string($0))] } ?? [])
                + [("key", .string(withdrawal.key.hex))] + withdrawal.signed.members
                + [("signer", withdrawal.signer.value)]
        case .policyAdopted(let adoption):
            [
                ("policy", .string(adoption.policy.hex)), ("version", .number(adoption.version)),
                ("signatures", .string(adoption.signatures.hex)),
                ("signers", .list(adoption.signers.map(\.value))),
            ]
        case .policyRefused(let policy, let reason):
            (policy.map { [("policy", .string($0.hex))] } ?? [])
                + [("reason", .string(reason.rawValue))]
        case .opened(let period, let policy, let isBackfilled):
            [
                ("period", .string(period)), ("policy", .string(policy.hex)),
                ("backfilled", .flag(isBackfilled)),
            ]
        case .released(let publication):
            [
                ("period", .string(publication.period)),
                ("policy", .string(publication.policy.hex)),
                ("publish", .string(publication.publish.text)),
                ("releases", .list(publication.releases.map(\.value))),
            ]
                + (publication.unaddressed.isEmpty
                    ? [] : [("unaddressed", .list(publication.unaddressed.map { .string($0) }))])
        case .noRelease(let period, let reason):
            [("period", .string(period)), ("reason", .string(reason.rawValue))]
        case .erratum(let erratum): erratum.members
        case .keysDestroyed(let period), .keysDestroyedAgain(let period):
            [
                ("period", .string(period)),
                ("what", .list(LedgerEvent.destroyed.map { .string($0) })),
            ]
        case .started, .uncleanStop: []
        case .clockJump(let direction, let seconds):
            [("direction", .string(direction.rawValue)), ("seconds", .number(seconds))]
        }
    }

    /// What is destroyed with a period, always all of it.
    fileprivate static let destroyed = ["period-key", "fold-keys", "event-ids", "period-file"]
}

extension LedgerEvent.Signer {
    fileprivate var value: LedgerValue {
        .object([("key", .string(key.hex)), ("certificate", .string(certificate.hex))])
    }
}

extension LedgerEvent.Signed {
    fileprivate var members: [(name: String, value: LedgerValue)] {
        [("statement", .string(statement.hex)), ("signatures", .string(signatures.hex))]
    }
}

extension QuorumRule {
    /// Its members, each with its role unless that is the plain one, and its numbers.
    fileprivate var ledgerMembers: [(name: String, value: LedgerValue)] {
        let signers = members.map { member in
            LedgerValue.object(
                (member.role == .signer ? [] : [("role", .string(member.role.name))]) + [
                    ("key", .string(member.key.hex)),
                    ("certificate", .string(member.certificate.hex)),
                ])
        }
        return [("signers", .list(signers))] + numbers
    }
}

extension LedgerEvent.Release {
    fileprivate var value: LedgerValue {
        .object(
            [("audience", .string(audience)), ("number", .number(number))]
                + (content.map { [("content", .string($0.hex))] } ?? [])
                + [("sealed", .string(sealed.hex))])
    }
}
