public import SeuilCore
public import SeuilCrypto
internal import SeuilRelease

/// Where a site's ledger stands, as a copy of it says: what the next statement of its signers must name.
///
/// Tree, order and statements were verified; whether the ledger is the site's is for an audit.
public struct LedgerStanding: Sendable {
    public let log: LogName
    /// The key that signs the site's releases.
    public let siteKey: Digest
    /// Those who decide, as far as their certificates are there.
    public let quorum: Quorum
    /// How many changes there were.
    public let changes: Int
    /// The last of them, or the founding.
    public let statement: Digest
    /// The keys of each audience's recipients, in all policies.
    private let recipients: [String: Set<Digest>]
    /// The policy adopted last, and who decided then.
    private let latest: (policy: Digest, quorum: Quorum)?

    /// - Parameter folder: One that holds `ledger/`.
    public init(of folder: AuditFolder) throws(LedgerStandingError) {
        var audit = Audit(of: folder)
        audit.readLedger()
        audit.readStatements()
        audit.readPolicies()
        audit.report.sort()
        // In the instance itself a proof is there a moment before the checkpoint that counts its entry.
        let errors = audit.report.findings.filter {
            $0.severity == .error && $0.code != .checkpointOlder
        }
        if let first = errors.first { throw LedgerStandingError(first: first) }
        guard let founding = audit.history.founding, let last = audit.history.quorums.last,
            let log = (try? LogVerifier(text: founding.logKey)).flatMap({ LogName($0) })
        else {
            throw LedgerStandingError(
                first: AuditFinding(
                    .entryUnreadable, .error, "entry 0", "it is no founding of a site"))
        }
        self.log = log
        siteKey = founding.certificate.key
        quorum = Quorum(last.rule, known: audit.certificates)
        changes = audit.history.quorums.count - 1
        statement = last.statement
        latest = audit.history.policies.last.map { [certificates = audit.certificates] in
            ($0.adoption.policy, Quorum($0.quorum, known: certificates))
        }
        var recipients: [String: Set<Digest>] = [:]
        for policy in audit.policies.values {
            for (audience, certificates) in zip(
                policy.verified.policy.audiences, policy.verified.recipients)
            {
                recipients[audience.name, default: []]
                    .formUnion(certificates.map(\.publicKeyFingerprint))
            }
        }
        self.recipients = recipients
    }

    /// Those by whom a policy is judged: the one adopted last by those who decided then, any other by those of now.
    public func quorum(judging policy: Digest) -> Quorum {
        if let latest, latest.policy == policy { return latest.quorum }
        return quorum
    }

    /// Whether any adopted policy has an audience of that name.
    public func isAudience(_ name: String) -> Bool { recipients[name] != nil }

    /// Whether any adopted policy has a recipient with that key, of `audience` or of whatever one.
    public func isRecipient(_ key: Digest, of audience: String?) -> Bool {
        guard let audience else { return recipients.values.contains { $0.contains(key) } }
        return recipients[audience]?.contains(key) ?? false
    }
}

/// A ledger that does not hold.
public struct LedgerStandingError: Error, Sendable, Equatable {
    /// The first of its errors.
    public let first: AuditFinding
}
