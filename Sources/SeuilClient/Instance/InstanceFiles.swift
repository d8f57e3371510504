/// What stands where in an instance's folder.
public enum InstanceFiles {
    public static let configuration = "seuild.yaml"
    public static let policy = "policy"
    public static let hostKey = "keys/host.key"
    public static let siteKey = "keys/site.key"
    public static let siteCertificate = "keys/site.pem"
    public static let signerKey = "keys/signer.key"
    public static let signers = "trust/signers.pem"
    /// The seed of the log's key, until the daemon has founded the site.
    public static let logSeed = "state/log.seed"
    /// The folder of what signers sign beside policies.
    public static let statements = "trust"
    /// What the site is founded with, and the signatures over it.
    public static let founding = "trust/founding.json"
    public static let foundingSignatures = "trust/founding.p7s"
    public static let recipients = "recipients"
    public static let state = "state"
    public static let outbox = "outbox"
    /// The ledger for auditors, which the daemon writes beside the outbox.
    public static let ledger = "ledger"
    public static let run = "run"
    public static let eventsSocket = "run/events.sock"
    public static let controlSocket = "run/control.sock"

    /// The folders, parents first.
    static let folders =
        [policy, "policy/recipients", "keys", "trust", recipients]
        + [state, run]
    /// What the outbox and the ledger are made with: releases get its group, which may read them. The instance's folder keeps
    /// that group out until the operator opens a way.
    static let outboxMode = 0o2750
}
