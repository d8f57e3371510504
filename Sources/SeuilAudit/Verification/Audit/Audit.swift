internal import SeuilCore
public import SeuilCrypto
internal import SeuilRelease

/// What an auditor brings from outside the folder.
public struct AuditAnchors: Sendable {
    /// The log's key, as the site gave it by another way.
    public var logKey: LogVerifier?
    /// Checkpoints kept from earlier visits.
    public var checkpoints: [KeptCheckpoint]
    /// Policies, by their manifest's digest, that the auditor has signed or seen signed.
    public var policies: [Digest]
    /// Certificates of signers whom the auditor knows: a founding, or a change of the quorum, that enough of them have
    /// signed vouches for the log's key.
    public var signers: [Certificate]
    /// Whether a rehearsal's folder is meant, and nothing else.
    public var isRehearsal = false

    public init(
        logKey: LogVerifier? = nil, checkpoints: [KeptCheckpoint] = [],
        policies: [Digest] = [], signers: [Certificate] = []
    ) {
        self.signers = signers
        self.logKey = logKey
        self.checkpoints = checkpoints
        self.policies = policies
    }
}

/// Verifies an audit folder: a copy of an instance's `ledger/` and `outbox/`, files alone.
///
/// Each step goes on from what the one before has found to hold, so that one fault is named once, where it is.
public struct Audit {
    let folder: AuditFolder
    let anchors: AuditAnchors
    let recipients: AuditRecipients?
    var report = AuditReport()

    // What the steps hand on.
    /// The key that signed the checkpoint.
    var logKey: LogVerifier?
    /// What the proofs of the outbox say under that key, and what the auditor kept.
    var published: [LedgerTestimony] = []
    var kept: [LedgerTestimony] = []
    /// What opened releases and errata carry; `nil` before anybody asked.
    var inside: [LedgerTestimony]?
    /// What is held against entries that were signed anew, by whether what releases carry clears any.
    var contradictions: [Bool: LedgerEvidence] = [:]
    /// Where the entries are not those that were signed: the ones that certainly are, by their numbers.
    var certain: [Int: LedgerEntry] = [:]
    var leaves: [Digest] = []
    /// Whether they all are those that were signed. Else only those from the beginning that are stand in ``entries``.
    var isWhole = false
    /// Of the lines after those that were signed the first, as far as they can be read one behind the other.
    var unsigned: [LedgerEntry] = []
    var unsignedCount = 0
    var entries: [LedgerEntry] = []
    var history = LedgerHistory()
    /// Whole certificates of those who decide or decided.
    var certificates: Set<Certificate> = []
    /// Of each founding and change that was signed by enough: its own quorum, and who of it signed.
    var vouched: [(QuorumRule, [Certificate])] = []
    var policies: [Digest: AuditedPolicy] = [:]
    var opened: [AttackedRelease] = []
    /// The fingerprints of the keys that have opened something.
    var openers: Set<Digest> = []
    var openedReleases: [ReleaseName: OpenedAuditRelease] = [:]
    var openedErrata: [ErratumName: ErratumHeader] = [:]

    public init(
        of folder: AuditFolder, anchors: AuditAnchors = AuditAnchors(),
        recipients: AuditRecipients? = nil
    ) {
        self.folder = folder
        self.anchors = anchors
        self.recipients = recipients
    }

    /// The verdict.
    public static func run(
        on folder: AuditFolder, anchors: AuditAnchors = AuditAnchors(),
        recipients: AuditRecipients? = nil
    ) -> AuditReport {
        var audit = Audit(of: folder, anchors: anchors, recipients: recipients)
        audit.readLedger()
        audit.readCertain()
        audit.readStatements()
        audit.readPolicies()
        audit.checkPeriods()
        audit.readReleases()
        audit.readErrata()
        audit.checkKeys()
        audit.recompute()
        audit.listUnexpected()
        if recipients != nil { audit.attack() }
        audit.report.periods = audit.history.periods.count
        audit.report.quorumChanges = audit.history.quorums.dropFirst().map(\.index)
        audit.report.withdrawals = audit.history.withdrawals.map(\.index)
        audit.report.sort()
        return audit.report
    }

    /// An error.
    mutating func find(_ code: AuditFinding.Code, _ place: String, _ text: String) {
        find(code, .error, place, text)
    }

    mutating func find(
        _ code: AuditFinding.Code, _ severity: AuditFinding.Severity, _ place: String,
        _ text: String
    ) {
        report.findings.append(AuditFinding(code, severity, place, text))
    }

    /// A file of the folder; what keeps it from being read is a finding.
    mutating func file(
        _ path: String, limit: Int, missing: AuditFinding.Code? = .fileMissing,
        severity: AuditFinding.Severity = .error
    ) -> [UInt8]? {
        let content = folder.file(path, limit: limit)
        if case .bytes(let bytes) = content { return bytes }
        if content != .missing {
            find(.fileUnsafe, path, content.words)
        } else if let missing {
            find(missing, severity, path, content.words)
        }
        return nil
    }

    /// A file that an entry names by its digest; what keeps it from being that one is a finding.
    mutating func file(
        _ path: String, limit: Int, _ digest: Digest, altered: AuditFinding.Code,
        missing: AuditFinding.Code, _ otherwise: String
    ) -> [UInt8]? {
        guard let bytes = file(path, limit: limit, missing: missing) else { return nil }
        let there = Digest.sha256(bytes)
        guard there != digest else { return bytes }
        find(altered, path, otherwise + namesake(of: there))
        return nil
    }

    /// A file of the folder; nothing is found where there is none, or it cannot be read.
    func content(_ path: String, limit: Int) -> [UInt8]? {
        guard case .bytes(let bytes) = folder.file(path, limit: limit) else { return nil }
        return bytes
    }

    static func ledger(_ name: String) -> String { "\(LedgerPaths.folder)/\(name)" }
}
