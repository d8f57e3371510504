internal import SeuilCore
internal import SeuilCrypto

extension LedgerEntry {
    init?(_ fields: LedgerFields) {
        guard fields.number("v") == LedgerEntry.version, let time = fields.time("time"),
            let event = LedgerEvent(fields)
        else { return nil }
        self.init(event, at: time, isRestated: fields.flag("restated") ?? false)
    }
}

extension LedgerEvent {
    fileprivate init?(_ fields: LedgerFields) {
        let event: LedgerEvent? =
            switch fields.text("kind") {
            case "founded": Founding(fields).map { .founded($0) }
            case "quorum": QuorumChange(fields).map { .quorumChanged($0) }
            case "recipient-withdrawn": Withdrawal(fields).map { .recipientWithdrawn($0) }
            case "policy-adopted": Adoption(fields).map { .policyAdopted($0) }
            case "policy-refused":
                fields.text("reason").flatMap(RefusalReason.init).map {
                    .policyRefused(policy: fields.digest("policy"), $0)
                }
            case "opened": LedgerEvent.opening(fields)
            case "released": Publication(fields).map { .released($0) }
            case "no-release":
                fields.period().flatMap { period in
                    fields.text("reason").flatMap(LossReason.init).map {
                        .noRelease(period: period, $0)
                    }
                }
            case "erratum": Erratum(fields).map { .erratum($0) }
            case "keys-destroyed": fields.period().map { .keysDestroyed(period: $0) }
            case "keys-destroyed-again": fields.period().map { .keysDestroyedAgain(period: $0) }
            case "started": .started
            case "unclean-stop": .uncleanStop
            case "clock-jump":
                fields.text("direction").flatMap(Direction.init).flatMap { direction in
                    fields.number("seconds").map { .clockJump(direction, seconds: $0) }
                }
            default: nil
            }
        guard let event else { return nil }
        self = event
    }

    private static func opening(_ fields: LedgerFields) -> LedgerEvent? {
        guard let period = fields.period(), let policy = fields.digest("policy"),
            let isBackfilled = fields.flag("backfilled")
        else { return nil }
        return .opened(period: period, policy: policy, isBackfilled: isBackfilled)
    }
}

extension LedgerEvent.Signer {
    fileprivate init?(_ fields: LedgerFields?) {
        guard let key = fields?.digest("key"), let certificate = fields?.digest("certificate")
        else { return nil }
        self.init(key: key, certificate: certificate)
    }

    /// Whether keys rise, so that none is there twice.
    fileprivate static func rise(_ signers: [LedgerEvent.Signer]) -> Bool {
        !signers.isEmpty && zip(signers, signers.dropFirst()).allSatisfy { $0.key < $1.key }
    }
}

extension LedgerEvent.Founding {
    fileprivate init?(_ fields: LedgerFields) {
        guard let site = fields.text("site"), LedgerWords.isSite(site),
            let logKey = fields.text("logKey"), let verifier = try? LogVerifier(text: logKey),
            LedgerWords.site(ofOrigin: verifier.name)?.site == site,
            let certificate = LedgerEvent.Signer(fields.object("certificate")),
            let quorum = QuorumRule(fields)
        else { return nil }
        var earlier: LedgerEvent.Earlier?
        if let before = fields.object("earlier") {
            guard let entries = before.number("entries"), entries > 0,
                let last = before.digest("last")
            else { return nil }
            earlier = .init(entries: entries, last: last)
        }
        self.init(
            site: site, logKey: logKey, certificate: certificate, quorum: quorum,
            signed: LedgerEvent.Signed(fields), earlier: earlier)
    }
}

extension QuorumRule {
    fileprivate init?(_ fields: LedgerFields) {
        guard case .success(let rule) = QuorumRule.reading(fields) else { return nil }
        self = rule
    }

    /// Who decides by `fields`, or what keeps that from being a quorum; `nil` where a member is not what it can be.
    static func reading(_ fields: LedgerFields) -> Result<QuorumRule, QuorumFault>? {
        let members: [Member]? = fields.objects("signers") { fields in
            guard let signer = LedgerEvent.Signer(fields) else { return nil }
            let role = fields.text("role").map { Role($0) } ?? .signer
            return role.map {
                Member(role: $0, key: signer.key, certificate: signer.certificate)
            }
        }
        guard let members, let numbers = QuorumNumbers(fields) else { return nil }
        return Result { () throws(QuorumFault) in
            try QuorumRule(members: members, minimums: numbers.minimums, total: numbers.total)
        }
    }
}

extension LedgerEvent.Signed {
    fileprivate init?(_ fields: LedgerFields) {
        guard let statement = fields.digest("statement"),
            let signatures = fields.digest("signatures")
        else { return nil }
        self.init(statement: statement, signatures: signatures)
    }
}

extension LedgerEvent.QuorumChange {
    fileprivate init?(_ fields: LedgerFields) {
        guard let number = fields.number("number"), let quorum = QuorumRule(fields),
            let signed = LedgerEvent.Signed(fields),
            let approved = fields.objects("approved", { LedgerEvent.Signer($0) }),
            let accepted = fields.objects("accepted", { LedgerEvent.Signer($0) }),
            LedgerEvent.Signer.rise(approved), LedgerEvent.Signer.rise(accepted)
        else { return nil }
        self.init(
            number: number, quorum: quorum, signed: signed, approved: approved, accepted: accepted)
    }
}

extension LedgerEvent.Withdrawal {
    fileprivate init?(_ fields: LedgerFields) {
        let audience = fields.text("audience")
        guard audience.map({ LedgerWords.isAudience($0) }) ?? true, let key = fields.digest("key"),
            let signed = LedgerEvent.Signed(fields),
            let signer = LedgerEvent.Signer(fields.object("signer"))
        else { return nil }
        self.init(audience: audience, key: key, signed: signed, signer: signer)
    }
}

extension LedgerEvent.Adoption {
    fileprivate init?(_ fields: LedgerFields) {
        guard let policy = fields.digest("policy"), let version = fields.number("version"),
            let signatures = fields.digest("signatures"),
            let signers = fields.objects("signers", { LedgerEvent.Signer($0) }),
            LedgerEvent.Signer.rise(signers)
        else { return nil }
        self.init(policy: policy, version: version, signatures: signatures, signers: signers)
    }
}

extension LedgerEvent.Publication {
    fileprivate init?(_ fields: LedgerFields) {
        guard let period = fields.period(), let policy = fields.digest("policy"),
            let publish = fields.time("publish"),
            let releases = fields.objects("releases", { LedgerEvent.Release($0) }),
            let unaddressed = fields.texts("unaddressed"),
            !(releases.isEmpty && unaddressed.isEmpty),
            unaddressed.allSatisfy({ LedgerWords.isAudience($0) }),
            zip(unaddressed, unaddressed.dropFirst()).allSatisfy({
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }),
            zip(releases, releases.dropFirst()).allSatisfy({
                $0.audience.utf8.lexicographicallyPrecedes($1.audience.utf8)
            })
        else { return nil }
        self.init(
            period: period, policy: policy, publish: publish, releases: releases,
            unaddressed: unaddressed)
    }
}

extension LedgerEvent.Release {
    fileprivate init?(_ fields: LedgerFields) {
        guard let audience = fields.text("audience"), LedgerWords.isAudience(audience),
            let number = fields.number("number"), let sealed = fields.digest("sealed")
        else { return nil }
        self.init(
            audience: audience, number: number, content: fields.digest("content"), sealed: sealed)
    }
}
