import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// Why a statement was not taken.
enum StatementError: Error, Equatable {
    case refused(ApprovalRefusal)
    case vault(VaultError)
}

extension StatementError: CustomStringConvertible {
    var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .vault(let error): error.description
        }
    }
}

extension SiteFile {
    static let statementSchema = """
        CREATE TABLE IF NOT EXISTS statements (
            entry INTEGER PRIMARY KEY, body BLOB NOT NULL, signatures BLOB NOT NULL);
        """

    /// Gives a file that was made before there were statements its place for them.
    static func addStatements(_ database: DatabaseQueue) throws {
        if try database.read({ db in try db.tableExists("statements") }) { return }
        try database.write { db in try db.execute(sql: statementSchema) }
    }

    /// The log that statements must name.
    var log: LogName? { LogName(logKey.verifier) }

    /// Those who decide now.
    ///
    /// - Throws: ``VaultError/altered(_:what:)`` when a certificate of theirs is nowhere to be found.
    func quorum() throws(VaultError) -> Quorum {
        let ledger = ledgerState
        guard let rule = ledger.history.quorum,
            let quorum = Quorum(rule, among: ledger.certificates)
        else { throw .altered(path, what: "signers") }
        return quorum
    }

    /// Those who decided when a policy was adopted, with their certificates of then.
    ///
    /// - Parameter shown: The certificates stored with the policy.
    func quorum(
        of policy: Digest, shown: [Certificate]
    ) throws(VaultError) -> Quorum {
        let ledger = ledgerState
        let adopted = ledger.history.policies.first { $0.adoption.policy == policy }
        guard let adopted else { throw .altered(path, what: "policy") }
        if let quorum = Quorum(adopted.quorum, among: ledger.certificates.union(shown)) {
            return quorum
        }
        // What was restated from an earlier form of the ledger names keys only.
        guard adopted.isRestated, let quorum = Quorum(adopted.quorum, byKeyAmong: shown) else {
            throw .altered(path, what: "signers")
        }
        return quorum
    }

    /// Takes a signed statement: an entry, and the statement itself, in one transaction.
    ///
    /// - Returns: Whether it says anything new.
    /// - Throws: ``StatementError/refused(_:)`` with the first reason.
    func take(
        _ statement: SeuilCore.Statement, _ signed: SignedStatement, at now: Date
    ) throws(StatementError) -> Bool {
        guard statement.log == log else { throw .refused(.otherSite) }
        let time = ledgerTime(at: now)
        let quorum: Quorum
        do throws(VaultError) { quorum = try self.quorum() } catch { throw .vault(error) }
        let event: LedgerEvent?
        do throws(ApprovalRefusal) {
            event =
                switch statement {
                case .founding: try again(statement)
                case .quorum(let change): try self.event(change, signed, after: quorum, at: time)
                case .withdrawal(let withdrawal):
                    try self.event(withdrawal, signed, under: quorum, at: time)
                }
        } catch {
            throw .refused(error)
        }
        guard let event else { return false }
        do throws(VaultError) {
            try recording { db, ledger in
                try ledger.append(event, at: time, in: db, signing: logKey)
                try SiteFile.insert(signed, ofEntry: ledger.history.size - 1, in: db)
                if case .quorum(let change) = statement {
                    ledger.certificates.formUnion(change.quorum.certificates)
                }
            }
        } catch {
            throw .vault(error)
        }
        return true
    }

    /// A founding says nothing new to a site that is founded.
    private func again(
        _ founding: SeuilCore.Statement
    ) throws(ApprovalRefusal) -> LedgerEvent? {
        guard ledgerState.history.founding?.signed?.statement == founding.digest else {
            throw .founded
        }
        return nil
    }

