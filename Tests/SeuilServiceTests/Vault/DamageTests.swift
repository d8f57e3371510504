import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SystemPackage
import Testing

@testable import SeuilService

/// Files that were taken away, moved, changed, or are another's.
@Suite("Damage")
struct DamageTests {
    @Test("A second daemon on the same state finds out before it touches anything")
    func secondDaemon() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        #expect(throws: VaultError.inUse(instance.layout.lock)) { try instance.open() }
        await room.shutdown()
        _ = try instance.open()
    }

    @Test("Another host key is refused, and a key that others may read")
    func hostKey() async throws {
        let instance = try TestInstance()
        await (try instance.openAdopting()).shutdown()
        let path = instance.layout.hostKey
        let key = try #require(try DurableFile.read(path))
        try DurableFile.replace(path, with: SecureRandom.bytes(32))
        #expect(throws: VaultError.wrongHostKey) { try instance.open() }
        try DurableFile.replace(path, with: Array(key.dropLast()))
        #expect(throws: VaultError.hostKeyUnusable(path, reason: "it does not hold 32 bytes")) {
            try instance.open()
        }
        try DurableFile.replace(path, with: key, permissions: [.ownerRead, .groupRead])
        #expect(
            throws: VaultError.hostKeyUnusable(path, reason: "others than its owner may read it")
        ) { try instance.open() }
        try DurableFile.replace(path, with: key, permissions: .ownerRead)
        _ = try instance.open()
    }

    @Test("Other signers, or another number of them, than the ledger's first entry are refused")
    func quorum() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        await (try instance.openAdopting()).shutdown()
        let both = [keys.otherSigner.certificate, keys.signer.certificate]
        #expect(throws: VaultError.quorumDiffers) { try instance.open(signers: both) }
        #expect(throws: VaultError.quorumDiffers) {
            try instance.open(signers: both, required: 2)
        }
        _ = try instance.open()
    }

    @Test("A delta that was changed, moved or taken out makes the period damaged, not smaller")
    func deltas() async throws {
        let changes = [
            "UPDATE deltas SET box = zeroblob(length(box)) WHERE seq = 2",
            "DELETE FROM deltas WHERE seq = 2",
            "UPDATE deltas SET box = (SELECT box FROM deltas WHERE seq = 1) WHERE seq = 2",
            "UPDATE snapshot SET generation = generation + 1",
            "UPDATE snapshot SET tally = events",
        ]
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        for _ in 0..<3 { _ = await room.record(TestVisit.several(2)) }
        for change in changes {
            let copy = try instance.picture()
            try copy.change(copy.layout.periodFile("2026-01"), change)
            let again = try copy.open()
            #expect(await again.periods().map(\.state) == [.damaged], "\(change)")
            #expect(await again.status().problems.count == 1)
            #expect(
                await again.record(TestVisit()) == .refused(Refusal(.storageFailed)), "\(change)")
            await #expect(throws: ClosingError.damaged) { try await again.closePeriod("2026-01") }
        }
    }

    @Test("A log that was taken away is noticed, though what remains is a valid database")
    func missingLog() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(2))
        let copy = try instance.picture()
        let file = copy.layout.periodFile("2026-01")
        try DurableFile.remove(FilePath(file.string + "-wal"))
        for _ in 0..<2 {
            let again = try copy.open()
            #expect(await again.periods().map(\.state) == [.damaged])
            await again.shutdown()
        }
        // Stopped properly there is no log, and nothing is missing.
        await room.shutdown()
        #expect(
            !DurableFile.exists(FilePath(instance.layout.periodFile("2026-01").string + "-wal")))
        #expect(await (try instance.open()).total(of: "2026-01")?.visits == 2)
    }

    @Test("A damaged period that comes back is open as before")
    func comesBack() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(2))
        await room.shutdown()
        let path = instance.layout.keyFile("2026-01")
        let key = try #require(try DurableFile.read(path))
        try DurableFile.remove(path)
        let without = try instance.open()
        #expect(await without.periods().map(\.state) == [.damaged])
        await without.tick()
        #expect(await without.periods().map(\.state) == [.damaged])
        await without.shutdown()
        try DurableFile.replace(path, with: key)
        #expect(await (try instance.open()).total(of: "2026-01")?.visits == 2)
    }

    @Test("Files of a period that the site does not know stop the start, and stay")
    func strangeFiles() async throws {
        let instance = try TestInstance()
        await (try instance.openAdopting()).shutdown()
        let path = instance.layout.periodFile("2024-01")
        try DurableFile.replace(path, with: [1, 2, 3])
        #expect(throws: VaultError.strangeFile(path)) { try instance.open() }
        #expect(try DurableFile.read(path) == [1, 2, 3])
        // With the site's file lost, none is founded over what it left.
        try DurableFile.remove(instance.layout.siteFile)
        #expect(throws: VaultError.strangeFile(path)) { try instance.open() }
        #expect(!DurableFile.exists(instance.layout.siteFile))
    }

    @Test("A ledger row that was changed or taken out stops the start")
    func ledger() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        await room.shutdown()
        let changes = [
            "DELETE FROM ledger WHERE number = 2",
            "DELETE FROM ledger WHERE number = 3",
            "UPDATE ledger SET body = CAST(replace(body, '\"version\":1', '\"version\":2') AS BLOB)",
            "UPDATE ledger SET kind = 'released' WHERE number = 3",
            "UPDATE ledger SET note = (SELECT note FROM ledger WHERE number = 2) WHERE number = 3",
            "UPDATE meta SET log_seed = zeroblob(length(log_seed))",
        ]
        for change in changes {
            let copy = try instance.picture()
            try copy.change(copy.layout.siteFile, change)
            #expect(throws: VaultError.self, "\(change)") { try copy.open() }
        }
    }

    @Test("Every database is durable at each commit and forgets what is deleted")
    func settings() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        #expect(!(try instance.files().keys.contains { $0.hasSuffix("-shm") }))
        let path = instance.layout.state.appending("other.sqlite")
        let database = try VaultDatabase.open(path)
        for (name, value) in [
            ("synchronous", "2"), ("secure_delete", "1"), ("journal_mode", "wal"),
        ] {
            let read = try await database.read { try String.fetchOne($0, sql: "PRAGMA \(name)") }
            #expect(read == value)
        }
        for (path, _) in try instance.files() {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: instance.folder.appendingPathComponent(path).path)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o077 == 0, "\(path)")
        }
    }
}

extension TestInstance {
    /// Does to a database what the vault would not do, and leaves its log in place.
    func change(_ path: FilePath, _ sql: String) throws {
        let database = try DatabaseQueue(path: path.string)
        try database.inDatabase { db in
            // The log must outlive this connection: without one the file would be refused for that.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: sql)
        }
        let log = FilePath(path.string + "-wal")
        let bytes = try DurableFile.read(log)
        try database.close()
        if let bytes, !DurableFile.exists(log) {
            try DurableFile.replace(log, with: bytes)
        }
    }
}
