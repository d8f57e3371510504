import GRDB
import SeuilCrypto

extension SiteFile {
    /// Appends `entry`, within the transaction that does what it says.
    static func append(_ entry: LedgerEntry, in db: Database) throws {
        let last = try Row.fetchOne(
            db, sql: "SELECT number, digest FROM ledger ORDER BY number DESC LIMIT 1")
        let number: Int64 = last.map { $0["number"] + 1 } ?? 1
        let previous = last.flatMap { Digest(bytes: blob($0["digest"])) } ?? LedgerEntry.beginning
        let body = try entry.encoded()
        let digest = LedgerEntry.digest(number: number, body: body, after: previous)
        try db.execute(
            sql: "INSERT INTO ledger (number, kind, period, body, digest) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                number, entry.kind.rawValue, entry.period, Blob(body), Blob(digest.bytes),
            ])
    }

    /// All entries, the first first.
    func ledger() throws(VaultError) -> [LedgerEntry] {
        try reading { db in
            try Row.fetchAll(db, sql: "SELECT body FROM ledger ORDER BY number")
                .map { try LedgerEntry(decoding: blob($0["body"])) }
        }
    }

    /// Checks that every row follows the one before, and that the first names the configured signers.
    func checkLedger() throws(VaultError) {
        try reading { [path, quorum] db in
            var previous = LedgerEntry.beginning
            var number: Int64 = 0
            let rows = try Row.fetchCursor(
                db, sql: "SELECT number, kind, period, body, digest FROM ledger ORDER BY number")
            while let row = try rows.next() {
                number += 1
                let body = blob(row["body"])
                let entry = try LedgerEntry(decoding: body)
                let digest = LedgerEntry.digest(number: number, body: body, after: previous)
                guard row["number"] == number, blob(row["digest"]) == digest.bytes,
                    row["kind"] == entry.kind.rawValue, row["period"] == entry.period
                else { throw VaultError.altered(path, what: "ledger row \(number)") }
                if number == 1 {
                    guard entry.kind == .founded, entry.signers == quorum.signers,
                        entry.required == quorum.required
                    else { throw VaultError.quorumDiffers }
                }
                previous = digest
            }
            guard number > 0 else { throw VaultError.altered(path, what: "ledger") }
        }
    }
}
