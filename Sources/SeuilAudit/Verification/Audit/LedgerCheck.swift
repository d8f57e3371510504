public import SeuilCrypto
internal import SeuilRelease

/// Holds one opened release against a copy of its site's ledger.
public enum LedgerCheck {
    /// The errors, worst first; none when the ledger names the release and has every checkpoint in its past.
    ///
    /// - Parameters:
    ///   - folder: One that holds `ledger/`.
    ///   - remembered: What the reader knows of the log from before.
    ///   - sealed: The digest of the release's file.
    public static func findings(
        on folder: AuditFolder, remembered: [Checkpoint], release: OpenedRelease, sealed: Digest
    ) -> [AuditFinding] {
        let header = release.header
        let place = ReleaseName(period: header.period, audience: header.audience).fileName
        var audit = Audit(
            of: folder, anchors: AuditAnchors(logKey: header.ledgerPlace?.logKey))
        audit.readLedger()
        if !audit.report.findings.contains(where: { $0.severity == .error }) {
            for checkpoint in remembered + [header.ledgerPlace?.checkpoint].compactMap({ $0 }) {
                _ = audit.agrees(checkpoint, from: "checkpoint of \(checkpoint.size) entries")
            }
            var named: LedgerEvent.Release?
            if case .released(let publication) = audit.history.periods[header.period]?.end {
                named = publication.releases.first { $0.audience == header.audience }
            }
            if let named {
                if named.sealed != sealed || named.number != header.number
                    || named.content ?? release.content != release.content
                {
                    audit.find(.releaseDiffers, place, "the ledger names another file")
                }
            } else {
                audit.find(.releaseNotInLedger, place, "the ledger names no such release")
            }
        }
        return audit.report.findings.filter { $0.severity == .error }
    }
}
