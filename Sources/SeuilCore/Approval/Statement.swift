public import SeuilCrypto

/// What signers of a quorum put their names to beside policies: one line of JSON that can be written in one way only.
///
/// Its first member says what kind of statement it is, so that a signature under one is none under another; a
/// policy's manifest, which the same keys sign, never begins with a brace. It names the site and the log's key: it
/// says nothing of another site with the same signers.
public enum Statement: Sendable, Hashable {
    case founding(FoundingStatement)
    case quorum(QuorumStatement)
    case withdrawal(WithdrawalStatement)

    /// The longest statement, in bytes.
    public static let byteLimit = 1 << 20

    /// The statement as it is signed, with the line's end.
    public var bytes: [UInt8] {
        let members: [(name: String, value: LedgerValue)] =
            switch self {
            case .founding(let founding):
                [
                    ("certificate", founding.certificate.encoded)
                ] + (founding.earlier?.members ?? []) + founding.quorum.members
            case .quorum(let change):
                [
                    ("number", .number(change.number)), ("previous", .string(change.previous.hex)),
                ] + change.quorum.members
            case .withdrawal(let withdrawal):
                (withdrawal.audience.map { [("audience", .string($0))] } ?? [])
                    + [("key", .string(withdrawal.key.hex))]
            }
        let head: [(name: String, value: LedgerValue)] = [
            ("statement", .string(kind.rawValue)), ("site", .string(log.site)),
            ("logKey", .string(log.key.text)),
        ]
        return Array(LedgerValue.object(head + members).text.utf8) + [0x0A]
    }

    /// Reads a statement.
    ///
    /// - Throws: ``StatementFault/malformed`` for any other bytes than ``bytes`` of some statement;
    ///   ``StatementFault/quorum(_:)`` for signers that make none.
    public init(bytes: [UInt8]) throws(StatementFault) {
        guard bytes.count <= Statement.byteLimit, bytes.last == 0x0A,
            let fields = LedgerFields(LedgerValue(bytes: bytes.dropLast())),
            let kind = fields.text("statement").flatMap(Kind.init), let log = LogName(fields)
        else { throw .malformed }
        switch kind {
        case .founding:
            guard let certificate = Certificate(fields) else { throw .malformed }
            let statement = FoundingStatement(
                log: log, certificate: certificate, quorum: try Quorum(fields),
                earlier: EarlierLog(fields.object("earlier")))
            do throws(QuorumFault) {
                try statement.quorum.check(site: certificate.publicKeyFingerprint)
            } catch {
                throw .quorum(error)
            }
            self = .founding(statement)
        case .quorum:
            guard let number = fields.number("number"), number > 0,
                let previous = fields.digest("previous")
            else { throw .malformed }
            self = .quorum(
                QuorumStatement(
                    log: log, number: number, previous: previous, quorum: try Quorum(fields)))
        case .withdrawal:
            guard let key = fields.digest("key") else { throw .malformed }
            self = .withdrawal(
                WithdrawalStatement(log: log, audience: fields.text("audience"), key: key))
        }
        guard self.bytes == bytes else { throw .malformed }
    }

    /// What names the statement, in the ledger and in the statement after it.
    public var digest: Digest { .sha256(bytes) }

    /// Whose site and log it is about.
    public var log: LogName {
        switch self {
        case .founding(let founding): founding.log
        case .quorum(let change): change.log
        case .withdrawal(let withdrawal): withdrawal.log
        }
    }

    private enum Kind: String {
        case founding = "seuil/founding/1"
        case quorum = "seuil/quorum/1"
        case withdrawal = "seuil/withdrawal/1"
    }

    private var kind: Kind {
        switch self {
        case .founding: .founding
        case .quorum: .quorum
        case .withdrawal: .withdrawal
        }
    }
}

/// Why bytes are no statement.
public enum StatementFault: Error, Sendable, Equatable {
    case malformed
    case quorum(QuorumFault)
}
