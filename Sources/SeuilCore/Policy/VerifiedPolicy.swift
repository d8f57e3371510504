public import SeuilCrypto

/// A policy whose manifest was signed by enough trusted signers and whose every file is the signed one.
///
/// Only `PolicyVerifier` makes one, and only a `VerifiedPolicy` opens a period.
public struct VerifiedPolicy: Sendable, Equatable {
    public let policy: Policy
    /// The digest of the manifest: it names the policy and every file the policy names.
    public let digest: Digest
    /// The manifest and its signatures as read, for the site's file and the auditor.
    public let manifest: [UInt8]
    public let signatures: [UInt8]
    /// Each audience's certificates, in the order of `policy.audiences`.
    public let recipients: [[Certificate]]
    /// The signed files, the manifest and its signatures: all that a later verification needs.
    public let files: PolicyFiles

    init(
        policy: Policy, digest: Digest, manifest: [UInt8], signatures: [UInt8],
        recipients: [[Certificate]], files: PolicyFiles = PolicyFiles()
    ) {
        self.policy = policy
        self.digest = digest
        self.manifest = manifest
        self.signatures = signatures
        self.recipients = recipients
        self.files = files
    }
}
