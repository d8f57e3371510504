import SeuilAudit
import SeuilCrypto
import SeuilRelease

/// What `seuil open` says of a release whose every check has held.
struct OpenedAnswer: Encodable {
    let site: String
    let audience: String
    let period: String
    let number: Int
    let policy: String
    let version: Int
    let tables: [String]
    let signer: String
    let folder: String
    /// Where to start reading.
    let report: String

    init(_ release: OpenedRelease, folder: String) {
        let header = release.header
        site = header.site.name
        audience = header.audience
        period = header.period
        number = header.number
        policy = header.policy.id
        version = header.policy.version
        tables = header.tables.map(\.name)
        signer = release.signer.publicKeyFingerprint.hex
        self.folder = folder
        report = "\(folder)/\(ReleasePaths.report)"
    }

    var text: String {
        """
        \(period) for \(audience), from \(site): release number \(number), genuine and meant for this key
          policy  \(policy), version \(version)
          tables  \(tables.joined(separator: ", "))
          start   \(report)
        """
    }
}
