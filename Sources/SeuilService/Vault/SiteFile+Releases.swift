import Foundation
import GRDB
import SeuilCrypto
import SeuilRelease

/// One audience's release of a period, sealed: what will stand in the outbox, byte for byte.
struct SealedSummary: Sendable {
    let audience: String
    /// Counts an audience's releases from 1.
    let number: Int
    /// SHA-256 of what is sealed.
    let content: Digest
    let bytes: [UInt8]
    /// The published figures, encoded, for comparisons in later releases.
    let figures: [UInt8]
    /// Tables withheld whole, as the release itself says.
    let tablesWithheld: [String]
    /// Whether it holds no figure above zero.
    let isSilent: Bool
}

/// A release that waits for its time, or for its file.
struct ReleaseRow: Sendable {
    let period: String
    let audience: String
    let bytes: [UInt8]
    let publishAt: Date
    /// The number of the ledger's entry that names it.
    let entry: Int
}

extension SiteFile {
    /// The number of the next release for `audience`.
    func nextNumber(for audience: String) throws(VaultError) -> Int {
        try reading { db in
            let last = try Int.fetchOne(
                db, sql: "SELECT MAX(number) FROM releases WHERE audience = ?",
                arguments: [audience])
            return (last ?? 0) + 1
        }
    }

    /// The figures that `audience` was given before, the earliest period first.
    func figures(for audience: String) throws(VaultError) -> [[UInt8]] {
        let rows = try reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT period, figures FROM releases
                    JOIN periods ON periods.id = releases.period
                    WHERE audience = ? ORDER BY starts_at
                    """,
                arguments: [audience]
            ).map { (period: $0["period"] as String, box: blob($0["figures"])) }
        }
        var figures: [[UInt8]] = []
        for row in rows {
            figures.append(try open(row.box, as: SiteFile.figuresName(row.period, audience)))
        }
        return figures
    }

    /// The figures that any audience was given of one period.
    func figures(of period: String) throws(VaultError) -> [[UInt8]] {
        let rows = try reading { db in
            try Row.fetchAll(
                db,
                sql: "SELECT audience, figures FROM releases WHERE period = ? ORDER BY audience",
                arguments: [period]
            ).map { (audience: $0["audience"] as String, box: blob($0["figures"])) }
        }
        var figures: [[UInt8]] = []
        for row in rows {
            figures.append(try open(row.box, as: SiteFile.figuresName(period, row.audience)))
        }
        return figures
    }

    /// Records a period's release, all of it at once: afterwards it is a fact, before it never was.
    ///
    /// - Parameters:
    ///   - unaddressed: Audiences of which no recipient remains.
    ///   - time: When the closing was due, or asked for: how long it took is not for the ledger.
    func recordRelease(
        of id: String, policy: Digest, _ summaries: [SealedSummary], unaddressed: [String] = [],
        publishAt: Date, at time: Date
    ) throws(VaultError) {
        let releases = summaries.map { summary in
            LedgerEvent.Release(
                audience: summary.audience, number: summary.number, content: summary.content,
                sealed: .sha256(summary.bytes))
        }
        var boxes: [[UInt8]] = []
        for summary in summaries {
            boxes.append(
                try seal(summary.figures, as: SiteFile.figuresName(id, summary.audience)))
        }
        try recording { [boxes] db, ledger in
            try SiteFile.move(id, from: [.closing], to: .released, in: db)
            try db.execute(
                sql: "UPDATE periods SET publish_at = ?, attempts = 0 WHERE id = ?",
                arguments: [publishAt.timeIntervalSince1970, id])
            for (summary, box) in zip(summaries, boxes) {
                try db.execute(
                    sql: """
                        INSERT INTO releases (period, audience, number, bytes, digest, figures)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        id, summary.audience, summary.number, Blob(summary.bytes),
                        Blob(Digest.sha256(summary.bytes).bytes), Blob(box),
                    ])
            }
            try ledger.append(
                .released(
                    .init(
                        period: id, policy: policy,
                        publish: max(LedgerTime(publishAt), ledger.time(at: time)),
                        releases: releases.sorted {
                            $0.audience.utf8.lexicographicallyPrecedes($1.audience.utf8)
                        },
                        unaddressed: unaddressed.sorted {
                            $0.utf8.lexicographicallyPrecedes($1.utf8)
                        })),
                at: time, in: db, signing: logKey)
        }
    }

    /// Checks that a period's release can be read back as it was sealed, from the main file.
    ///
    /// Asked before its key is destroyed: afterwards nothing could make it again.
    func checkRelease(of id: String) throws(VaultError) {
        try truncateLog()
        var count = 0
        if case .released(let publication) = ledgerState.history.periods[id]?.end {
            count = publication.releases.count
        }
        try reading { [path, count] db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT bytes, digest FROM releases WHERE period = ?", arguments: [id])
            let isWhole = rows.allSatisfy { row in
                Digest.sha256(blob(row["bytes"])).bytes == blob(row["digest"])
            }
            guard isWhole, rows.count == count else {
                throw VaultError.altered(path, what: "release of \(id)")
            }
        }
    }

    /// The releases to write, by time: those due and not yet written, or all that are due.
    func releases(dueAt now: Date, includingPublished: Bool) throws(VaultError) -> [ReleaseRow] {
        try reading { [path] db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT releases.period, audience, bytes, digest, publish_at, ledger.number AS entry
                    FROM releases JOIN periods ON periods.id = releases.period
                    JOIN ledger ON ledger.period = releases.period AND ledger.kind = 'released'
                    WHERE publish_at <= ? AND (is_published = 0 OR ?) ORDER BY publish_at, audience
                    """,
                arguments: [now.timeIntervalSince1970, includingPublished]
            ).map { row in
                let bytes = blob(row["bytes"])
                guard Digest.sha256(bytes).bytes == blob(row["digest"]) else {
                    throw VaultError.altered(path, what: "release of \(row["period"] as String)")
                }
                return ReleaseRow(
                    period: row["period"], audience: row["audience"], bytes: bytes,
                    publishAt: Date(timeIntervalSince1970: row["publish_at"]),
                    entry: row["entry"])
            }
        }
    }

    /// The periods of which a release has not been written to the outbox, due or not.
    func unwrittenPeriods() throws(VaultError) -> Set<String> {
        try reading { db in
            try String.fetchSet(
                db, sql: "SELECT DISTINCT period FROM releases WHERE is_published = 0")
        }
    }

    func recordPublication(_ release: ReleaseRow) throws(VaultError) {
        try writing { db in
            try db.execute(
                sql: "UPDATE releases SET is_published = 1 WHERE period = ? AND audience = ?",
                arguments: [release.period, release.audience])
        }
    }

    private static func figuresName(_ period: String, _ audience: String) -> String {
        "figures of \(period) for \(audience)"
    }
}
