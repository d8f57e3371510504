import GRDB
import SystemPackage

/// A period's database: one sealed snapshot of its tally, and the sealed deltas since.
///
/// It handles boxes only and holds no key. Deltas are numbered from 1 without gap within a generation, so that one
/// that is missing is noticed.
final class PeriodFile: Sendable {
    struct Snapshot: Sendable {
        let generation: Int64
        let tally: [UInt8]
        let events: [UInt8]
    }
    struct Contents: Sendable {
        let snapshot: Snapshot
        let deltas: [[UInt8]]
    }

    let path: FilePath
    let database: DatabaseQueue

    /// Makes the file of a period that nothing was counted in yet.
    static func create(_ path: FilePath, snapshot: Snapshot) throws(VaultError) -> PeriodFile {
        let file = PeriodFile(path: path, database: try VaultDatabase.open(path))
        try file.accessing { database in
            try database.write { db in
                try db.execute(sql: schema)
                try db.execute(
                    sql: "INSERT INTO meta (format, running) VALUES (?, ?)",
                    arguments: [format, Mark.running.rawValue])
                try db.execute(
                    sql: "INSERT INTO snapshot (generation, tally, events) VALUES (?, ?, ?)",
                    arguments: [snapshot.generation, Blob(snapshot.tally), Blob(snapshot.events)])
            }
            try database.truncateLog()
        }
        return file
    }

    /// Opens the file of a period and marks it as in use.
    ///
    /// A database whose log has been taken away is still a valid, older database. The mark in the main file tells:
    /// in use and without a log, it is refused before anything acknowledged can go unnoticed, and ever after.
    static func open(_ path: FilePath) throws(VaultError) -> PeriodFile {
        guard DurableFile.exists(path) else { throw .storage(path, reason: "No such file") }
        let hadLog = DurableFile.exists(FilePath(path.string + "-wal"))
        let database = try VaultDatabase.open(path)
        do {
            let row = try database.read { db in
                try Row.fetchOne(db, sql: "SELECT format, running FROM meta")
            }
            guard let row, row["format"] == format, let mark = Mark(rawValue: row["running"]) else {
                throw VaultError.unknownFormat(path)
            }
            let isWhole = hadLog && mark == .running || mark == .stopped
            try database.write { db in
                try set(isWhole ? .running : .withoutLog, in: db)
            }
            guard isWhole else { throw VaultError.missingLog(path) }
            try database.truncateLog()
        } catch {
            throw .database(path, error)
        }
        return PeriodFile(path: path, database: database)
    }

    private init(path: FilePath, database: DatabaseQueue) {
        self.path = path
        self.database = database
    }

    deinit {
        // Closed without `close`, on a way that ends in an error: SQLite still moves the log into the main file.
        try? close()
    }

    /// What the file holds.
    ///
    /// - Throws: ``VaultError/altered(_:what:)`` when a delta is missing between others.
    func contents() throws(VaultError) -> Contents {
        try accessing { [path] database in
            try database.read { db in
                guard let row = try Row.fetchOne(db, sql: "SELECT * FROM snapshot") else {
                    throw VaultError.altered(path, what: "snapshot")
                }
                let snapshot = Snapshot(
                    generation: row["generation"], tally: blob(row["tally"]),
                    events: blob(row["events"]))
                let rows = try Row.fetchAll(db, sql: "SELECT seq, box FROM deltas ORDER BY seq")
                guard rows.enumerated().allSatisfy({ Int64($0 + 1) == $1["seq"] }) else {
                    throw VaultError.altered(path, what: "deltas")
                }
                return Contents(snapshot: snapshot, deltas: rows.map { blob($0["box"]) })
            }
        }
    }

    /// Appends a delta, on disk when this returns.
    ///
    /// - Throws: ``VaultError/diskFull(_:)`` when nothing of it is on disk. Anything else leaves it in doubt: a
    ///   failed flush leaves the kernel's memory and the disk apart, a second flush says nothing about the first,
    ///   and only reading the file again in another process tells.
    func append(
        _ box: [UInt8], sequence: Int64, generation: Int64
    ) async throws(VaultError) {
        try await committing { db in
            guard try Int64.fetchOne(db, sql: "SELECT generation FROM snapshot") == generation
            else { throw WrongGeneration() }
            try db.execute(
                sql: "INSERT INTO deltas (seq, box) VALUES (?, ?)",
                arguments: [sequence, Blob(box)])
        }
    }

    /// Puts `snapshot` in the place of the last one and of the `count` deltas that it includes.
    ///
    /// - Throws: As ``append(_:sequence:generation:)``.
    func fold(into snapshot: Snapshot, deltaCount count: Int64) async throws(VaultError) {
        try await committing { db in
            try db.execute(sql: "DELETE FROM deltas")
            guard Int64(db.changesCount) == count else { throw WrongGeneration() }
            try db.execute(
                sql: "UPDATE snapshot SET generation = ?, tally = ?, events = ?",
                arguments: [snapshot.generation, Blob(snapshot.tally), Blob(snapshot.events)])
        }
    }

    /// Empties the log, so that no deleted box stays in it.
    func truncateLog() throws(VaultError) {
        try accessing { try $0.truncateLog() }
    }

    /// Marks the file as left in good order and closes it.
    func close() throws(VaultError) {
        try accessing { database in
            try database.write { db in try PeriodFile.set(.stopped, in: db) }
            try database.close()
        }
    }

    /// Removes the period's database and its companions.
    static func remove(_ path: FilePath) throws(VaultError) {
        for suffix in ["-wal", "-shm", "-journal", ""] {
            try DurableFile.remove(FilePath(path.string + suffix))
        }
        try DurableFile.syncDirectory(path.removingLastComponent())
    }

    private func accessing<R>(_ body: (DatabaseQueue) throws -> R) throws(VaultError) -> R {
        do { return try body(database) } catch { throw .database(path, error) }
    }

    private func committing(
        _ body: @escaping @Sendable (Database) throws -> Void
    ) async throws(VaultError) {
        do { try await database.commit(body) } catch { throw .database(path, error) }
    }

    /// How the file was left.
    private enum Mark: Int {
        case stopped = 0, running = 1
        /// Its log was missed once: what it held is not known.
        case withoutLog = 2
    }

    private static func set(_ mark: Mark, in db: Database) throws {
        try db.execute(sql: "UPDATE meta SET running = ?", arguments: [mark.rawValue])
    }

    /// 2: tallies hold who brought how much to a sum (their version 2).
    private static let format = 2
    private static let schema = """
        CREATE TABLE meta (format INTEGER NOT NULL, running INTEGER NOT NULL);
        CREATE TABLE snapshot (
            generation INTEGER NOT NULL, tally BLOB NOT NULL, events BLOB NOT NULL);
        CREATE TABLE deltas (seq INTEGER PRIMARY KEY, box BLOB NOT NULL);
        """
    private struct WrongGeneration: Error {}
}
