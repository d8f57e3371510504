import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// A row of a ledger of format 1: chained, numbered from 1, without a key of its own.
struct ChainedRow: Decodable {
    struct Release: Decodable {
        let audience: String
        let number: Int
        let sha256: String
    }

    let kind: String
    let time: String
    let signers: [String]?
    let required: Int?
    let policy: String?
    let version: Int?
    let period: String?
    let isBackfilled: Bool?
    let releases: [Release]?

    /// The digest of row `number` with this body, after a row of digest `previous`.
    static func digest(number: Int, body: [UInt8], after previous: Digest) -> Digest {
        .sha256(Array("seuil ledger 1\n".utf8) + bigEndian(Int64(number)) + previous.bytes + body)
    }

    /// What the first row follows.
    static var beginning: Digest { .sha256([UInt8]()) }
}

extension SiteFile {
    /// Turns a file of format 1 into one of format 2, all of it or nothing.
    ///
    /// The old rows stay, byte for byte, under another name. The new ledger's first entry names their number and the
    /// last one's digest; what they say is restated after it, and marked so: it was not logged here when it
    /// happened.
    static func migrate(
        _ db: Database, _ path: FilePath, _ founder: Founder, key: borrowing LogKey,
        sealedSeed: [UInt8], at now: Date
    ) throws -> SiteLedger {
        let (rows, last) = try chainedRows(db, path)
        let keys = founder.quorum.rule.members.map(\.key.hex)
        guard rows.first?.kind == "founded", rows[0].signers == keys,
            rows[0].required == founder.quorum.rule.total, founder.quorum.rule.minimums.isEmpty
        else { throw VaultError.quorumDiffers }
        try db.execute(sql: toFormat2 + ledgerSchema + errataSchema)
        try db.execute(
            sql: "UPDATE meta SET format = ?, log_seed = ?", arguments: [format, Blob(sealedSeed)])
        var ledger = SiteLedger()
        let beginning = moment(rows[0].time) ?? now
        try ledger.append(
            .founded(
                founder.founding(
                    logKey: key.verifier.text, earlier: .init(entries: rows.count, last: last))),
            at: beginning, in: db, signing: key)
        for (index, row) in rows.enumerated().dropFirst() {
            guard let event = try event(row, founder, db), let time = moment(row.time) else {
                throw VaultError.altered(path, what: "ledger row \(index + 1)")
            }
            try ledger.append(event, at: time, isRestated: true, in: db, signing: key)
        }
        try checkRows(db, path, ledger.history)
        return ledger
    }

    /// The old rows, each of which follows the one before, and the last one's digest.
    private static func chainedRows(
        _ db: Database, _ path: FilePath
    ) throws -> ([ChainedRow], Digest) {
        var previous = ChainedRow.beginning
        var chained: [ChainedRow] = []
        let rows = try Row.fetchAll(
            db, sql: "SELECT number, kind, period, body, digest FROM ledger ORDER BY number")
        for row in rows {
            let number = chained.count + 1
            let body = blob(row["body"])
            let digest = ChainedRow.digest(number: number, body: body, after: previous)
            guard let entry = try? JSONDecoder().decode(ChainedRow.self, from: Data(body)),
                row["number"] == number, blob(row["digest"]) == digest.bytes,
                row["kind"] == entry.kind, row["period"] == entry.period
            else { throw VaultError.altered(path, what: "ledger row \(number)") }
            chained.append(entry)
            previous = digest
        }
        return (chained, previous)
    }

    /// What an old row says, as an entry of today.
    private static func event(
        _ row: ChainedRow, _ founder: Founder, _ db: Database
    ) throws -> LedgerEvent? {
        let digest = row.policy.flatMap { Digest(hex: $0) }
        switch (row.kind, row.period, digest) {
        case ("policy", _, let digest?): return try adoption(digest, db)
        case ("opened", let period?, let digest?):
            return .opened(
                period: period, policy: digest, isBackfilled: row.isBackfilled ?? false)
        case ("release", let period?, let digest?):
            return try publication(row, period, digest, db)
        case ("no-release", let period?, _): return .noRelease(period: period, .keyLost)
        case ("destroyed", let period?, _): return .keysDestroyed(period: period)
        default: return nil
        }
    }

    private static func adoption(_ digest: Digest, _ db: Database) throws -> LedgerEvent? {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT version, manifest, signatures, signers, adopted_at FROM policies
                WHERE digest = ?
                """, arguments: [Blob(digest.bytes)])
        guard let row else { return nil }
        let signatures = blob(row["signatures"])
        let signers = try DetachedSignature.verify(
            signatures, of: blob(row["manifest"]),
            trusting: try Certificate.certificates(inPEM: blob(row["signers"])),
            at: Date(timeIntervalSince1970: row["adopted_at"]))
        return .policyAdopted(
            .init(
                policy: digest, version: row["version"], signatures: .sha256(signatures),
                signers: signers.logged))
    }

    private static func publication(
        _ row: ChainedRow, _ period: String, _ policy: Digest, _ db: Database
    ) throws -> LedgerEvent? {
        let publishAt = try Double.fetchOne(
            db, sql: "SELECT publish_at FROM periods WHERE id = ?", arguments: [period])
        let releases = (row.releases ?? []).compactMap { release in
            Digest(hex: release.sha256).map {
                LedgerEvent.Release(
                    audience: release.audience, number: release.number, content: nil, sealed: $0)
            }
        }
        guard let publishAt, let time = moment(row.time), releases.count == row.releases?.count
        else { return nil }
        return .released(
            .init(
                period: period, policy: policy,
                publish: LedgerTime(max(Date(timeIntervalSince1970: publishAt), time)),
                releases: releases.sorted {
                    $0.audience.utf8.lexicographicallyPrecedes($1.audience.utf8)
                }))
    }

    private static func moment(_ text: String) -> Date? { try? Date(text, strategy: .iso8601) }

    /// The old rows' own lines, as the auditor reads them; empty when the site began with this format.
    func earlierLedger() throws(VaultError) -> [[UInt8]] {
        try reading { db in
            guard try db.tableExists("ledger_1") else { return [] }
            return try Blob.fetchAll(db, sql: "SELECT body FROM ledger_1 ORDER BY number")
                .map(\.bytes)
        }
    }

    private static let toFormat2 = """
        DROP INDEX one_end; DROP INDEX one_opening; DROP INDEX one_destruction;
        ALTER TABLE ledger RENAME TO ledger_1;
        ALTER TABLE meta ADD COLUMN log_seed BLOB;
        ALTER TABLE meta ADD COLUMN is_running INTEGER NOT NULL DEFAULT 0;

        """
}
