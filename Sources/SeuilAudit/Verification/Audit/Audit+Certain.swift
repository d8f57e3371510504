internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Where the entries are not those that were signed: holds the files against the entries that certainly are, so
    /// that one altered entry hides no altered file.
    ///
    /// Certain are those that a proof carries, and those of which hashes at hand come to what was signed. What needs
    /// the order of all entries before, such as who decided, is looked at up to the first that is not certain only.
    mutating func readCertain() {
        for (index, entry) in certain.sorted(by: { $0.key < $1.key })
        where index >= entries.count {
            switch entry.event {
            case .founded(let founding):
                if let signed = founding.signed { _ = statement(signed, ofEntry: index) }
            case .quorumChanged(let change): _ = statement(change.signed, ofEntry: index)
            case .recipientWithdrawn(let withdrawal):
                _ = statement(withdrawal.signed, ofEntry: index)
            case .policyAdopted(let adoption): _ = policyFiles(adoption, deciding: nil)
            case .released(let publication):
                for release in publication.releases {
                    let name = ReleaseName(period: publication.period, audience: release.audience)
                    check(
                        name.fileName, release.sealed, (.releaseMissing, .releaseDiffers),
                        proof: Audit.proofName(name), entry, at: index)
                }
            case .erratum(let erratum):
                for told in erratum.audiences {
                    let release = ReleaseName(period: erratum.period, audience: told.audience)
                    let name = ErratumName(release: release, number: told.number)
                    check(
                        name.fileName, told.sealed, (.erratumMissing, .erratumDiffers),
                        proof: name.proofName, entry, at: index)
                }
            default: break
            }
        }
    }

    private mutating func check(
        _ name: String, _ sealed: Digest,
        _ codes: (missing: AuditFinding.Code, differs: AuditFinding.Code), proof: String,
        _ entry: LedgerEntry, at index: Int
    ) {
        let path = "\(LedgerPaths.outbox)/\(name)"
        let proofPath = "\(LedgerPaths.outbox)/\(proof)"
        if let (proof, _) = self.proof(at: proofPath, isRestated: entry.isRestated) {
            check(proof, proofPath, isOf: index)
        }
        guard
            let bytes = file(
                path, limit: AuditLimit.release, missing: codes.missing, severity: .warning)
        else { return }
        let digest = Digest.sha256(bytes)
        if digest != sealed {
            find(
                codes.differs, path,
                "it is not the file that entry \(index) names\(namesake(of: digest))")
        }
    }
}
