import Foundation
public import SeuilCrypto
import SeuilRelease
import SystemPackage

extension InstanceFiles {
    /// The policy that this site adopted last, as its published ledger has it; `nil` before there is one.
    ///
    /// A start refuses another content under the same version, and every lower version. Who checks an instance reads
    /// only what is public: the site's own file is the daemon's alone.
    public static func adoptedPolicy(
        _ configuration: Configuration
    ) -> (version: Int, digest: Digest)? {
        let site = configuration.state.appending(InstanceLayout.siteFileName)
        let published = configuration.outbox.removingLastComponent()
        let entries = published.appending(LedgerPaths.folder).appending(LedgerPaths.entries)
        guard DurableFile.exists(site),
            let text = try? Data(contentsOf: URL(filePath: entries.string))
        else {
            return nil
        }
        for line in text.split(separator: UInt8(ascii: "\n")).reversed() {
            guard let entry = try? LedgerEntry(bytes: Array(line)),
                case .policyAdopted(let adoption) = entry.event
            else { continue }
            return (adoption.version, adoption.policy)
        }
        return nil
    }
}
