internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// Each erratum's file and proof against its entry.
    mutating func readErrata() {
        let logged = history.periods.values.flatMap(\.errata).sorted { $0.index < $1.index }
        for logged in logged {
            find(
                .erratum, .notice, "entry \(logged.index)",
                "the site says that its release of \(logged.erratum.period) is wrong: "
                    + logged.erratum.reason.rawValue)
            for told in logged.erratum.audiences { read(told, logged) }
        }
    }

    private mutating func read(
        _ told: LedgerEvent.AudienceErratum, _ logged: LedgerHistory.LoggedErratum
    ) {
        let release = ReleaseName(period: logged.erratum.period, audience: told.audience)
        let name = ErratumName(release: release, number: told.number)
        let path = "\(LedgerPaths.outbox)/\(name.fileName)"
        checkProof("\(LedgerPaths.outbox)/\(name.proofName)", logged.index)
        guard
            let bytes = file(
                path, limit: AuditLimit.release, missing: .erratumMissing, severity: .warning)
        else { return }
        guard Digest.sha256(bytes) == told.sealed else {
            var namesake = namesake(of: .sha256(bytes))
            if namesake.isEmpty, (try? Envelope.recipients(of: bytes, among: [])) != nil,
                case .released(let publication)? = history.periods[logged.erratum.period]?.end
            {
                namesake = misdirections(
                    of: bytes, to: told.audience, under: publication.policy, at: logged.index
                ).map { "; \($0)" }.joined()
            }
            find(
                .erratumDiffers, path,
                "it is not the file that entry \(logged.index) names\(namesake)")
            return
        }
        report.errata += 1
        if case .released(let publication)? = history.periods[logged.erratum.period]?.end {
            checkSealed(
                bytes, to: told.audience, under: publication.policy, at: logged.index, path)
        }
        open(bytes, name, told, logged)
    }

    /// Opens an erratum, where a key is at hand, and holds it against the ledger, the policy and the release.
    private mutating func open(
        _ bytes: [UInt8], _ name: ErratumName, _ told: LedgerEvent.AudienceErratum,
        _ logged: LedgerHistory.LoggedErratum
    ) {
        let path = "\(LedgerPaths.outbox)/\(name.fileName)"
        guard let recipients, let founding = history.founding,
            founding.certificate.key == recipients.site.publicKeyFingerprint,
            let sealed = try? SealedErratum(fileName: name.fileName, bytes: bytes)
        else { return }
        var opened: OpenedErratum?
        for key in recipients.keys {
            do throws(VerificationError) {
                opened = try sealed.open(
                    key: key, recipient: nil, trusting: [recipients.site], at: nil,
                    rehearsal: anchors.isRehearsal)
                openers.insert(key.publicKeyFingerprint)
                break
            } catch {
                if case .envelope(.notForThisKey) = error { continue }
                find(.erratumNotOpened, path, "it does not open: \(error)")
                return
            }
        }
        guard let opened else { return }
        report.openedErrata += 1
        openedErrata[name] = opened.header
        if opened.content != told.content {
            find(.contentDiffers, path, "what it holds is not what entry \(logged.index) names")
        }
        let wrong = contradictions(of: opened.header, told, logged, path)
        if !wrong.isEmpty {
            find(
                .erratumContradictsLedger, path,
                "erratum.json says otherwise than the ledger: \(wrong.joined(separator: ", "))")
        }
        checkFlags(opened.header, path)
    }

    /// The members of `erratum.json` that the ledger or the policy contradicts.
    private mutating func contradictions(
        of header: ErratumHeader, _ told: LedgerEvent.AudienceErratum,
        _ logged: LedgerHistory.LoggedErratum, _ path: String
    ) -> [String] {
        guard let life = history.periods[logged.erratum.period], let endIndex = life.endIndex,
            case .released(let publication) = life.end,
            let release = publication.releases.first(where: { $0.audience == told.audience })
        else { return ["period"] }
        var wrong: [String] = []
        if header.reason != logged.erratum.reason { wrong.append("reason") }
        if header.policy.sha256 != publication.policy.hex { wrong.append("policy") }
        if header.release.number != release.number || header.release.sealed != release.sealed.hex
            || header.release.content != release.content?.hex
        {
            wrong.append("release")
        }
        if header.site.key != history.founding?.certificate.key.hex { wrong.append("site") }
        if header.logKey != history.founding?.logKey { wrong.append("logKey") }
        if let checkpoint = header.ledgerPlace?.checkpoint,
            let text = contradiction(
                of: checkpoint, from: path, counting: endIndex, notYet: logged.index)
        {
            wrong.append(text)
        }
        if let policy = policies[publication.policy]?.verified,
            let audience = policy.policy.audiences.firstIndex(where: { $0.name == told.audience }),
            Set(header.recipients)
                != Set(
                    recipients(of: policy, audience, at: logged.index)
                        .map(\.publicKeyFingerprint.hex))
        {
            wrong.append("recipients")
        }
        return wrong
    }

    /// Only what was published can be flagged: a flag on a withheld cell would speak of it.
    private mutating func checkFlags(_ header: ErratumHeader, _ path: String) {
        guard
            let release = opened.first(where: {
                $0.period == header.period && $0.audience == header.audience
            })
        else { return }
        let published = Dictionary(
            release.tables.map { table in
                (table.name, Set(table.cells.filter { !$0.isWithheld }.map(\.codes)))
            }
        ) { first, _ in first }
        let tables = header.flagged.tables.filter { published[$0]?.isEmpty ?? true }
        let cells = header.flagged.cells.filter { published[$0.table]?.contains($0.codes) != true }
        let places = tables + cells.map { "\($0.table)/\($0.codes.joined(separator: "/"))" }
        if let first = places.first {
            find(
                .erratumFlagsUnpublished, path,
                "it flags what was not published, \(places.count) in all, the first \(first)")
        }
    }
}
