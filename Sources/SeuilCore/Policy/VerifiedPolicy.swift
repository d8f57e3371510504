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

    /// The same policy for those who remain: what was signed stays as it is, but nothing is sealed to a withdrawn key.
    ///
    /// - Parameter withdrawn: The keys that are withdrawn from an audience, by its name.
    public func withdrawing(_ withdrawn: (String) -> Set<Digest>) -> VerifiedPolicy {
        VerifiedPolicy(
            policy: policy, digest: digest, manifest: manifest, signatures: signatures,
            recipients: zip(policy.audiences, recipients).map { audience, recipients in
                let keys = withdrawn(audience.name)
                return recipients.filter { !keys.contains($0.publicKeyFingerprint) }
            }, files: files)
    }

    /// The audiences of which nobody remains.
    public var unaddressed: [String] {
        zip(policy.audiences, recipients).filter { $0.1.isEmpty }.map(\.0.name)
    }
}
