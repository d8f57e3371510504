import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SeuilRelease
import Synchronization
import SystemPackage

/// The site's own database: adopted policies, periods, releases, and the ledger.
///
/// Its rows are authoritative: files of periods and of the outbox are brought to what they say. Everything that
/// must happen together is one transaction here.
final class SiteFile: Sendable {
    let path: FilePath
    /// The site's random identifier: 16 bytes, made with the file, in the ledger's first entry.
    let identifier: [UInt8]
    private let siteKey: SecretBox
    private let database: DatabaseQueue
    /// Signs the ledger's checkpoints.
    let logKey: LogKey
    private let state: Mutex<SiteLedger>

    /// Opens the site's file, or founds the site with the signers that decide over its policies.
    ///
    /// A file of an older format is brought to this one, in one transaction.
    ///
    /// - Parameters:
    ///   - layout: Where the file is, and where a signed founding waits.
    ///   - configured: The signers of the configuration. They found a site for which no signed founding waits;
    ///     afterwards they decide nothing, but must be those of today or of before.
    ///   - seeded: Where a rehearsal's secrets come from.
    /// - Throws: ``VaultError/wrongHostKey``; ``VaultError/quorumDiffers``; ``VaultError/noSigners``;
    ///   ``VaultError/rehearsalDiffers``; ``VaultError/foundingRefused(_:reason:)``; ``VaultError/altered(_:what:)``
    ///   when a ledger row is not the one that was written.
    init(
        _ layout: InstanceLayout, hostKey: borrowing HostKey, configured: Quorum?,
        certificate: Certificate, seeded: SeededSecrets? = nil, now: Date
    ) throws(VaultError) {
        let path = layout.siteFile
        func plan() throws(VaultError) -> FoundingPlan {
            try FoundingPlan(
                at: layout, configured: configured, certificate: certificate, seeded: seeded,
                now: now)
        }
        // Before there is a file: what cannot be founded leaves nothing behind.
        let planned = DurableFile.exists(path) ? nil : try plan()
        let database = try VaultDatabase.open(path)
        let wrapping = hostKey.key(for: .site)
        do {
            let isNew = try database.read { db in try !db.tableExists("meta") }
            if isNew {
                try SiteFile.found(database, layout, wrapping, try planned ?? plan(), now)
            }
            try SiteFile.addStatements(database)
            let row = try database.read { db in try Row.fetchOne(db, sql: "SELECT * FROM meta") }
            guard let row, let stored: Int = row["format"], (1...SiteFile.format).contains(stored)
            else { throw VaultError.unknownFormat(path) }
            identifier = blob(row["identifier"])
            let box = blob(row["key"])
            do {
                siteKey = SecretBox(
                    try SealedBox.openSecret(
                        box, under: wrapping, binding: SiteFile.keyBinding(identifier)))
            } catch {
                throw VaultError.wrongHostKey
            }
            let named = seeded.map(SiteFile.identifier) ?? identifier
            guard named == identifier,
                try SiteFile.isRehearsal(database) == (seeded != nil)
            else { throw VaultError.rehearsalDiffers }
            var ledger: SiteLedger
            if stored == 1 {
                guard let configured else { throw VaultError.noSigners }
                let founder = Founder(
                    identifier: identifier, quorum: configured, certificate: certificate)
                let seed = try SecretBytes(random: SealedBox.keyByteCount)
                let box = try SiteFile.sealSeed(seed, under: siteKey.bytes, identifier)
                let key = try LogKey(seed: seed, name: founder.origin)
                ledger = try database.write { db in
                    try SiteFile.migrate(db, path, founder, key: key, sealedSeed: box, at: now)
                }
                logKey = key
            } else {
                let key = try SiteFile.openLogKey(
                    blob(row["log_seed"]), under: siteKey.bytes, identifier,
                    isRehearsal: seeded != nil, path)
                try SiteFile.addErrata(database)
                ledger = try database.read { db in
                    try SiteFile.readLedger(db, path, key: key)
                }
                logKey = key
            }
            ledger.certificates.formUnion(try database.read { try SiteFile.policySigners($0) })
            ledger.certificates.formUnion(configured?.certificates ?? [])
            guard let rule = ledger.history.quorum,
                Quorum(rule, among: ledger.certificates) != nil,
                configured?.isAmong(ledger.history.quorums) ?? true
            else { throw VaultError.quorumDiffers }
            state = Mutex(ledger)
        } catch {
            throw .database(path, error)
        }
        self.path = path
        self.database = database
    }

