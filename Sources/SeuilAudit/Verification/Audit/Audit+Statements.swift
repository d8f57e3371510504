internal import Foundation
internal import SeuilCore
internal import SeuilCrypto
internal import SeuilRelease

extension Audit {
    /// What signers have signed beside policies: the founding, changes of the quorum, withdrawals of recipients; each
    /// as of its ledger time, by those who decided then.
    mutating func readStatements() {
        guard let founding = history.founding else { return }
        // Those of a founding that nobody signed are beside the policies only; and a statement whose signatures were
        // altered still shows whose certificates an entry names.
        certificates = certificatesAtHand(for: entries)
        if founding.signed == nil {
            find(
                .foundingNotSigned, .notice, "entry 0",
                "the signers whom it names have not signed it: whether they know of this ledger cannot be seen here"
            )
        }
        for (index, entry) in entries.enumerated() {
            switch entry.event {
            case .founded(let founding):
                if let named = founding.signed { read(named, of: founding, at: entry.time) }
            case .quorumChanged(let change):
                guard let before = history.quorums.last(where: { $0.index < index }) else { break }
                read(change, after: before, at: index, entry.time)
            case .recipientWithdrawn(let withdrawal):
                guard let rule = history.withdrawals.first(where: { $0.index == index })?.quorum
                else { break }
                read(withdrawal, under: rule, at: index, entry.time)
            default: break
            }
        }
        checkTrustedSigners()
    }

    private mutating func read(
        _ named: LedgerEvent.Signed, of founding: LedgerEvent.Founding, at time: LedgerTime
    ) {
        guard let (statement, signatures) = statement(named, ofEntry: 0) else { return }
        guard case .founding(let signed) = statement else { return differs(0, "statement") }
        guard
            isSame(
                0,
                [
                    ("logKey", signed.log.key.text == founding.logKey),
                    ("certificate", LedgerEvent.Signer(signed.certificate) == founding.certificate),
                ] + signed.quorum.rule.compared(with: founding.quorum))
        else { return }
        certificates.formUnion(signed.quorum.certificates)
        do throws(ApprovalRefusal) {
            let approval = try signed.verify(signatures, at: time.date)
            vouched.append((signed.quorum.rule, approval.accepted))
        } catch {
            refuse(error, at: 0)
        }
        if let earlier = signed.earlier {
            find(
                .followsAnotherLog, .notice, "entry 0",
                "it follows the log \(earlier.origin), \(earlier.size) entries, root \(earlier.root.hex)"
            )
        }
    }

    mutating func read(
        _ change: LedgerEvent.QuorumChange, after previous: LedgerHistory.QuorumInForce,
        at index: Int, _ time: LedgerTime
    ) {
        guard let (statement, signatures) = statement(change.signed, ofEntry: index) else { return }
        guard case .quorum(let signed) = statement else { return differs(index, "statement") }
        guard
            isSame(
                index,
                [
                    ("logKey", signed.log.key.text == history.founding?.logKey),
                    ("number", signed.number == change.number),
                    ("previous", signed.previous == previous.statement),
                ] + signed.quorum.rule.compared(with: change.quorum))
        else { return }
        let before = Quorum(previous.rule, known: certificates)
        certificates.formUnion(signed.quorum.certificates)
        do throws(ApprovalRefusal) {
            let approval = try signed.verify(signatures, after: before, at: time.date)
            guard
                isSame(
                    index,
                    [
                        ("approved", approval.approved.logged == change.approved),
                        ("accepted", approval.accepted.logged == change.accepted),
                    ])
            else { return }
            vouched.append((signed.quorum.rule, approval.accepted))
        } catch {
            refuse(error, at: index)
        }
    }

    mutating func read(
        _ withdrawal: LedgerEvent.Withdrawal, under rule: QuorumRule, at index: Int,
        _ time: LedgerTime
    ) {
        guard let (statement, signatures) = statement(withdrawal.signed, ofEntry: index) else {
            return
        }
        guard case .withdrawal(let signed) = statement else { return differs(index, "statement") }
        guard
            isSame(
                index,
                [
                    ("logKey", signed.log.key.text == history.founding?.logKey),
                    ("audience", signed.audience == withdrawal.audience),
                    ("key", signed.key == withdrawal.key),
                ])
        else { return }
        let quorum = Quorum(rule, known: certificates)
        do throws(ApprovalRefusal) {
            let approval = try signed.verify(signatures, under: quorum, at: time.date)
            _ = isSame(index, [("signer", approval.approved.logged == [withdrawal.signer])])
        } catch {
            refuse(error, at: index)
        }
    }

    /// A statement's file and its signatures, which must be those that its entry names.
    mutating func statement(
        _ named: LedgerEvent.Signed, ofEntry index: Int
    ) -> (Statement, [UInt8])? {
        let path = Audit.ledger(LedgerPaths.statement(ofEntry: index))
        // What is wrong with the one does not hide what is wrong with the other.
        let bytes = file(
            path, limit: Statement.byteLimit, named.statement, altered: .statementAltered,
            missing: .statementMissing, "it is not the statement that the ledger names")
        let signatures = file(
            signaturesPlace(index), limit: AuditLimit.policyFile, named.signatures,
            altered: .statementAltered, missing: .statementMissing,
            "they are not the signatures that the ledger names")
        guard let bytes, let signatures else { return nil }
        guard let statement = try? Statement(bytes: bytes) else {
            find(.statementAltered, path, "it is no statement")
            return nil
        }
        return (statement, signatures)
    }

    private mutating func refuse(_ refusal: ApprovalRefusal, at index: Int) {
        guard let tooFew = refusal.tooFew else {
            return find(.statementNotSigned, signaturesPlace(index), refusal.description)
        }
        find(
            tooFew, .statementNotSigned, whose: refusal.whose, at: index, signaturesPlace(index))
    }

    /// Whether everything is the same in an entry and in what was signed; names what is not.
    private mutating func isSame(_ index: Int, _ members: [(name: String, isSame: Bool)]) -> Bool {
        let wrong = members.filter { !$0.isSame }.map(\.name)
        if !wrong.isEmpty { differs(index, wrong.joined(separator: ", ")) }
        return wrong.isEmpty
    }

    private mutating func differs(_ index: Int, _ what: String) {
        find(
            .statementDiffers, "entry \(index)",
            "what was signed says otherwise than the entry, in: \(what)")
    }

    private func signaturesPlace(_ index: Int) -> String {
        Audit.ledger(LedgerPaths.signatures(ofEntry: index))
    }
}

extension QuorumRule {
    /// The members by which an entry writes it, and which of them are those of another.
    fileprivate func compared(with other: QuorumRule) -> [(name: String, isSame: Bool)] {
        [
            ("signers", members == other.members), ("required", total == other.total),
            ("roles", minimums == other.minimums),
        ]
    }
}

extension LedgerEvent.Signer {
    init(_ certificate: Certificate) {
        self.init(key: certificate.publicKeyFingerprint, certificate: .sha256(certificate.der))
    }
}

extension [Certificate] {
    /// As entries list them.
    var logged: [LedgerEvent.Signer] {
        map { LedgerEvent.Signer($0) }.sorted { $0.key < $1.key }
    }
}
