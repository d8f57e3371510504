import Foundation
import GRDB
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// One row of the ledger: the entry's line, and the checkpoint over it and all before.
struct LedgerRow: Sendable, Equatable {
    let entry: LedgerEntry
    let note: [UInt8]
}

extension SiteFile {
    /// All entries, the first first.
    func ledger() throws(VaultError) -> [LedgerEntry] { try ledgerRows().map(\.entry) }

    /// All rows, the first first.
    func ledgerRows() throws(VaultError) -> [LedgerRow] {
        try reading { db in
            try Row.fetchAll(db, sql: "SELECT body, note FROM ledger ORDER BY number").map { row in
                LedgerRow(
                    entry: try LedgerEntry(bytes: blob(row["body"])), note: blob(row["note"]))
            }
        }
    }

    /// The time that an entry made at `now` gets.
    func ledgerTime(at now: Date) -> Date { ledgerState.time(at: now).date }

    /// Reads the whole ledger anew: every rule of its order, and the last checkpoint over the tree of all entries.
    ///
    /// Nothing stored is trusted for the tree: a wrong root that was signed once would look like a fork for ever.
    ///
    /// - Throws: ``VaultError/altered(_:what:)`` with the first row that is not as it was written.
    static func readLedger(
        _ db: Database, _ path: FilePath, key: borrowing LogKey
    ) throws -> SiteLedger {
        var ledger = SiteLedger()
        var note: [UInt8] = []
        var signed: [(index: Int, signed: LedgerEvent.Signed)] = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT number, kind, period, body, note FROM ledger ORDER BY number")
        while let row = try rows.next() {
            let number = ledger.history.size
            guard row["number"] == number,
                let entry = try? LedgerEntry(bytes: blob(row["body"])),
                row["kind"] == entry.event.kind, row["period"] == entry.event.period,
                (try? ledger.take(entry)) != nil
            else { throw VaultError.altered(path, what: "ledger row \(number)") }
            note = blob(row["note"])
            entry.event.signedStatement.map { signed.append((number, $0)) }
        }
        let checkpoint = try? Checkpoint(of: SignedNote(bytes: note), signedBy: key.verifier)
        guard let checkpoint, checkpoint.size == ledger.tree.size,
            checkpoint.root == ledger.tree.root,
            ledger.history.founding?.logKey == key.verifier.text
        else { throw VaultError.altered(path, what: "ledger") }
        try checkRows(db, path, ledger.history)
        ledger.certificates = try signers(db, path, signed)
        return ledger
    }

    /// Checks that policies, periods and releases are those that the ledger tells of, no more and no fewer.
    ///
    /// Both are written in one transaction; that they differ shows that one of them was changed by other hands.
    static func checkRows(_ db: Database, _ path: FilePath, _ history: LedgerHistory) throws {
        let policies = try Blob.fetchAll(db, sql: "SELECT digest FROM policies ORDER BY version")
        guard policies.map(\.bytes) == history.policies.map(\.adoption.policy.bytes) else {
            throw VaultError.altered(path, what: "policies")
        }
        let periods = try Row.fetchAll(
            db, sql: "SELECT id, state, policy, is_destroyed FROM periods WHERE state <> 'opening'")
        guard periods.count == history.periods.count else {
            throw VaultError.altered(path, what: "periods")
        }
        for row in periods {
            let id: String = row["id"]
            let life = history.periods[id]
            let state: [PeriodRow.State] =
                switch life?.end {
                case nil: [.open, .closing]
                case .released: [.released]
                case .noRelease: [.noRelease]
                }
            guard let life, state.map(\.rawValue).contains(row["state"]),
                blob(row["policy"]) == life.policy.bytes,
                row["is_destroyed"] == (life.destroyedIndex != nil)
            else { throw VaultError.altered(path, what: "period \(id)") }
            let digests = try Blob.fetchAll(
                db, sql: "SELECT digest FROM releases WHERE period = ? ORDER BY audience",
                arguments: [id])
            var sealed: [[UInt8]] = []
            if case .released(let publication) = life.end {
                sealed = publication.releases.map(\.sealed.bytes)
            }
            guard digests.map(\.bytes) == sealed else {
                throw VaultError.altered(path, what: "releases of \(id)")
            }
        }
        try checkErrata(db, path, history)
    }

