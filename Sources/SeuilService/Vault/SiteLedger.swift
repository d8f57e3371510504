import Foundation
import GRDB
import SeuilCrypto
import SeuilRelease

/// The ledger in memory: what was said so far, and the tree over it.
///
/// Inside a transaction a copy goes on, and takes this one's place only when the transaction is on disk: no root is
/// ever signed over an entry that is not there, and none twice for one size.
struct SiteLedger: Sendable {
    private(set) var history = LedgerHistory()
    private(set) var tree = MerkleFrontier()
    /// The certificates of all who decide or decided, as far as they are known here.
    var certificates: Set<Certificate> = []

    /// The time of an entry made at `now`: it never falls, whatever the clock is set to.
    func time(at now: Date) -> LedgerTime {
        max(LedgerTime(now), history.lastTime ?? LedgerTime(now))
    }

    /// Takes over an entry that stands in the file.
    mutating func take(_ entry: LedgerEntry) throws(LedgerViolation) {
        try history.append(entry)
        tree.append(MerkleTree.leafHash(of: entry.bytes))
    }

    /// Appends what happened, and a checkpoint over all that was said, within the transaction that does it.
    ///
    /// - Parameter now: The entry's time, unless the one before is later.
    mutating func append(
        _ event: LedgerEvent, at now: Date, isRestated: Bool = false, in db: Database,
        signing key: borrowing LogKey
    ) throws {
        let entry = LedgerEntry(event, at: time(at: now), isRestated: isRestated)
        let number = history.size
        try take(entry)
        let checkpoint = Checkpoint(
            origin: key.verifier.name, size: tree.size, root: tree.root)
        let note = try SignedNote(signing: checkpoint.text, with: key)
        try db.execute(
            sql: "INSERT INTO ledger (number, kind, period, body, note) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                number, event.kind, event.period, Blob(entry.bytes), Blob(note.bytes),
            ])
    }
}
