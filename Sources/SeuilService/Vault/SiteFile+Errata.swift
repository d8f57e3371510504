import Foundation
import GRDB
import SeuilCrypto
import SeuilRelease
import SystemPackage

/// One audience's erratum, sealed: what will stand in the outbox, byte for byte.
struct SealedErratumFile: Sendable {
    let name: ErratumName
    /// SHA-256 of the sealed release that it is about.
    let release: Digest
    /// SHA-256 of what is sealed.
    let content: Digest
    let bytes: [UInt8]
    /// What is flagged of this audience's figures.
    let flags: ErratumFlags
}

/// An erratum that waits for its file.
struct ErratumRow: Sendable {
    let name: ErratumName
    let bytes: [UInt8]
    /// The number of the ledger's entry that names it.
    let entry: Int
}

/// A release as it was recorded, for an erratum that names it.
struct RecordedRelease: Sendable {
    let audience: String
    let number: Int
    let content: Digest?
    let sealed: Digest
    let figures: ReleasedFigures
}

extension SiteFile {
    /// Flags and requests are sealed as figures are: they say which cells were published.
    static let errataSchema = """
        CREATE TABLE IF NOT EXISTS errata (
            period TEXT NOT NULL, audience TEXT NOT NULL, number INTEGER NOT NULL,
            entry INTEGER NOT NULL, bytes BLOB NOT NULL, digest BLOB NOT NULL,
            request BLOB NOT NULL, flags BLOB NOT NULL, is_published INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (period, audience, number));
        """

    /// Gives a file that was made before there were errata its place for them.
    static func addErrata(_ database: DatabaseQueue) throws {
        if try database.read({ db in try db.tableExists("errata") }) { return }
        try database.write { db in try db.execute(sql: errataSchema) }
    }

    /// Checks that the errata are those that the ledger tells of.
    static func checkErrata(_ db: Database, _ path: FilePath, _ history: LedgerHistory) throws {
        let rows = try Row.fetchAll(
            db, sql: "SELECT period, audience, number, entry, digest FROM errata")
        var told = 0
        for life in history.periods.values {
            told += life.errata.reduce(0) { $0 + $1.erratum.audiences.count }
        }
        let areTold = rows.allSatisfy { row in
            history.periods[row["period"]]?.errata.contains { logged in
                logged.index == row["entry"]
                    && logged.erratum.audiences.contains {
                        $0.audience == row["audience"] && $0.number == row["number"]
                            && $0.sealed.bytes == blob(row["digest"])
                    }
            } ?? false
        }
        guard areTold, rows.count == told else { throw VaultError.altered(path, what: "errata") }
    }

    /// What was released of a period, by audience; empty when nothing was.
    func recordedReleases(of period: String) throws(VaultError) -> [RecordedRelease] {
        guard case .released(let publication) = ledgerState.history.periods[period]?.end else {
            return []
        }
        let figures = try figures(of: period).compactMap { ReleasedFigures(decoding: $0) }
        var releases: [RecordedRelease] = []
        for release in publication.releases {
            guard let own = figures.first(where: { $0.audience == release.audience }) else {
                throw .altered(path, what: "figures of \(period)")
            }
            releases.append(
                RecordedRelease(
                    audience: release.audience, number: release.number, content: release.content,
                    sealed: release.sealed, figures: own))
        }
        return releases
    }

    /// Records an erratum: its entry, and the sealed file of each audience.
    func recordErratum(
        of period: String, _ reason: ErratumReason, request: [UInt8], _ files: [SealedErratumFile],
        at now: Date
    ) throws(VaultError) {
        var boxes: [(request: [UInt8], flags: [UInt8])] = []
        for file in files {
            let name = file.name.fileName
            boxes.append(
                (
                    try seal(request, as: "request of \(name)"),
                    try seal(SiteFile.encoded(file.flags), as: "flags of \(name)")
                ))
        }
        try recording { [boxes] db, ledger in
            let entry = ledger.history.size
            for (file, box) in zip(files, boxes) {
                try db.execute(
                    sql: """
                        INSERT INTO errata
                        (period, audience, number, entry, bytes, digest, request, flags)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        period, file.name.release.audience, file.name.number, entry,
                        Blob(file.bytes), Blob(Digest.sha256(file.bytes).bytes),
                        Blob(box.request), Blob(box.flags),
                    ])
            }
            let told = files.map { file in
                LedgerEvent.AudienceErratum(
                    audience: file.name.release.audience, number: file.name.number,
                    release: file.release, content: file.content, sealed: .sha256(file.bytes))
            }
            try ledger.append(
                .erratum(
                    .init(
                        period: period, reason: reason,
                        audiences: told.sorted {
                            $0.audience.utf8.lexicographicallyPrecedes($1.audience.utf8)
                        })),
                at: now, in: db, signing: logKey)
        }
    }

    /// The errata of `period` that were made for this very request.
    func errata(of period: String, request: [UInt8]) throws(VaultError) -> [ErratumName] {
        var names: [ErratumName] = []
        for (name, row) in try errataRows(where: "period = ?", [period]) {
            let box = blob(row["request"])
            if try open(box, as: "request of \(name.fileName)") == request { names.append(name) }
        }
        return names
    }

    /// What errata have flagged of an audience's figures, by period.
    func flags(for audience: String) throws(VaultError) -> [String: [ErratumFlags]] {
        var flags: [String: [ErratumFlags]] = [:]
        for (name, row) in try errataRows(where: "audience = ?", [audience]) {
            let box = try open(blob(row["flags"]), as: "flags of \(name.fileName)")
            guard let own = try? JSONDecoder().decode(ErratumFlags.self, from: Data(box)) else {
                throw .altered(path, what: "flags of \(name.fileName)")
            }
            flags[name.release.period, default: []].append(own)
        }
        return flags
    }

    /// The errata to write: those not yet written, or all.
    func errata(includingPublished: Bool) throws(VaultError) -> [ErratumRow] {
        try errataRows(where: "is_published = 0 OR ?", [includingPublished]).map {
            (name, row) throws(VaultError) in
            let bytes = blob(row["bytes"])
            guard Digest.sha256(bytes).bytes == blob(row["digest"]) else {
                throw .altered(path, what: name.fileName)
            }
            return ErratumRow(name: name, bytes: bytes, entry: row["entry"])
        }
    }

    func recordPublication(_ erratum: ErratumRow) throws(VaultError) {
        try writing { db in
            try db.execute(
                sql: """
                    UPDATE errata SET is_published = 1
                    WHERE period = ? AND audience = ? AND number = ?
                    """,
                arguments: [
                    erratum.name.release.period, erratum.name.release.audience, erratum.name.number,
                ])
        }
    }

    private func errataRows(
        where condition: String, _ arguments: StatementArguments
    ) throws(VaultError) -> [(ErratumName, Row)] {
        try reading { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM errata WHERE \(condition) ORDER BY entry, audience",
                arguments: arguments
            ).map { row in
                let release = ReleaseName(period: row["period"], audience: row["audience"])
                return (ErratumName(release: release, number: row["number"]), row)
            }
        }
    }

    private static func encoded(_ flags: ErratumFlags) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(flags) else {
            preconditionFailure("flags are made of strings and truths")
        }
        return Array(data)
    }
}
