internal import SeuilCore
public import SeuilCrypto
internal import SeuilRelease

/// With what an auditor opens releases.
public struct AuditRecipients: Sendable {
    public let keys: [PrivateKey]
    /// The site's certificate, as the site gave it by another way.
    public let site: Certificate

    public init(keys: [PrivateKey], site: Certificate) {
        self.keys = keys
        self.site = site
    }
}

extension Audit {
    /// Names the keys that have opened nothing: their holder would take for tested what nobody has read.
    mutating func checkKeys() {
        guard let recipients else { return }
        if isOtherSite {
            // No key is to blame then: nothing was tried.
            return find(
                .siteCertificateDiffers, "entry 0",
                "the site was founded with another key than that of the certificate you trust, so nothing was "
                    + "opened")
        }
        let reason =
            report.releases + report.errata == 0
            ? "there is none that the ledger leads to" : "none that was tried is sealed to it"
        for key in recipients.keys where !openers.contains(key.publicKeyFingerprint) {
            find(
                .keyOpensNothing, .warning, LedgerPaths.outbox,
                "the key \(key.publicKeyFingerprint.hex) has opened no release: \(reason)")
        }
    }

    /// Whether the certificate that the auditor trusts is that of another site.
    private var isOtherSite: Bool {
        guard let recipients, let founding else { return false }
        return founding.certificate.key != recipients.site.publicKeyFingerprint
    }

    /// Opens a release, where a key is at hand, and holds it against the ledger and the policy.
    mutating func open(
        _ bytes: [UInt8], _ name: ReleaseName, _ release: LedgerEvent.Release,
        _ publication: LedgerEvent.Publication, at index: Int, _ life: LedgerHistory.PeriodLife
    ) {
        let path = "\(LedgerPaths.outbox)/\(name.fileName)"
        guard let recipients, !isOtherSite, let founding = history.founding,
            let sealed = try? SealedRelease(fileName: name.fileName, bytes: bytes)
        else { return }
        guard let (opened, refusal) = attempt(sealed, recipients) else { return }
        guard let opened else {
            find(.releaseNotOpened, path, refusal)
            return
        }
        report.opened += 1
        if let content = release.content, content != opened.content {
            find(.contentDiffers, path, "what it holds is not what entry \(index) names")
        }
        let header = opened.header
        var wrong: [String] = []
        if header.policy.sha256 != publication.policy.hex {
            wrong.append("policy \(header.policy.sha256), not \(publication.policy.hex)")
        }
        if header.number != release.number {
            wrong.append("number \(header.number), not \(release.number)")
        }
        if header.site.key != founding.certificate.key.hex { wrong.append("site") }
        if !entries[index].isRestated || header.logKey != nil {
            if header.logKey != founding.logKey { wrong.append("logKey") }
            if let checkpoint = header.ledgerPlace?.checkpoint, header.logKey == founding.logKey,
                let text = contradiction(
                    of: checkpoint, from: path, counting: life.index, notYet: index)
            {
                wrong.append(text)
            }
        }
        if !wrong.isEmpty {
            find(
                .releaseContradictsLedger, path,
                "release.json says otherwise than the ledger: \(wrong.joined(separator: "; "))")
        }
        if let policy = policies[publication.policy]?.verified {
            checkDeclared(header, policy, path, at: index)
        }
        openedReleases[name] = OpenedAuditRelease(opened: opened, policy: life.policy)
        if let attacked = try? AttackedRelease(files: opened.files) { self.opened.append(attacked) }
    }

    /// What contradicts the checkpoint that a release or an erratum carries, in its place; `nil` when nothing does.
    /// One that is not of this ledger's past is a fork, and is found as one.
    ///
    /// - Parameters:
    ///   - earlier: An entry that it must count, since the file could not be before it.
    ///   - own: The file's own entry, which it cannot count yet.
    mutating func contradiction(
        of checkpoint: Checkpoint, from path: String, counting earlier: Int, notYet own: Int
    ) -> String? {
        let what = "a checkpoint over \(Audit.entries(checkpoint.size)), "
        if checkpoint.size <= earlier {
            return what + "which does not count entry \(earlier), made before it"
        }
        if checkpoint.size > own { return what + "which counts entry \(own), its own" }
        _ = agrees(checkpoint, from: path)
        return nil
    }

    /// The release as the key that it is sealed to opens it; `nil` when none of the keys is meant.
    mutating func attempt(
        _ sealed: SealedRelease, _ recipients: AuditRecipients
    ) -> (OpenedRelease?, String)? {
        guard !isOtherSite else { return nil }
        for key in recipients.keys {
            do throws(VerificationError) {
                let opened = try sealed.open(
                    key: key, recipient: nil, trusting: [recipients.site], at: nil,
                    rehearsal: anchors.isRehearsal)
                openers.insert(key.publicKeyFingerprint)
                return (opened, "")
            } catch {
                if case .envelope(.notForThisKey) = error { continue }
                return (nil, "it does not open: \(error)")
            }
        }
        return nil
    }

    /// What `release.json` declares against the signed policy.
    private mutating func checkDeclared(
        _ header: ReleaseHeader, _ policy: VerifiedPolicy, _ path: String, at index: Int
    ) {
        guard
            let audience = policy.policy.audiences.firstIndex(where: { $0.name == header.audience })
        else { return }
        let tables = policy.policy.tables.filter { $0.audiences.contains(audience) }
        let recipients = recipients(of: policy, audience, at: index).map(\.publicKeyFingerprint.hex)
        var wrong: [String] = []
        func compare(_ what: String, _ said: String, _ signed: String) {
            if said != signed { wrong.append("\(what) \(said), not \(signed)") }
        }
        compare("k", "\(header.k)", "\(policy.policy.threshold.least)")
        compare("interval", "\(header.interval)", "\(policy.policy.disclosure.interval)")
        compare(
            "tables", header.tables.map(\.name).joined(separator: " "),
            tables.map(\.name).joined(separator: " "))
        compare(
            "policy", "\(header.policy.id) version \(header.policy.version)",
            "\(policy.policy.name) version \(policy.policy.version)")
        for key in Set(header.recipients).subtracting(recipients).sorted() {
            let withdrawn = Digest(hex: key).flatMap {
                withdrawal(of: $0, from: header.audience, before: index)
            }
            wrong.append("the recipient \(key), \(withdrawn ?? "who is none")")
        }
        for key in Set(recipients).subtracting(header.recipients).sorted() {
            wrong.append("not the recipient \(key)")
        }
        for (declared, rule) in zip(header.tables, tables) {
            let dimensions = rule.axes.map { policy.policy.dimensions[$0.dimension].name }
            if declared.dimensions != dimensions { wrong.append("table \(rule.name)") }
        }
        if !wrong.isEmpty {
            find(
                .releaseContradictsPolicy, path,
                "release.json declares otherwise than the policy: \(wrong.joined(separator: "; "))")
        }
    }
}
