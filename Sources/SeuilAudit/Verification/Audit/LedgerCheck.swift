public import SeuilCrypto
internal import SeuilRelease

/// Holds one opened release or erratum against a copy of its site's ledger.
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
        let name = ReleaseName(period: header.period, audience: header.audience)
        return findings(on: folder, remembered, header.ledgerPlace) { audit in
            guard let named = audit.release(name) else {
                audit.find(.releaseNotInLedger, name.fileName, "the ledger names no such release")
                return
            }
            if named.sealed != sealed || named.number != header.number
                || named.content ?? release.content != release.content
            {
                audit.find(.releaseDiffers, name.fileName, "the ledger names another file")
            }
        }
    }

    /// The same for an erratum.
    public static func findings(
        on folder: AuditFolder, remembered: [Checkpoint], erratum: OpenedErratum, sealed: Digest
    ) -> [AuditFinding] {
        let header = erratum.header
        let file = header.name.fileName
        return findings(on: folder, remembered, header.ledgerPlace) { audit in
            let logged = audit.history.periods[header.period]?.errata.map(\.erratum) ?? []
            let told = logged.filter { $0.reason == header.reason }.flatMap(\.audiences)
                .first { $0.audience == header.audience && $0.number == header.number }
            guard let told else {
                audit.find(.erratumNotInLedger, file, "the ledger names no such erratum")
                return
            }
            if told.sealed != sealed || told.content != erratum.content
                || told.release.hex != header.release.sealed
            {
                audit.find(.erratumDiffers, file, "the ledger names another file")
            }
        }
    }

    private static func findings(
        on folder: AuditFolder, _ remembered: [Checkpoint], _ place: LedgerPlace?,
        _ check: (inout Audit) -> Void
    ) -> [AuditFinding] {
        var anchors = AuditAnchors(logKey: place?.logKey)
        anchors.isRehearsal = place?.isRehearsal ?? false
        var audit = Audit(of: folder, anchors: anchors)
        audit.readLedger()
        if !audit.report.findings.contains(where: { $0.severity == .error }) {
            let known = remembered + [place?.checkpoint].compactMap { $0 }
            var evidence = LedgerEvidence()
            for checkpoint in known { evidence.add(checkpoint) }
            for checkpoint in known {
                _ = audit.agrees(
                    checkpoint, from: "checkpoint of \(checkpoint.size) entries",
                    knowing: evidence)
            }
            check(&audit)
        }
        return audit.report.findings.filter { $0.severity == .error }
    }
}

extension Audit {
    /// What the ledger says of a release.
    fileprivate func release(_ name: ReleaseName) -> LedgerEvent.Release? {
        guard case .released(let publication) = history.periods[name.period]?.end else {
            return nil
        }
        return publication.releases.first { $0.audience == name.audience }
    }
}
