public import Foundation
public import SeuilCrypto

/// Decides whether a policy may be put into force.
///
/// Signatures count by distinct public key, each in the one role that it has. Every file is compared with the signed digest before it is parsed, and
/// what is parsed is what was compared; a file that was not signed is never looked at.
public struct PolicyVerifier: Sendable {
    /// Whose signatures count.
    public let trusted: [Certificate]
    /// How many of them must have signed, at least one.
    public let required: Int
    /// Who they are by role, where there are roles.
    private let quorum: Quorum?

    public init(trusted: [Certificate], required: Int) {
        self.trusted = trusted
        self.required = max(1, required)
        quorum = nil
    }

    public init(quorum: Quorum) {
        trusted = quorum.certificates
        required = quorum.rule.total
        self.quorum = quorum
    }

    /// The policy in `files`, if it may be in force at `time`.
    ///
    /// - Parameters:
    ///   - time: now, for a policy that is being adopted; the moment of adoption, for one adopted before, which
    ///     must stay readable after it and its signers' certificates have expired.
    ///   - precedent: the version and digest of the policy in force before, if there was one. The same policy again
    ///     is accepted.
    ///   - isAdopted: whether it was adopted before, perhaps by a version that asked less.
    /// - Throws: the first reason to refuse it, in this order: signatures, files, rules, time, version.
    public func verify(
        _ files: PolicyFiles, at time: Date, after precedent: (version: Int, digest: Digest)? = nil,
        isAdopted: Bool = false
    ) throws(PolicyRefusal) -> VerifiedPolicy {
        guard let manifestBytes = files[PolicyFiles.manifest],
            let signatures = files[PolicyFiles.signatures]
        else { throw .unsigned }
        try checkSignatures(signatures, of: manifestBytes, at: time)
        let manifest = try PolicyManifest(bytes: manifestBytes)
        var signed = try PolicyVerifier.signedFiles(manifest, in: files)
        let parsed = try PolicyVerifier.parse(signed, among: files)
        let named = Set([parsed.main] + parsed.namedFiles)
        if let extra = manifest.entries.first(where: { !named.contains($0.path) }) {
            throw .unnamedFile(extra.path)
        }
        if !isAdopted { try checkRecipients(parsed.recipients) }
        try PolicyVerifier.checkTime(parsed.policy, at: time)
        if let precedent {
            let version = parsed.policy.version
            if version < precedent.version {
                throw .lowerVersion(version, inForce: precedent.version)
            }
            if version == precedent.version, manifest.digest != precedent.digest {
                throw .sameVersionOtherContent(version)
            }
        }
        signed[PolicyFiles.manifest] = manifestBytes
        signed[PolicyFiles.signatures] = signatures
        return VerifiedPolicy(
            policy: parsed.policy, digest: manifest.digest, manifest: manifestBytes,
            signatures: signatures, recipients: parsed.recipients, files: signed)
    }

    /// Every signature over a policy's manifest: in which role it counts, or why it does not.
    ///
    /// - Throws: `.malformedSignatures` when `signatures` are none.
    public func judge(
        _ signatures: [UInt8], of manifest: [UInt8], at time: Date
    ) throws(PolicyRefusal) -> [QuorumSignature] {
        do throws(CryptoError) {
            if let quorum { return try quorum.judge(signatures, of: manifest, at: time) }
            return try DetachedSignature.judge(
                signatures, of: manifest, trusting: trusted, at: time
            ).map { QuorumSignature($0, role: nil, at: time) }
        } catch {
            throw .malformedSignatures
        }
    }

    private func checkSignatures(
        _ signatures: [UInt8], of manifest: [UInt8], at time: Date
    ) throws(PolicyRefusal) {
        let judged = try judge(signatures, of: manifest, at: time)
        let keys = judged.keys
        let shortfalls =
            if let quorum {
                quorum.rule.shortfalls(of: keys)
            } else {
                keys.count < required
                    ? [QuorumShortfall(role: nil, have: keys.count, need: required)] : []
            }
        if let tooFew = TooFewSignatures(shortfalls, judged) { throw .tooFewSigners(tooFew) }
    }

    /// Refuses a recipient who decides over policies with the same key.
    private func checkRecipients(_ recipients: [[Certificate]]) throws(PolicyRefusal) {
        let signers = Set(trusted.map(\.publicKeyFingerprint))
        let both = recipients.joined().map(\.publicKeyFingerprint).first { signers.contains($0) }
        if let both { throw .recipientDecides(both) }
    }

    /// The files that `manifest` lists, each with the signed digest.
    private static func signedFiles(
        _ manifest: PolicyManifest, in files: PolicyFiles
    ) throws(PolicyRefusal) -> PolicyFiles {
        var signed = PolicyFiles()
        for entry in manifest.entries {
            guard let bytes = files[entry.path] else { throw .missingFile(entry.path) }
            guard Digest.sha256(bytes) == entry.digest else { throw .altered(file: entry.path) }
            signed[entry.path] = bytes
        }
        return signed
    }

    private static func parse(
        _ signed: PolicyFiles, among files: PolicyFiles
    ) throws(PolicyRefusal) -> ParsedPolicy {
        var missing: Set<String> = []
        do throws(Diagnostics) {
            return try PolicyParser.parse(
                signed, main: PolicyFiles.policy, certificates: .required, missing: &missing)
        } catch {
            if signed[PolicyFiles.policy] == nil { throw .unlistedFile(PolicyFiles.policy) }
            if let unlisted = missing.sorted().first(where: { files[$0] != nil }) {
                throw .unlistedFile(unlisted)
            }
            throw .invalid(error)
        }
    }

    private static func checkTime(_ policy: Policy, at time: Date) throws(PolicyRefusal) {
        let (from, until) = (policy.inForce.lowerBound, policy.inForce.upperBound)
        // The parser has found the time zone; should this machine have lost it, nothing is in force.
        guard let zone = TimeZone(identifier: policy.periods.timeZone),
            time < zone.firstInstant(of: until.dayNumber + 1)
        else { throw .expired(until: until) }
        guard time >= zone.firstInstant(of: from.dayNumber) else {
            throw .notYetInForce(from: from)
        }
    }
}