    /// The entry of a change; `nil` when it was made before.
    private func event(
        _ change: QuorumStatement, _ signed: SignedStatement, after quorum: Quorum, at time: Date
    ) throws(ApprovalRefusal) -> LedgerEvent? {
        let history = ledgerState.history
        if history.quorums.contains(where: { $0.statement == .sha256(signed.statement) }) {
            return nil
        }
        guard change.number == history.quorums.count,
            change.previous == history.quorums.last?.statement
        else { throw .otherPlace }
        do throws(QuorumFault) {
            try change.quorum.check(site: history.founding?.certificate.key)
        } catch {
            throw .quorum(error)
        }
        let approval = try change.verify(signed.signatures, after: quorum, at: time)
        return .quorumChanged(
            .init(
                number: change.number, quorum: change.quorum.rule, signed: signed.named,
                approved: approval.approved.logged, accepted: approval.accepted.logged))
    }

    /// The entry of a withdrawal; `nil` when it holds already.
    private func event(
        _ withdrawal: WithdrawalStatement, _ signed: SignedStatement, under quorum: Quorum,
        at time: Date
    ) throws(ApprovalRefusal) -> LedgerEvent? {
        let isKnown = ledgerState.history.withdrawals.contains {
            $0.withdrawal.audience == withdrawal.audience && $0.withdrawal.key == withdrawal.key
        }
        if isKnown { return nil }
        guard withdrawal.audience.map({ LedgerWords.isAudience($0) }) ?? true else {
            throw .malformed
        }
        let approval = try withdrawal.verify(signed.signatures, under: quorum, at: time)
        return approval.approved.first.map { signer in
            .recipientWithdrawn(
                .init(
                    audience: withdrawal.audience, key: withdrawal.key, signed: signed.named,
                    signer: .init(signer)))
        }
    }

    static func insert(
        _ signed: SignedStatement, ofEntry index: Int, in db: Database
    ) throws {
        try db.execute(
            sql: "INSERT INTO statements (entry, body, signatures) VALUES (?, ?, ?)",
            arguments: [index, Blob(signed.statement), Blob(signed.signatures)])
    }

    /// The signed statements, by the entry that names each.
    func statements() throws(VaultError) -> [Int: SignedStatement] {
        try reading { db in try SiteFile.statements(db) }
    }

    private static func statements(_ db: Database) throws -> [Int: SignedStatement] {
        guard try db.tableExists("statements") else { return [:] }
        var statements: [Int: SignedStatement] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT * FROM statements") {
            statements[row["entry"]] = SignedStatement(
                statement: blob(row["body"]), signatures: blob(row["signatures"]))
        }
        return statements
    }

    /// The certificates of all who decide or decided, from the statements that the ledger names.
    ///
    /// - Throws: ``VaultError/altered(_:what:)`` when one is missing, is another, or is too many.
    static func signers(
        _ db: Database, _ path: FilePath, _ entries: [(index: Int, signed: LedgerEvent.Signed)]
    ) throws -> Set<Certificate> {
        let stored = try statements(db)
        guard stored.count == entries.count else {
            throw VaultError.altered(path, what: "statements")
        }
        var certificates: Set<Certificate> = []
        for (index, named) in entries {
            guard let signed = stored[index], signed.named == named,
                let statement = try? SeuilCore.Statement(bytes: signed.statement)
            else { throw VaultError.altered(path, what: "statement of entry \(index)") }
            switch statement {
            case .founding(let founding):
                certificates.formUnion(founding.quorum.certificates)
            case .quorum(let change): certificates.formUnion(change.quorum.certificates)
            case .withdrawal: break
            }
        }
        return certificates
    }

    /// Every certificate that was stored with an adopted policy.
    static func policySigners(_ db: Database) throws -> Set<Certificate> {
        let stored = try Blob.fetchAll(db, sql: "SELECT signers FROM policies")
        return Set(try stored.flatMap { try Certificate.certificates(inPEM: $0.bytes) })
    }
}

extension LedgerEvent {
    /// The statement that it names.
    var signedStatement: Signed? {
        switch self {
        case .founded(let founding): founding.signed
        case .quorumChanged(let change): change.signed
        case .recipientWithdrawn(let withdrawal): withdrawal.signed
        default: nil
        }
    }
}
