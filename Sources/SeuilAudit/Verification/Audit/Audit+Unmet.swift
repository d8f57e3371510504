internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

/// What an entry claims of somebody who has signed what it names.
private struct Claim {
    let signers: [LedgerEvent.Signer]
    let rule: QuorumRule
    /// Of which signers, and what they have done, where an entry names two kinds.
    var whose: String?
    var deed: String?
    /// What an earlier form of the ledger logged knew keys only.
    var byKey = false

    func member(_ signer: LedgerEvent.Signer) -> QuorumRule.Member? {
        byKey
            ? rule.members.first { $0.key == signer.key }
            : rule.member(signer.key, signer.certificate)
    }

    var missing: [String] {
        rule.shortfalls(of: Set(signers.filter { member($0) != nil }.map(\.key))).map {
            $0.description + (whose.map { ", \($0)" } ?? "")
        }
    }
}

extension Audit {
    /// Says of an entry whose signers are not those who decide, or too few: which role is missing, whom it names, and
    /// of each signature beside it whether it counts.
    mutating func findUnmet(_ rule: LedgerRule, _ entry: LedgerEntry, at index: Int) {
        certificates = certificatesAtHand(for: entries.prefix(index) + [entry])
        guard let quorum = history.quorums.last else { return }
        switch entry.event {
        case .policyAdopted(let adoption):
            find(
                rule,
                [
                    Claim(signers: adoption.signers, rule: quorum.rule, byKey: entry.isRestated)
                ], at: index)
            judge(adoption, under: quorum.rule, at: index, entry.time)
        case .quorumChanged(let change):
            find(
                rule,
                [
                    Claim(
                        signers: change.approved, rule: quorum.rule,
                        whose: ApprovalRefusal.approvers, deed: "approved"),
                    Claim(
                        signers: change.accepted, rule: change.quorum,
                        whose: ApprovalRefusal.accepters, deed: "accepted"),
                ], at: index)
            read(change, after: quorum, at: index, entry.time)
        case .recipientWithdrawn(let withdrawal):
            guard let one = try? QuorumRule(members: quorum.rule.members, total: 1) else { return }
            find(rule, [Claim(signers: [withdrawal.signer], rule: one)], at: index)
            read(withdrawal, under: quorum.rule, at: index, entry.time)
        default: break
        }
    }

    private mutating func find(_ rule: LedgerRule, _ claims: [Claim], at index: Int) {
        let place = "entry \(index)"
        let missing = claims.flatMap(\.missing)
        let own = claims.flatMap { claim in
            claim.signers.compactMap { signer in
                claim.member(signer).map { member in
                    name(of: signer)
                        + (member.role == .signer ? "" : ", in the role \(member.role)")
                }
            }
        }
        let what =
            missing.isEmpty
            ? "it names as signer somebody who does not decide"
            : missing.joined(separator: "; ") + ", by what the entry names: "
                + (own.isEmpty ? "nobody who decides" : own.joined(separator: "; "))
        find(
            .orderBroken, place,
            "\(rule.rawValue): \(what); what follows it was not looked at")
        for claim in claims {
            for signer in claim.signers where claim.member(signer) == nil {
                let (code, reason) = strangeness(of: signer, to: claim.rule, at: index)
                let deed = claim.deed.map { " as one who has \($0)," } ?? ""
                find(code, place, "it names \(name(of: signer)),\(deed) \(reason)")
            }
        }
    }

    private func strangeness(
        of signer: LedgerEvent.Signer, to rule: QuorumRule, at index: Int
    ) -> (AuditFinding.Code, String) {
        if rule.members.contains(where: { $0.key == signer.key }) {
            return (
                .signerOtherCertificate,
                "under another certificate than the one by which this key decides"
            )
        }
        let reason =
            switch standing(of: signer, at: index) {
            case .until(let entry): "who has not decided since entry \(entry)"
            case .from(let entry): "who decides only from entry \(entry) on"
            case nil: "who does not decide"
            }
        return (.signerNotDeciding, reason)
    }

    /// By what the certificate says, where it is at hand.
    private func name(of signer: LedgerEvent.Signer) -> String {
        let known = certificates.filter { $0.publicKeyFingerprint == signer.key }
        let certificate =
            known.first { Digest.sha256($0.der) == signer.certificate } ?? known.first
        return (certificate?.subjectCommonName ?? "somebody unknown") + ", key \(signer.key.hex)"
    }

    /// The signatures of a policy that was not adopted by those who decide.
    private mutating func judge(
        _ adoption: LedgerEvent.Adoption, under rule: QuorumRule, at index: Int, _ time: LedgerTime
    ) {
        guard let (manifest, signatures) = signedManifest(of: adoption) else { return }
        let place = Audit.ledger(LedgerPaths.file(PolicyFiles.signatures, of: adoption.policy))
        let carried = try? DetachedSignature.carriedSigners(
            signatures, of: manifest, at: time.date)
        let quorum = Quorum(rule, known: certificates.union(carried ?? []))
        guard let judged = try? quorum.judge(signatures, of: manifest, at: time.date) else {
            return find(.policyNotSigned, place, PolicyRefusal.malformedSignatures.description)
        }
        let signers = judged.filter(\.counts).compactMap(\.signature.certificate)
        let missing = rule.shortfalls(of: Set(signers.map(\.publicKeyFingerprint)))
        if let tooFew = TooFewSignatures(missing, judged) {
            find(tooFew, .policyNotSigned, at: index, place)
        } else {
            name(judged, .notice, at: index, place)
        }
        findDifferences(adoption, signers, at: index) {
            rule.member($0.key, $0.certificate) != nil
        }
    }

    /// Whole certificates of those who decide by the first entries, as far as the folder has them; nothing is found by
    /// this, and whether one is the very certificate that decides is for the entries to say.
    func certificatesAtHand(for entries: some Sequence<LedgerEntry>) -> Set<Certificate> {
        var certificates: Set<Certificate> = []
        for (place, entry) in entries.enumerated() {
            switch entry.event {
            case .policyAdopted(let adoption):
                certificates.formUnion(self.certificates(beside: adoption.policy))
            case .founded, .quorumChanged:
                let path = Audit.ledger(LedgerPaths.statement(ofEntry: place))
                guard case .bytes(let bytes) = folder.file(path, limit: Statement.byteLimit),
                    let statement = try? Statement(bytes: bytes)
                else { continue }
                certificates.formUnion(statement.signers)
            default: break
            }
        }
        return certificates
    }
}

extension Statement {
    /// The certificates of those whom it names.
    fileprivate var signers: [Certificate] {
        switch self {
        case .founding(let founding): founding.quorum.certificates
        case .quorum(let change): change.quorum.certificates
        case .withdrawal: []
        }
    }
}
