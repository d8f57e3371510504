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
        guard
            let bytes = file(
                path, limit: AuditLimit.release, missing: .releaseMissing, severity: .warning)
        else { return }
        checkProof("\(LedgerPaths.outbox)/\(Audit.proofName(name))", index)
        guard Digest.sha256(bytes) == release.sealed else {
            find(
                .releaseDiffers, path,
                "it is not the file that entry \(index) names\(difference(bytes, name, release))")
            return
        }
        report.releases += 1
        checkSealed(bytes, to: release.audience, under: publication.policy, at: index, path)
        open(bytes, name, release, publication, at: index, life)
    }

    /// What a file is that stands in a release's place, as far as the keys at hand tell.
    private mutating func difference(
        _ bytes: [UInt8], _ name: ReleaseName, _ release: LedgerEvent.Release
    ) -> String {
        let namesake = namesake(of: .sha256(bytes))
        guard namesake.isEmpty else { return namesake }
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
        guard
            let (proof, checkpoint) = proof(at: path, isRestated: entries[index].isRestated),
            agrees(checkpoint, from: path)
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

    /// What is known of a release that the ledger does not name.
    private func unnamed(_ name: ReleaseName) -> String {
        var text = "the ledger names no such release"
        let file = "\(LedgerPaths.outbox)/\(name.fileName)"
        if case .bytes(let bytes) = folder.file(file, limit: AuditLimit.release) {
            text += namesake(of: .sha256(bytes))
        }
        let path = "\(LedgerPaths.outbox)/\(Audit.proofName(name))"
        guard let logKey, case .bytes(let bytes) = folder.file(path, limit: AuditLimit.proof),
            let proof = try? InclusionProof(bytes: bytes), proof.proves(proof.extra, in: logKey),
            proof.index >= report.size
        else { return text }
        return text
            + ": the proof beside it is of entry \(proof.index), and the checkpoint counts "
            + "\(Audit.entries(report.size)) only; ledger and outbox are of two moments"
    }

    static func proofName(_ name: ReleaseName) -> String {
        "\(name.period).\(name.audience).\(LedgerPaths.proofExtension)"
    }

    /// Names what nobody has written there; it is not read.
    ///
    /// Only when the whole ledger was read: else it is not known what is named.
    mutating func listUnexpected() {
        guard report.size > 0, entries.count == report.size else { return }
        var known: [String: Set<String>] = [:]
        var outbox: Set<String> = []
        for (id, life) in history.periods {
            guard case .released(let publication) = life.end else { continue }
            for release in publication.releases {
                let name = ReleaseName(period: id, audience: release.audience)
                outbox.formUnion([name.fileName, Audit.proofName(name)])
            }
            for logged in life.errata {
                for told in logged.erratum.audiences {
                    let release = ReleaseName(period: id, audience: told.audience)
                    let name = ErratumName(release: release, number: told.number)
                    outbox.formUnion([name.fileName, name.proofName])
                }
            }
        }
        known[LedgerPaths.folder] = [
            LedgerPaths.entries, LedgerPaths.checkpoint, LedgerPaths.logKey, LedgerPaths.policies,
        ]
        // Where no ledger was taken over nobody reads it, and a reader could take it for the site's.
        if history.founding?.earlier != nil {
            known[LedgerPaths.folder]?.insert(LedgerPaths.earlier)
        }
        let signed = entries.indices.filter { entries[$0].event.hasStatement }
        if !signed.isEmpty {
            known[LedgerPaths.folder]?.insert(LedgerPaths.statements)
            known[Audit.ledger(LedgerPaths.statements)] = Set(
                signed.flatMap { ["\($0).json", "\($0).p7s"] })
        }
        known[Audit.ledger(LedgerPaths.policies)] = Set(
            history.policies.map(\.adoption.policy.hex))
        for (digest, policy) in policies {
            for path in policy.verified.files.paths + ["signers.pem"] {
                // The folder holds the first part of the path, that one the next.
                var folder = Audit.ledger("\(LedgerPaths.policies)/\(digest.hex)")
                for part in path.split(separator: "/").map(String.init) {
                    known[folder, default: []].insert(part)
                    folder += "/\(part)"
                }
            }
        }
        for (folder, names) in known {
            for name in self.folder.names(in: folder) where !names.contains(name) {
                find(.unexpectedFile, .warning, "\(folder)/\(name)", "nothing names this file")
            }
        }
        for name in folder.names(in: LedgerPaths.outbox) where !outbox.contains(name) {
            let path = "\(LedgerPaths.outbox)/\(name)"
            if let release = ReleaseName(fileName: name) {
                find(.releaseNotInLedger, path, unnamed(release))
            } else if ErratumName(fileName: name) != nil {
                find(.erratumNotInLedger, path, "the ledger names no such erratum")
            } else {
                find(.unexpectedFile, .warning, path, "nothing names this file")
            }
        }
    }
}

extension LedgerEvent {
    /// Whether signers have signed a statement that it names.
    fileprivate var hasStatement: Bool {
        switch self {
        case .founded(let founding): founding.signed != nil
        case .quorumChanged, .recipientWithdrawn: true
        default: false
        }
    }
}
