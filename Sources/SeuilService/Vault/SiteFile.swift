import Foundation
import GRDB
import SeuilCrypto
import SystemPackage

/// The site's own database: adopted policies, periods, releases, and the ledger.
///
/// Its rows are authoritative: files of periods and of the outbox are brought to what they say. Everything that
/// must happen together is one transaction here.
final class SiteFile: Sendable {
    let path: FilePath
    /// The site's random identifier: 16 bytes, made with the file, in the ledger's first entry.
    let identifier: [UInt8]
    let quorum: Quorum
    private let siteKey: SecretBox
    private let database: DatabaseQueue

    /// Opens the site's file, or founds the site with the signers that decide over its policies.
    ///
    /// - Throws: ``VaultError/wrongHostKey``; ``VaultError/quorumDiffers``; ``VaultError/altered(_:what:)`` when
    ///   a ledger row does not follow the one before.
    init(
        _ path: FilePath, hostKey: borrowing HostKey, quorum: Quorum, now: Date
    ) throws(VaultError) {
        let database = try VaultDatabase.open(path)
        let wrapping = hostKey.key(for: .site)
        do {
            let isNew = try database.read { db in try !db.tableExists("meta") }
            if isNew { try SiteFile.found(database, wrapping, quorum, now) }
            let row = try database.read { db in
                try Row.fetchOne(db, sql: "SELECT format, identifier, key FROM meta")
            }
            guard let row, row["format"] == SiteFile.format else {
                throw VaultError.unknownFormat(path)
            }
            identifier = blob(row["identifier"])
            let box = blob(row["key"])
            do {
                siteKey = SecretBox(
                    try SealedBox.openSecret(
                        box, under: wrapping, binding: SiteFile.keyBinding(identifier)))
            } catch {
                throw VaultError.wrongHostKey
            }
        } catch {
            throw .database(path, error)
        }
        self.path = path
        self.database = database
        self.quorum = quorum
        try checkLedger()
    }

    /// Seals what only this instance reads again, such as released figures.
    func seal(_ bytes: [UInt8], as name: String) throws(VaultError) -> [UInt8] {
        do {
            return try SealedBox.seal(bytes, under: siteKey.bytes, binding: binding(name))
        } catch {
            throw .sealing(path, error)
        }
    }

    func open(_ box: [UInt8], as name: String) throws(VaultError) -> [UInt8] {
        do {
            return try SealedBox.open(box, under: siteKey.bytes, binding: binding(name))
        } catch {
            throw .altered(path, what: name)
        }
    }

    func reading<R>(_ body: (Database) throws -> R) throws(VaultError) -> R {
        do { return try database.read(body) } catch { throw .database(path, error) }
    }

    /// One transaction, on disk when this returns.
    func writing<R>(_ body: (Database) throws -> R) throws(VaultError) -> R {
        do { return try database.write(body) } catch { throw .database(path, error) }
    }

    func truncateLog() throws(VaultError) {
        do { try database.truncateLog() } catch { throw .database(path, error) }
    }

    func close() throws(VaultError) {
        do { try database.close() } catch { throw .database(path, error) }
    }

    private func binding(_ name: String) -> [UInt8] {
        Array("seuil site 1".utf8) + identifier + Array(name.utf8)
    }

    private static func keyBinding(_ identifier: [UInt8]) -> [UInt8] {
        Array("seuil site key 1".utf8) + identifier
    }

    private static func found(
        _ database: DatabaseQueue, _ wrapping: borrowing SecretBytes, _ quorum: Quorum, _ now: Date
    ) throws {
        let identifier = SecureRandom.bytes(16)
        let box = try SealedBox.sealSecret(
            SecretBytes(random: SealedBox.keyByteCount), under: wrapping,
            binding: keyBinding(identifier))
        var entry = LedgerEntry(.founded, at: now)
        entry.site = SiteFile.name(of: identifier)
        entry.signers = quorum.signers
        entry.required = quorum.required
        try database.write { db in
            try db.execute(sql: schema)
            try db.execute(
                sql: "INSERT INTO meta (format, identifier, key) VALUES (?, ?, ?)",
                arguments: [format, Blob(identifier), Blob(box)])
            try append(entry, in: db)
        }
    }

    /// An identifier as text.
    static func name(of identifier: [UInt8]) -> String {
        identifier.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private static let format = 1
    private static let schema = """
        CREATE TABLE meta (format INTEGER NOT NULL, identifier BLOB NOT NULL, key BLOB NOT NULL);
        CREATE TABLE policies (
            digest BLOB PRIMARY KEY, version INTEGER NOT NULL UNIQUE, manifest BLOB NOT NULL,
            signatures BLOB NOT NULL, files BLOB NOT NULL, signers BLOB NOT NULL,
            required INTEGER NOT NULL, adopted_at REAL NOT NULL);
        CREATE TABLE periods (
            id TEXT PRIMARY KEY, state TEXT NOT NULL, policy BLOB NOT NULL REFERENCES policies,
            is_backfilled INTEGER NOT NULL, starts_at REAL NOT NULL, ends_at REAL NOT NULL,
            is_commanded INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
            publish_at REAL, is_destroyed INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE releases (
            period TEXT NOT NULL REFERENCES periods, audience TEXT NOT NULL,
            number INTEGER NOT NULL, bytes BLOB NOT NULL, digest BLOB NOT NULL,
            figures BLOB NOT NULL, is_published INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (period, audience), UNIQUE (audience, number));
        CREATE TABLE ledger (
            number INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT, body BLOB NOT NULL,
            digest BLOB NOT NULL);
        CREATE UNIQUE INDEX one_end ON ledger (period) WHERE kind IN ('release', 'no-release');
        CREATE UNIQUE INDEX one_opening ON ledger (period) WHERE kind = 'opened';
        CREATE UNIQUE INDEX one_destruction ON ledger (period) WHERE kind = 'destroyed';
        """
}

/// A secret that several holders may share.
final class SecretBox: Sendable {
    let bytes: SecretBytes
    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
}

/// Who may sign policies, by public key, and how many of them must.
struct Quorum: Sendable, Equatable {
    /// SHA-256 of each SubjectPublicKeyInfo, in hexadecimal, sorted: the key counts, not its certificate.
    let signers: [String]
    let required: Int

    init(_ certificates: [Certificate], required: Int) {
        signers = Set(certificates.map(\.publicKeyFingerprint.hex)).sorted()
        self.required = required
    }
}