    /// The ledger as it stands.
    var ledgerState: SiteLedger { state.withLock { $0 } }

    /// One transaction that may append to the ledger, on disk when this returns.
    func recording(_ body: (Database, inout SiteLedger) throws -> Void) throws(VaultError) {
        do {
            try state.withLock { ledger in
                var draft = ledger
                try database.write { db in try body(db, &draft) }
                ledger = draft
            }
        } catch {
            throw .database(path, error)
        }
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

    private static func sealSeed(
        _ seed: borrowing SecretBytes, under key: borrowing SecretBytes, _ identifier: [UInt8]
    ) throws -> [UInt8] {
        try SealedBox.sealSecret(seed, under: key, binding: logBinding(identifier))
    }

    private static func openLogKey(
        _ box: [UInt8], under key: borrowing SecretBytes, _ identifier: [UInt8],
        isRehearsal: Bool, _ path: FilePath
    ) throws -> LogKey {
        do {
            return try LogKey(
                seed: SealedBox.openSecret(box, under: key, binding: logBinding(identifier)),
                name: LedgerWords.origin(ofSite: name(of: identifier), isRehearsal: isRehearsal))
        } catch {
            throw VaultError.altered(path, what: "log key")
        }
    }

    private static func logBinding(_ identifier: [UInt8]) -> [UInt8] {
        Array("seuil log key 1".utf8) + identifier
    }

    /// Makes the site: its identifier, its keys and the ledger's first entry, all in one transaction.
    private static func found(
        _ database: DatabaseQueue, _ layout: InstanceLayout, _ wrapping: borrowing SecretBytes,
        _ plan: FoundingPlan, _ now: Date
    ) throws {
        let founder = plan.founder
        let seed = try plan.seed(at: layout)
        let siteKey = try SecretBytes(random: SealedBox.keyByteCount)
        let box = try SealedBox.sealSecret(
            siteKey, under: wrapping, binding: keyBinding(founder.identifier))
        let sealedSeed = try sealSeed(seed, under: siteKey, founder.identifier)
        let key = try LogKey(seed: seed, name: founder.origin)
        try database.write { db in
            try db.execute(sql: schema + ledgerSchema + statementSchema + errataSchema)
            try db.execute(
                sql: "INSERT INTO meta (format, identifier, key, log_seed) VALUES (?, ?, ?, ?)",
                arguments: [format, Blob(founder.identifier), Blob(box), Blob(sealedSeed)])
            var ledger = SiteLedger()
            let founding = founder.founding(logKey: key.verifier.text, earlier: nil)
            try ledger.append(.founded(founding), at: now, in: db, signing: key)
            if let signed = founder.signed { try insert(signed, ofEntry: 0, in: db) }
        }
    }

    /// The identifier that `name` writes in hexadecimal.
    static func identifier(named name: String) -> [UInt8] {
        let digits = Array(name.utf8).compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The identifier of a rehearsal's site.
    static func identifier(of seeded: SeededSecrets) -> [UInt8] {
        seeded.bytes(16, for: "site")
    }

    /// Whether the site was founded as a rehearsal's.
    private static func isRehearsal(_ database: DatabaseQueue) throws -> Bool {
        let first = try database.read { db in
            try Blob.fetchOne(db, sql: "SELECT body FROM ledger ORDER BY number LIMIT 1")
        }
        guard let first, let entry = try? LedgerEntry(bytes: first.bytes),
            case .founded(let founding) = entry.event,
            let key = try? LogVerifier(text: founding.logKey)
        else { return false }
        return LedgerWords.site(ofOrigin: key.name)?.isRehearsal ?? false
    }

    /// An identifier as text.
    static func name(of identifier: [UInt8]) -> String {
        identifier.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    static let format = 2
    private static let schema = """
        CREATE TABLE meta (
            format INTEGER NOT NULL, identifier BLOB NOT NULL, key BLOB NOT NULL,
            log_seed BLOB, is_running INTEGER NOT NULL DEFAULT 0);
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

        """
    static let ledgerSchema = """
        CREATE TABLE ledger (
            number INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT, body BLOB NOT NULL,
            note BLOB NOT NULL);
        CREATE UNIQUE INDEX one_end ON ledger (period) WHERE kind IN ('released', 'no-release');
        CREATE UNIQUE INDEX one_opening ON ledger (period) WHERE kind = 'opened';
        CREATE UNIQUE INDEX one_destruction ON ledger (period) WHERE kind = 'keys-destroyed';
        """
}

/// A secret that several holders may share.
final class SecretBox: Sendable {
    let bytes: SecretBytes
    init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
}
