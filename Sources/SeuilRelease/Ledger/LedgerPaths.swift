public import SeuilCrypto

/// Where things stand in an audit folder: the site writes them, the auditor reads them.
public enum LedgerPaths {
    /// The folder of the ledger, and that of the releases beside it.
    public static let folder = "ledger"
    public static let outbox = "outbox"
    /// One entry a line, the first first; only ever added to.
    public static let entries = "entries.ndjson"
    /// The last checkpoint, a signed note.
    public static let checkpoint = "checkpoint"
    /// The log's key as C2SP writes it.
    public static let logKey = "log.vkey"
    /// The lines of a ledger that this one has taken over.
    public static let earlier = "before.ndjson"
    /// The folder of the adopted policies, one a digest.
    public static let policies = "policies"
    /// The folder of what signers have signed beside policies, by the number of the entry that names it.
    public static let statements = "statements"
    /// The ending of a proof's file beside its release.
    public static let proofExtension = "tlog-proof"

    /// A signed file of an adopted policy.
    public static func file(_ path: String, of policy: Digest) -> String {
        "\(policies)/\(policy.hex)/\(path)"
    }

    /// The statement that an entry names.
    public static func statement(ofEntry index: Int) -> String { "\(statements)/\(index).json" }

    /// The signatures over it.
    public static func signatures(ofEntry index: Int) -> String { "\(statements)/\(index).p7s" }

    /// The certificates by which the policy was verified when it was adopted.
    public static func signers(of policy: Digest) -> String { file("signers.pem", of: policy) }
}
