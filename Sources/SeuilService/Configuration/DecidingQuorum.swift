public import Foundation
import SeuilAudit
public import SeuilCore
public import SeuilCrypto
import SystemPackage

extension InstanceFiles {
    /// Those by whom a start would judge the policy: whom the published ledger has; before there is one, those of the
    /// signed founding that waits; without one, those of the configuration.
    ///
    /// Changes nothing, and opens nothing that is sealed.
    ///
    /// - Parameter policy: The digest of the policy's manifest; the one that is in force stays so, whoever decides now.
    public func decidingQuorum(
        _ configuration: Configuration, judging policy: Digest, at now: Date
    ) throws(VaultError) -> Quorum {
        let site = configuration.state.appending(InstanceLayout.siteFileName)
        let published = configuration.outbox.removingLastComponent()
        if DurableFile.exists(site), let folder = AuditFolder(at: published.string),
            let standing = try? LedgerStanding(of: folder)
        {
            return standing.quorum(judging: policy)
        }
        let layout = InstanceLayout(
            hostKey: configuration.hostKey, state: configuration.state,
            outbox: configuration.outbox, statements: configuration.trust.statements)
        if !DurableFile.exists(site),
            let prepared = try PreparedFounding(at: layout, certificate: siteCertificate, now: now)
        {
            _ = try prepared.seed(at: layout)
            return prepared.statement.quorum
        }
        guard let quorum else { throw .noSigners }
        return quorum
    }
}
