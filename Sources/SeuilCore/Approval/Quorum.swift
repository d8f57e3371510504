public import Foundation
public import SeuilCrypto

/// Who decides over a site's policies: certificates, each in a role, and how many of them must sign.
///
/// Certificates are held whole. A signature counts under exactly the one that is named here; another certificate for
/// the same key, with a later end, is nobody's, wherever it is found.
public struct Quorum: Sendable, Hashable {
    public struct Signer: Sendable, Hashable {
        public let role: Role
        public let certificate: Certificate

        public init(role: Role, certificate: Certificate) {
            self.role = role
            self.certificate = certificate
        }

        /// The signer by digests.
        public var member: QuorumRule.Member {
            QuorumRule.Member(
                role: role, key: certificate.publicKeyFingerprint,
                certificate: .sha256(certificate.der))
        }
    }

    /// Sorted by key.
    public let signers: [Signer]
    /// How many must sign, and who they are by digests.
    public let rule: QuorumRule

    /// - Throws: ``QuorumFault`` for what is no rule.
    public init(
        signers: [Signer], minimums: [Role: Int] = [:], total: Int? = nil
    ) throws(QuorumFault) {
        rule = try QuorumRule(
            members: signers.map(\.member), minimums: minimums, total: total)
        self.signers = signers.sorted {
            $0.certificate.publicKeyFingerprint < $1.certificate.publicKeyFingerprint
        }
    }

    /// The quorum of `rule`, whose certificates are looked up; `nil` when one is missing.
    public init?(_ rule: QuorumRule, among certificates: some Sequence<Certificate>) {
        self.init(rule, known: certificates)
        guard signers.count == rule.members.count else { return nil }
    }

    /// The same with the certificates that are there; who has none counts for nothing.
    public init(_ rule: QuorumRule, known certificates: some Sequence<Certificate>) {
        var byDigest: [Digest: Certificate] = [:]
        for certificate in certificates { byDigest[.sha256(certificate.der)] = certificate }
        signers = rule.members.compactMap { member in
            let certificate = byDigest[member.certificate]
            guard let certificate, certificate.publicKeyFingerprint == member.key else {
                return nil
            }
            return Signer(role: member.role, certificate: certificate)
        }
        self.rule = rule
    }

    /// The same, but that any certificate for a member's key will do: a ledger of an earlier form named keys only.
    public init?(_ rule: QuorumRule, byKeyAmong certificates: some Sequence<Certificate>) {
        var members: [QuorumRule.Member] = []
        for member in rule.members {
            let own = certificates.first { $0.publicKeyFingerprint == member.key }
            guard let own else { return nil }
            members.append(
                .init(role: member.role, key: member.key, certificate: .sha256(own.der)))
        }
        let shown = try? QuorumRule(members: members, minimums: rule.minimums, total: rule.total)
        guard let shown else { return nil }
        self.init(shown, among: certificates)
    }

    public var certificates: [Certificate] { signers.map(\.certificate) }

    /// Refuses signers who could not sign, and the site's own key.
    ///
    /// - Parameter site: The fingerprint of that key.
    /// - Throws: ``QuorumFault/cannotSign(_:)``, ``QuorumFault/siteKey``.
    public func check(site: Digest?) throws(QuorumFault) {
        for certificate in certificates {
            guard (try? certificate.checkSigner()) != nil else {
                throw .cannotSign(certificate.publicKeyFingerprint)
            }
            guard certificate.publicKeyFingerprint != site else {
                throw .siteKey
            }
        }
    }

    /// The signers whose signatures over `content` hold, with certificates valid at `time`, by key.
    ///
    /// - Throws: ``CryptoError/malformed(_:)`` when `signatures` are none.
    public func signers(
        of content: [UInt8], signatures: [UInt8], at time: Date
    ) throws(CryptoError) -> [Certificate] {
        try DetachedSignature.verify(signatures, of: content, trusting: certificates, at: time)
    }

    /// The first moment at which too few certificates are valid; they have an end, and the last quorum that can
    /// still sign must renew them.
    public func unsatisfiable(after now: Date) -> Date? {
        let ends = certificates.map(\.notAfter).filter { $0 >= now }.sorted()
        for end in [now] + ends {
            let later = end == now ? now : end.addingTimeInterval(1)
            let valid = certificates.filter { $0.isValid(at: later) || $0.notBefore > later }
            if rule.shortfall(of: Set(valid.map(\.publicKeyFingerprint))) != nil { return later }
        }
        return nil
    }
}
