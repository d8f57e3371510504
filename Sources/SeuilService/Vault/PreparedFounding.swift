import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// By whom and with which keys a site would be founded here: as its signers have signed it, or else as its
/// configuration says.
struct FoundingPlan {
    let founder: Founder
    private let prepared: PreparedFounding?
    private let seeded: SeededSecrets?

    /// - Parameter seeded: Where a rehearsal's identifier and keys come from.
    /// - Throws: ``VaultError/noSigners``; ``VaultError/quorumDiffers`` when configuration and founding name others;
    ///   ``VaultError/foundingRefused(_:reason:)``.
    init(
        at layout: InstanceLayout, configured: Quorum?, certificate: Certificate,
        seeded: SeededSecrets?, now: Date
    ) throws(VaultError) {
        self.seeded = seeded
        // A rehearsal's identifier and keys follow from its seed, and nobody signs for them.
        prepared =
            seeded == nil
            ? try PreparedFounding(at: layout, certificate: certificate, now: now) : nil
        guard let quorum = prepared?.statement.quorum ?? configured else { throw .noSigners }
        guard configured.map({ $0.decides(as: quorum.rule) }) ?? true else {
            throw .quorumDiffers
        }
        founder = Founder(
            identifier: prepared?.identifier ?? seeded.map(SiteFile.identifier)
                ?? SecureRandom.bytes(16), quorum: quorum, certificate: certificate,
            signed: prepared?.signed, isRehearsal: seeded != nil)
        if let prepared { _ = try prepared.seed(at: layout) }
    }

    /// The seed of the log's key.
    func seed(at layout: InstanceLayout) throws -> SecretBytes {
        if let prepared { return try prepared.seed(at: layout) }
        if let seeded { return seeded.secret(SealedBox.keyByteCount, for: "log key") }
        return try SecretBytes(random: SealedBox.keyByteCount)
    }
}

/// The founding that an instance was made with: a statement that its quorum has signed, and the secret seed of the log's
/// key that it names.
///
/// The seed is a file of its own only until the site is founded: it then stands in the site's file, sealed, and the
/// file is destroyed. So a founding is used once: who sets the site up again needs the quorum again.
struct PreparedFounding {
    let statement: FoundingStatement
    let signed: SignedStatement
    let identifier: [UInt8]

    /// The founding that waits at `layout`; `nil` when there is none.
    ///
    /// - Throws: ``VaultError/foundingRefused(_:reason:)`` when it is none for this instance, or not signed by enough.
    init?(
        at layout: InstanceLayout, certificate: Certificate, now: Date
    ) throws(VaultError) {
        guard let path = layout.statements?.appending(StatementFolder.founding),
            let bytes = try DurableFile.read(path)
        else { return nil }
        let signatures = try DurableFile.read(StatementFolder.signatures(of: path)) ?? []
        do throws(StatementFault) {
            guard case .founding(let statement) = try Statement(bytes: bytes) else {
                throw .malformed
            }
            self.statement = statement
        } catch {
            guard case .quorum(let fault) = error else {
                throw .foundingRefused(path, reason: "it is no founding statement")
            }
            throw .foundingRefused(path, reason: fault.description)
        }
        guard statement.certificate == certificate else {
            throw .foundingRefused(path, reason: "it names another certificate than the site's")
        }
        do throws(ApprovalRefusal) {
            _ = try statement.verify(signatures, at: now)
        } catch {
            throw .foundingRefused(path, reason: error.description)
        }
        signed = SignedStatement(statement: bytes, signatures: signatures)
        identifier = SiteFile.identifier(named: statement.log.site)
    }

    /// The seed of the log's key.
    ///
    /// - Throws: ``VaultError/foundingRefused(_:reason:)`` when it is not there: the founding was used, or its key lost.
    func seed(at layout: InstanceLayout) throws(VaultError) -> SecretBytes {
        guard let seed = try PreparedFounding.seed(at: layout.logSeed),
            try PreparedFounding.verifier(of: seed, statement.log.site, layout.logSeed)
                == statement.log.key
        else {
            throw .foundingRefused(
                layout.logSeed,
                reason: "it does not hold the log's key that the signed founding names")
        }
        return seed
    }

    /// Destroys the seed's file once the site has it.
    static func discardSeed(at layout: InstanceLayout, of site: SiteFile) throws(VaultError) {
        let path = layout.logSeed
        guard let seed = try seed(at: path) else { return }
        let name = SiteFile.name(of: site.identifier)
        guard try verifier(of: seed, name, path) == site.logKey.verifier else { return }
        try DurableFile.shred(path)
        try DurableFile.remove(path)
    }

    private static func seed(at path: FilePath) throws(VaultError) -> SecretBytes? {
        guard var bytes = try DurableFile.read(path) else { return nil }
        defer { wipe(&bytes) }
        return bytes.count == SealedBox.keyByteCount ? SecretBytes(copying: bytes) : nil
    }

    private static func verifier(
        of seed: borrowing SecretBytes, _ site: String, _ path: FilePath
    ) throws(VaultError) -> LogVerifier {
        do throws(CryptoError) {
            let copy = unsafe seed.withUnsafeBytes { unsafe SecretBytes(copying: $0) }
            return try LogKey(seed: copy, name: LedgerWords.origin(ofSite: site)).verifier
        } catch {
            throw .sealing(path, error)
        }
    }
}

extension Quorum {
    /// Whether the same keys in the same roles and numbers decide now, or have once.
    func isAmong(_ quorums: [LedgerHistory.QuorumInForce]) -> Bool {
        quorums.contains { decides(as: $0.rule) }
    }

    func decides(as other: QuorumRule) -> Bool {
        other.members.map(\.key) == rule.members.map(\.key)
            && other.members.map(\.role) == rule.members.map(\.role)
            && other.minimums == rule.minimums && other.total == rule.total
    }
}
