import Foundation
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilAudit
@testable import SeuilRelease
@testable import SeuilService

/// Sites that were founded with a seed: marked in everything, refused as sites, and never turned into one.
@Suite("Rehearsals in the daemon")
struct SeededSiteTests {
    private static let seven = SeededSecrets(seed: 7)

    @Test("A real site takes no seed, and a rehearsal no other seed and not none")
    func kinds() async throws {
        let real = try TestInstance()
        await (try real.open()).shutdown()
        // Each start has a copy: what another test starts meanwhile may hold a lock for a moment.
        let site = try real.picture()
        let before = try site.files()["state/site.sqlite"]
        #expect(throws: VaultError.rehearsalDiffers) {
            try site.open(seeded: SeededSiteTests.seven)
        }
        #expect(try site.files()["state/site.sqlite"] == before)
        let rehearsal = try TestInstance()
        await (try rehearsal.open(seeded: SeededSiteTests.seven)).shutdown()
        for other in [nil, SeededSecrets(seed: 8)] {
            let copy = try rehearsal.picture()
            #expect(throws: VaultError.rehearsalDiffers) { try copy.open(seeded: other) }
        }
        let copy = try rehearsal.picture()
        await (try copy.open(seeded: SeededSiteTests.seven)).shutdown()
    }

    @Test("One seed gives one identifier, log key, period key and salt, and another seed others")
    func secrets() async throws {
        func made(_ seed: UInt64) async throws -> [String] {
            let (instance, room) = try await SeededSiteTests.released(SeededSecrets(seed: seed))
            let header = try SeededSiteTests.opened(instance).header
            await room.shutdown()
            return [header.logKey ?? "", header.checkpoint ?? "", header.salt]
        }
        let first = try await made(7)
        let again = try await made(7)
        let other = try await made(8)
        // The test's signer signs with fresh numbers, so the checkpoint is another one here.
        #expect(first[0] == again[0] && first[2] == again[2])
        for (one, another) in zip(first, other) { #expect(one != another) }
        #expect(first[0].hasPrefix("seuil-rehearsal/"))
    }

    @Test("A rehearsal's files say so, each in its way, and open only when a rehearsal is meant")
    func marks() async throws {
        let (instance, room) = try await SeededSiteTests.released(SeededSiteTests.seven)
        #expect(throws: VerificationError.rehearsal(isOne: true)) {
            try SeededSiteTests.opened(instance, rehearsal: false)
        }
        let release = try SeededSiteTests.opened(instance)
        #expect(release.header.rehearsal == true && release.header.isRehearsal)
        func text(_ path: String) -> String {
            let file = release.files.first { $0.path == path }
            return String(decoding: file?.bytes ?? [], as: UTF8.self)
        }
        #expect(text("report.html").contains("<title>RÉPÉTITION – Essai"))
        #expect(text("report.html").contains("<strong>RÉPÉTITION</strong> – visites inventées"))
        #expect(text("datapackage.json").contains("RÉPÉTITION – Essai"))
        #expect(text("REHEARSAL.txt").hasPrefix("REHEARSAL – invented visits, nobody was counted."))
        #expect(await room.status().problems.contains { $0.contains("this is a rehearsal") })
        let names = try await room.issueErratum(ErratumTests.request(.incomplete))
        #expect(throws: VerificationError.rehearsal(isOne: true)) {
            try ErratumTests.opened(instance, names[0])
        }
        await room.shutdown()

        let (site, real) = try await ErratumTests.released()
        #expect(throws: VerificationError.rehearsal(isOne: false)) {
            try SeededSiteTests.opened(site)
        }
        let opened = try SeededSiteTests.opened(site, rehearsal: false)
        #expect(!opened.files.contains { $0.path == "REHEARSAL.txt" })
        #expect(
            !opened.files.contains { String(decoding: $0.bytes, as: UTF8.self).contains("RÉPÉT") })
        await real.shutdown()
    }

    @Test("An audit and a memory take a rehearsal only when one is meant, and then nothing else")
    func readers() async throws {
        let (instance, room) = try await SeededSiteTests.released(SeededSiteTests.seven)
        let copy = try AuditedCopy(of: instance, site: await room.site)
        await room.shutdown()
        #expect(try copy.findings() == ["rehearsal entry 0"])
        #expect(try copy.audit().outcome == .broken)
        var meant = AuditAnchors(logKey: await room.site.logKey.verifier)
        meant.isRehearsal = true
        #expect(try copy.findings(anchors: meant, isRecipient: true) == [])
        #expect(try copy.audit(anchors: meant, isRecipient: true).recomputed == 1)
        let site = try await AuditedSite.shared.value.copy()
        var other = AuditAnchors()
        other.isRehearsal = true
        #expect(try site.findings(anchors: other) == ["rehearsal entry 0"])

        let release = try SeededSiteTests.opened(instance)
        let sealed = try Digest.sha256(copy.bytes("outbox/2025-03.elus.p7m"))
        var memory = SiteMemory(of: .sha256([1]))
        #expect(throws: MemoryRefusal.rehearsal) { try memory.take(release, sealed: sealed) }
        var apart = SiteMemory(of: .sha256([1]), isRehearsal: true)
        #expect(try apart.take(release, sealed: sealed) == .firstContact)
        let real = try site.opened("2025-05")
        #expect(throws: MemoryRefusal.rehearsal) {
            try apart.take(real.release, sealed: real.sealed)
        }
        let folder = copy.url("memory")
        _ = try MemoryFile(of: .sha256([1]), in: folder, isRehearsal: true).update { $0 = apart }
        let wrong = MemoryFile(of: .sha256([1]), in: folder)
        #expect(throws: MemoryFileError.unreadable(wrong.path)) {
            try wrong.update { $0.isEmpty }
        }
    }

    @Test("A release that hides that it is a rehearsal's, or claims to be one, is no release")
    func hidden() throws {
        func header(_ isRehearsal: Bool, mark: String) throws -> ReleaseHeader {
            let seed = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
            let site = String(repeating: "5e", count: 16)
            let key = try LogKey(
                seed: seed, name: LedgerWords.origin(ofSite: site, isRehearsal: isRehearsal))
            let checkpoint = Checkpoint(origin: key.verifier.name, size: 3, root: .sha256([]))
            let note = try SignedNote(signing: checkpoint.text, with: key)
            let text = """
                {"format":"seuil-release-2",\(mark)"policy":{"id":"a","version":1,"sha256":""},\
                "site":{"name":"a","key":""},"audience":"a","period":"2026","number":1,"k":5,\
                "threshold":"people","interval":3,"zeros":"publish","dimensions":[],"measures":[],\
                "tables":[],"protection":{"method":"","tablesWithheld":[]},"counting":"exact",\
                "recipients":[],"salt":"","logKey":"\(key.verifier.text)","checkpoint":\
                \(String(decoding: try JSONEncoder().encode(
                    String(decoding: note.bytes, as: UTF8.self)), as: UTF8.self))}
                """
            return try JSONDecoder().decode(ReleaseHeader.self, from: Data(text.utf8))
        }
        #expect(try header(false, mark: "").hasLedgerAsItMust)
        #expect(try header(true, mark: "\"rehearsal\":true,").hasLedgerAsItMust)
        for (isRehearsal, mark) in [
            (true, ""), (true, "\"rehearsal\":false,"), (false, "\"rehearsal\":true,"),
        ] {
            #expect(try !header(isRehearsal, mark: mark).hasLedgerAsItMust, "\(mark)")
        }
    }

    // MARK: Samples

    private static func released(
        _ seeded: SeededSecrets
    ) async throws -> (TestInstance, CountingRoom) {
        let instance = try TestInstance()
        let room = try instance.open(seeded: seeded)
        try await room.adopt(TestPolicy().files())
        _ = await room.record(TestVisit.several(42, at: "2025-03-10T11:00:00Z"))
        try await room.closePeriod("2025-03")
        return (instance, room)
    }

    private static func opened(
        _ instance: TestInstance, rehearsal: Bool = true
    ) throws -> OpenedRelease {
        let keys = try TestKeys.shared.get()
        let bytes = try #require(try instance.files()["outbox/2025-03.elus.p7m"])
        return try SealedRelease(fileName: "2025-03.elus.p7m", bytes: bytes).open(
            key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil,
            rehearsal: rehearsal)
    }
}
