internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Each release's file and proof against its entry.
    mutating func readReleases() {
        for (_, life) in history.periods.sorted(by: { $0.key < $1.key }) {
            guard case .released(let publication) = life.end, let index = life.endIndex else {
                continue
            }
            for release in publication.releases {
                read(release, of: publication, at: index, life)
            }
        }
    }

    private mutating func read(
        _ release: LedgerEvent.Release, of publication: LedgerEvent.Publication, at index: Int,
        _ life: LedgerHistory.PeriodLife
    ) {
        let name = ReleaseName(period: publication.period, audience: release.audience)
        let path = "\(LedgerPaths.outbox)/\(name.fileName)"
        checkProof("\(LedgerPaths.outbox)/\(Audit.proofName(name))", index)
        guard
            let bytes = file(
                path, limit: AuditLimit.release, missing: .releaseMissing, severity: .warning)
        else { return }
        guard Digest.sha256(bytes) == release.sealed else {
            find(
                .releaseDiffers, path,
                "it is not the file that entry \(index) names"
                    + difference(bytes, name, release, publication, at: index))
            return
        }
        report.releases += 1
        checkSealed(bytes, to: release.audience, under: publication.policy, at: index, path)
        open(bytes, name, release, publication, at: index, life)
    }

    /// What a file is that stands in a release's place, as far as the keys at hand tell.
    private mutating func difference(
        _ bytes: [UInt8], _ name: ReleaseName, _ release: LedgerEvent.Release,
        _ publication: LedgerEvent.Publication, at index: Int
    ) -> String {
        let namesake = namesake(of: .sha256(bytes))
        guard namesake.isEmpty else { return namesake }
        let wrong = misdirections(
            of: bytes, to: release.audience, under: publication.policy, at: index)
        // A damaged file names nobody.
        let whom =
            (try? Envelope.recipients(of: bytes, among: [])) == nil
            ? "" : wrong.map { "; \($0)" }.joined()
        return content(of: bytes, name, release) + whom
    }

    /// What it holds.
    private mutating func content(
        of bytes: [UInt8], _ name: ReleaseName, _ release: LedgerEvent.Release
    ) -> String {
        guard let recipients,
            let sealed = try? SealedRelease(fileName: name.fileName, bytes: bytes),
            let (opened, refusal) = attempt(sealed, recipients)
        else { return ": another release of the period, or an altered one" }
        guard let opened else { return ": \(refusal)" }
        return opened.content == release.content
            ? ": the same content, sealed again by somebody"
            : ": another release of the period, which the site has signed"
    }

    /// Whether the proof at `path` is of entry `index`, and under a checkpoint of this ledger's past.
    mutating func checkProof(_ path: String, _ index: Int) {
        // Where entries are not those that were signed, a checkpoint that counts them is held against nothing.
        guard
            let (proof, checkpoint) = proof(at: path, isRestated: entries[index].isRestated),
            !isWhole || agrees(checkpoint, from: path)
        else { return }
        check(proof, path, isOf: index)
    }

    mutating func check(_ proof: InclusionProof, _ path: String, isOf index: Int) {
        guard proof.index != index else { return }
        find(.proofInvalid, path, "it proves entry \(proof.index), not entry \(index)")
    }

    /// The proof at `path`, if it proves what it carries.
    ///
    /// - Parameter isRestated: What was released under an earlier form of the ledger has none.
    mutating func proof(
        at path: String, isRestated: Bool
    ) -> (InclusionProof, Checkpoint)? {
        guard let logKey,
            let bytes = file(
                path, limit: AuditLimit.proof, missing: isRestated ? nil : .proofMissing,
                severity: .warning)
        else { return nil }
        guard let proof = try? InclusionProof(bytes: bytes) else {
            find(.proofInvalid, path, "it is no proof: it was altered, or is another file")
            return nil
        }
        guard let checkpoint = try? Checkpoint(of: proof.checkpoint, signedBy: logKey) else {
            let text =
                proof.checkpoint.isClaimed(by: logKey)
                ? "the signature under its checkpoint does not hold"
                : "another log's key signed it, or none"
            find(.proofInvalid, path, text)
            return nil
        }
        guard proof.proves(proof.extra, in: logKey) else {
            find(
                .proofInvalid, path, "its hashes do not lead from the entry in it to its checkpoint"
            )
            return nil
        }
        return (proof, checkpoint)
    }

    static func proofName(_ name: ReleaseName) -> String {
        "\(name.period).\(name.audience).\(LedgerPaths.proofExtension)"
    }
}
