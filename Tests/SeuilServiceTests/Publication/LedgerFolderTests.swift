import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage
import Testing

@testable import SeuilService

/// The ledger as auditors find it, beside the outbox.
@Suite("The published ledger")
struct LedgerFolderTests {
    @Test("Entries, checkpoint, key and policies are those of the site's file")
    func projection() async throws {
        let instance = try TestInstance()
        let room = try await LedgerTests.released(instance)
        let rows = try await room.site.ledgerRows()
        #expect(try instance.ledger(LedgerPaths.entries) == rows.flatMap { $0.entry.bytes + [10] })
        #expect(try instance.ledger(LedgerPaths.checkpoint) == rows.last?.note)
        let files = try TestPolicy().files()
        let manifest = try #require(files[PolicyFiles.manifest])
        for (path, bytes) in files.bytes where path != PolicyFiles.signatures {
            let name = LedgerPaths.file(path, of: .sha256(manifest))
            #expect(try instance.ledger(name) == bytes, "\(path)")
        }
        let again = try TestInstance(at: "2026-01-11T11:00:00Z")
        let other = try await again.openAdopting()
        await other.tick()
        #expect(try instance.ledger(LedgerPaths.logKey) != again.ledger(LedgerPaths.logKey))
    }

    @Test("A proof beside each release proves the entry that names its very bytes, for ever")
    func proofs() async throws {
        let instance = try TestInstance()
        let room = try await LedgerTests.released(instance)
        let path = instance.layout.outbox.appending("2025-06.elus.tlog-proof")
        let bytes = try #require(try DurableFile.read(path))
        let proof = try InclusionProof(bytes: bytes)
        let key = try LogVerifier(text: await room.site.logKey.verifier.text)
        #expect(proof.proves(proof.extra, in: key))
        guard case .released(let publication) = try LedgerEntry(bytes: proof.extra).event else {
            Issue.record("another entry")
            return
        }
        let sealed = try #require(
            try DurableFile.read(instance.layout.outbox.appending("2025-06.elus.p7m")))
        #expect(publication.releases.map(\.sealed) == [.sha256(sealed)])
        // Later entries change nothing of it, and a rebuilt outbox has the same.
        _ = await room.record(TestVisit(at: "2025-05-10T11:00:00Z"))
        try await room.closePeriod("2025-05")
        try DurableFile.remove(path)
        try await room.rebuildOutbox()
        #expect(try DurableFile.read(path) == bytes)
    }

    @Test(
        "A release names the log's key and a checkpoint after its opening and before its own entry")
    func inRelease() async throws {
        let instance = try TestInstance()
        let room = try await LedgerTests.released(instance)
        let header = try instance.header(of: "2025-06")
        let place = try #require(header.ledgerPlace)
        #expect(header.format == "seuil-release-2")
        let history = await room.site.ledgerState.history
        let life = try #require(history.periods["2025-06"])
        #expect(place.logKey.text == history.founding?.logKey)
        #expect(life.index < place.checkpoint.size)
        #expect(place.checkpoint.size <= life.endIndex ?? 0)
        let rows = try await room.site.ledgerRows()
        #expect(rows[place.checkpoint.size - 1].note == place.note.bytes)
    }

    @Test("A release's entry, its proof and its file appear together, when their time has come")
    func heldBack() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        try instance.clock.set("2026-02-04T00:00:05Z")
        await room.tick()
        #expect(try instance.shownKinds().last == "opened")
        #expect(try instance.outboxNames() == [])
        // Meanwhile a closing on command waits for the one before it in the ledger.
        _ = await room.record(TestVisit(at: "2025-06-10T11:00:00Z"))
        try await room.closePeriod("2025-06")
        #expect(try instance.outboxNames() == [])
        try instance.clock.set("2026-02-04T00:15:00Z")
        await room.tick()
        #expect(try instance.outboxNames() == ["2025-06.elus.p7m", "2026-01.elus.p7m"])
        #expect(try instance.shownKinds().count { $0 == "released" } == 2)
    }

    @Test("An older site's file behind a published ledger does not start, and changes nothing")
    func restored() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit(at: "2025-06-10T11:00:00Z"))
        await room.tick()
        let backup = try instance.picture()
        try await room.closePeriod("2025-06")
        // All but what was published is set back.
        try instance.copy("ledger", to: backup)
        let before = try backup.ledger(LedgerPaths.entries)
        let entries = backup.layout.ledger.appending(LedgerPaths.entries)
        for _ in 0..<2 {
            #expect(throws: VaultError.ledgerDiffers(entries)) { try backup.open() }
        }
        #expect(try backup.ledger(LedgerPaths.entries) == before)
        // A new site is not founded there either.
        try FileManager.default.removeItem(atPath: backup.layout.state.string)
        #expect(throws: VaultError.ledgerDiffers(entries)) { try backup.open() }
        #expect(!DurableFile.exists(backup.layout.siteFile))
    }

    @Test("A line that was cut off by a crash is completed; one that was changed stops publishing")
    func torn() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        await room.tick()
        await room.shutdown()
        let entries = instance.layout.ledger.appending(LedgerPaths.entries)
        let whole = try #require(try DurableFile.read(entries))
        for count in [0, 1, whole.count / 2, whole.count - 1] {
            try DurableFile.replace(entries, with: Array(whole.prefix(count)))
            let again = try instance.open()
            await again.tick()
            #expect(try DurableFile.read(entries)?.starts(with: whole) == true, "\(count)")
            #expect(await again.status().problems == [])
            await again.shutdown()
        }
        let again = try instance.open()
        var changed = try #require(try DurableFile.read(entries))
        changed[20] ^= 1
        try DurableFile.replace(entries, with: changed)
        _ = await again.record(TestVisit(at: "2025-06-10T11:00:00Z"))
        try await again.closePeriod("2025-06")
        #expect(try instance.outboxNames() == [])
        #expect(await again.status().problems.count == 1)
        #expect(try DurableFile.read(entries) == changed)
        await again.shutdown()
        #expect(throws: VaultError.ledgerDiffers(entries)) { try instance.open() }
        // The documented way on: the folder is moved away and kept.
        try FileManager.default.moveItem(
            atPath: instance.layout.ledger.string, toPath: instance.layout.ledger.string + ".old")
        let last = try instance.open()
        await last.tick()
        #expect(try instance.outboxNames() == ["2025-06.elus.p7m"])
    }

    @Test("A ledger that was taken over is published with the lines of the one before")
    func takenOver() async throws {
        let instance = try TestInstance()
        await (try await LedgerTests.released(instance)).shutdown()
        try FileManager.default.removeItem(atPath: instance.layout.ledger.string)
        let old = try instance.makeFormat1()
        let room = try instance.open()
        await room.tick()
        #expect(
            try instance.ledger(LedgerPaths.earlier) == old.bodies.flatMap { $0 + [10] })
        #expect(await room.status().problems == [])
    }
}