    /// The last checkpoint, as a note.
    func lastCheckpoint() throws(VaultError) -> [UInt8] {
        try reading { [path] db in
            let note = try Blob.fetchOne(
                db, sql: "SELECT note FROM ledger ORDER BY number DESC LIMIT 1")
            guard let note else { throw VaultError.altered(path, what: "ledger") }
            return note.bytes
        }
    }

    /// Where the ledger stands, for a release that is being made.
    func ledgerPlace() throws(VaultError) -> LedgerPlace {
        let note = try lastCheckpoint()
        do throws(CryptoError) {
            return try LedgerPlace(logKey: logKey.verifier, note: SignedNote(bytes: note))
        } catch {
            throw .sealing(path, error)
        }
    }

    /// The proof that entry number `index` is in the ledger, with the entry itself.
    ///
    /// Under the checkpoint of the entry's own transaction, so that it is one file for ever.
    func proof(ofEntry index: Int) throws(VaultError) -> [UInt8] {
        let rows = Array(try ledgerRows().prefix(index + 1))
        guard rows.count == index + 1, let note = try? SignedNote(bytes: rows[index].note) else {
            throw .altered(path, what: "ledger row \(index)")
        }
        let leaves = rows.map { MerkleTree.leafHash(of: $0.entry.bytes) }
        let proof = InclusionProof(
            index: index, hashes: MerkleTree.inclusionProof(of: index, in: leaves),
            checkpoint: note, extra: rows[index].entry.bytes)
        guard proof.proves(rows[index].entry.bytes, in: logKey.verifier) else {
            throw .altered(path, what: "ledger row \(index)")
        }
        return proof.bytes
    }

    // MARK: What happens to the daemon itself

    /// Entries of one kind about the daemon itself are this far apart at least: how often it restarts is nobody's
    /// matter. That it was not stopped in good order is, however soon after its start.
    private static let startInterval: TimeInterval = 3600
    /// At most so many refusals of policies in a day.
    private static let refusalsADay = 16

    /// Records that a daemon runs, and whether the one before had been stopped in good order.
    func recordStart(at now: Date) throws(VaultError) {
        try recording { db, ledger in
            let wasRunning = try Bool.fetchOne(db, sql: "SELECT is_running FROM meta") ?? false
            try db.execute(sql: "UPDATE meta SET is_running = 1")
            for (event, isTold) in [(LedgerEvent.uncleanStop, wasRunning), (.started, true)]
            where isTold {
                let last = try SiteFile.latest(event.kind, limit: 1, in: db).first
                let next = last.map { $0.time.date + SiteFile.startInterval }
                if let next, ledger.time(at: now).date < next { continue }
                try ledger.append(event, at: now, in: db, signing: logKey)
            }
        }
    }

    /// Records that the daemon stops in good order.
    func recordStop() throws(VaultError) {
        try writing { db in try db.execute(sql: "UPDATE meta SET is_running = 0") }
    }

    /// Records that the clock was set, and by which power of ten of seconds.
    func recordClockJump(_ seconds: TimeInterval, at now: Date) throws(VaultError) {
        var coarse = 100
        while coarse < 1_000_000_000, abs(seconds) >= TimeInterval(coarse * 10) { coarse *= 10 }
        try recording { [coarse] db, ledger in
            try ledger.append(
                .clockJump(seconds < 0 ? .back : .forward, seconds: coarse), at: now, in: db,
                signing: logKey)
        }
    }

    /// Records that a policy was refused, unless the ledger has just said so.
    ///
    /// Whoever may reload a policy could else make the ledger grow for ever.
    func recordRefusal(
        of policy: Digest?, _ reason: LedgerEvent.RefusalReason, at now: Date
    ) throws(VaultError) {
        let event = LedgerEvent.policyRefused(policy: policy, reason)
        try recording { db, ledger in
            let limit = SiteFile.refusalsADay
            let latest = try SiteFile.latest("policy-refused", limit: limit, in: db)
            let time = ledger.time(at: now).date
            if latest.first?.event == event { return }
            if latest.count == limit, time < latest[limit - 1].time.date + 86_400 { return }
            try ledger.append(event, at: now, in: db, signing: logKey)
        }
    }

    private static func latest(
        _ kind: String, limit: Int, in db: Database
    ) throws -> [LedgerEntry] {
        try Blob.fetchAll(
            db, sql: "SELECT body FROM ledger WHERE kind = ? ORDER BY number DESC LIMIT ?",
            arguments: [kind, limit]
        ).map { try LedgerEntry(bytes: $0.bytes) }
    }
}
