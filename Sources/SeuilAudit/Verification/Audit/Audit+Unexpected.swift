internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Names what nobody has written there; it is not read.
    ///
    /// Only when the whole ledger was read: else it is not known what is named.
    mutating func listUnexpected() {
        guard report.size > 0, isWhole, entries.count == report.size else { return }
        let namedUnsigned = namedUnsigned
        var known: [String: Set<String>] = [:]
        var outbox: Set<String> = []
        for entry in entries { outbox.formUnion(entry.event.published) }
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
                let path = "\(folder)/\(name)"
                if namedUnsigned.contains(path) {
                    find(.unexpectedFile, .warning, path, Audit.namedUnsigned)
                    continue
                }
                let isEarlier = path == Audit.ledger(LedgerPaths.earlier)
                find(
                    .unexpectedFile, .warning, path,
                    (isEarlier ? "no earlier ledger was taken over: " : "")
                        + "nothing names this file")
            }
        }
        let present = folder.names(in: LedgerPaths.outbox)
        // A proof beside a file that no entry names is named with it.
        let beside = Set(
            present.filter { $0.hasSuffix(".p7m") }
                .map { "\($0.dropLast(3))\(LedgerPaths.proofExtension)" })
        for name in present where !outbox.contains(name) && !beside.contains(name) {
            let path = "\(LedgerPaths.outbox)/\(name)"
            if namedUnsigned.contains(path) {
                if name.hasSuffix(".p7m") {
                    find(
                        ReleaseName(fileName: name) == nil
                            ? .erratumNotInLedger : .releaseNotInLedger, .warning, path,
                        Audit.namedUnsigned)
                }
            } else if let release = ReleaseName(fileName: name) {
                find(.releaseNotInLedger, path, unnamed(release))
            } else if ErratumName(fileName: name) != nil {
                find(.erratumNotInLedger, path, "the ledger names no such erratum")
            } else {
                find(.unexpectedFile, .warning, path, "nothing names this file")
            }
        }
    }

    private static let namedUnsigned =
        "only a line after those of the checkpoint names it: it was copied while that was written, or was added since"

    /// What lines name that nobody has signed.
    private var namedUnsigned: Set<String> {
        var paths: Set<String> = []
        for (place, entry) in unsigned.enumerated() {
            paths.formUnion(entry.event.published.map { "\(LedgerPaths.outbox)/\($0)" })
            if entry.event.hasStatement {
                let index = leaves.count + place
                paths.insert(Audit.ledger(LedgerPaths.statements))
                paths.insert(Audit.ledger(LedgerPaths.statement(ofEntry: index)))
                paths.insert(Audit.ledger(LedgerPaths.signatures(ofEntry: index)))
            }
            if case .policyAdopted(let adoption) = entry.event {
                paths.insert(Audit.ledger("\(LedgerPaths.policies)/\(adoption.policy.hex)"))
            }
        }
        return paths
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
}

extension LedgerEvent {
    /// The files of the outbox that it names, with their proofs.
    fileprivate var published: [String] {
        switch self {
        case .released(let publication):
            publication.releases.flatMap { release in
                let name = ReleaseName(period: publication.period, audience: release.audience)
                return [name.fileName, Audit.proofName(name)]
            }
        case .erratum(let erratum):
            erratum.audiences.flatMap { told in
                let release = ReleaseName(period: erratum.period, audience: told.audience)
                let name = ErratumName(release: release, number: told.number)
                return [name.fileName, name.proofName]
            }
        default: []
        }
    }

    /// Whether signers have signed a statement that it names.
    fileprivate var hasStatement: Bool {
        switch self {
        case .founded(let founding): founding.signed != nil
        case .quorumChanged, .recipientWithdrawn: true
        default: false
        }
    }
}
