import GRDB
import SeuilRelease
import SystemPackage

/// How every database of the vault is opened: durable at each commit, and forgetting what is deleted.
///
/// - WAL with `synchronous=FULL`: a commit that has returned survives a power cut. GRDB sets NORMAL when it is
///   asked for WAL, so WAL is set here instead, and every setting is read back.
/// - `secure_delete`: deleted rows are overwritten with zeros.
/// - `locking_mode=EXCLUSIVE`, set first: the index of the log stays in memory, without a `-shm` file.
/// - `temp_store=MEMORY`: nothing is sorted into files of its own.
///
/// Source: https://www.sqlite.org/pragma.html, https://www.sqlite.org/wal.html
enum VaultDatabase {
    private static let settings: [(name: String, value: String, reads: String)] = [
        ("locking_mode", "EXCLUSIVE", "exclusive"),
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", "2"),
        ("secure_delete", "ON", "1"),
        ("temp_store", "MEMORY", "2"),
    ]

    /// Opens the database at `path`, making an empty one where there is none.
    static func open(_ path: FilePath) throws(VaultError) -> DatabaseQueue {
        if !DurableFile.exists(path) {
            // SQLite gives its companions the mode of the main file.
            do {
                try FileDescriptor.open(
                    path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                    permissions: .ownerOnly
                ).close()
            } catch {
                throw .storage(path, reason: "\(error)")
            }
            try DurableFile.syncDirectory(path.removingLastComponent())
        }
        var configuration = GRDB.Configuration()
        configuration.prepareDatabase { db in
            for setting in settings {
                try db.execute(sql: "PRAGMA \(setting.name) = \(setting.value)")
                let read = try String.fetchOne(db, sql: "PRAGMA \(setting.name)")
                guard read == setting.reads else { throw UnsafeSetting(name: setting.name) }
            }
        }
        do {
            return try DatabaseQueue(path: path.string, configuration: configuration)
        } catch let error as UnsafeSetting {
            throw .unsafeSetting(path, error.name)
        } catch {
            throw .database(path, error)
        }
    }

    private struct UnsafeSetting: Error { let name: String }
}

extension VaultError {
    /// A failure of SQLite: its code and its constant text, never a statement or an argument.
    static func database(_ path: FilePath, _ error: any Error) -> VaultError {
        switch error {
        case let error as VaultError: error
        case let error as LedgerViolation: .againstTheOrder(path, error)
        case let error as DatabaseError where error.resultCode == .SQLITE_FULL: .diskFull(path)
        case let error as DatabaseError:
            .storage(
                path,
                reason: "SQLite \(error.extendedResultCode.rawValue) (\(error.extendedResultCode))")
        default: .storage(path, reason: "unexpected")
        }
    }
}

extension DatabaseQueue {
    /// Commits what `body` does and returns when it is on disk.
    ///
    /// It goes on to the end even if the calling task is cancelled: GRDB's own asynchronous `write` would stop a
    /// commit that other callers wait for too.
    func commit(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            asyncWriteWithoutTransaction { db in
                continuation.resume(
                    with: Result {
                        try db.inTransaction(.immediate) {
                            try body(db)
                            return .commit
                        }
                    })
            }
        }
    }

    /// Moves the log into the main file and leaves the log empty.
    func truncateLog() throws {
        try inDatabase { db in _ = try db.checkpoint(.truncate) }
    }
}