extension TestInstance {
    /// A file of the published ledger.
    func ledger(_ name: String) throws -> [UInt8]? {
        try DurableFile.read(layout.ledger.appending(name))
    }

    /// The kinds of the published entries.
    func shownKinds() throws -> [String] {
        try (ledger(LedgerPaths.entries) ?? []).split(separator: 0x0A)
            .map { try LedgerEntry(bytes: Array($0)).event.kind }
    }

    /// Puts a folder of this instance in place of another's.
    func copy(_ name: String, to other: TestInstance) throws {
        let target = other.folder.appendingPathComponent(name)
        try? FileManager.default.removeItem(at: target)
        try FileManager.default.copyItem(at: folder.appendingPathComponent(name), to: target)
    }

    /// The header of a release in the outbox.
    func header(of period: String) throws -> ReleaseHeader {
        let keys = try TestKeys.shared.get()
        let bytes = try DurableFile.read(layout.outbox.appending("\(period).elus.p7m")) ?? []
        let opened = try Envelope.open(
            bytes, recipient: keys.recipient.certificate, key: keys.recipient.key,
            trusting: [keys.site.certificate], at: nil)
        let file = try ArchiveReader.files(in: opened.content).first {
            $0.path == ReleasePaths.header
        }
        return try JSONDecoder().decode(ReleaseHeader.self, from: Data(file?.bytes ?? []))
    }
}
