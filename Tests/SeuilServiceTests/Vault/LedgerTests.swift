import Foundation
import GRDB
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage
import Testing

@testable import SeuilService

/// The ledger in the site's file.
@Suite("The site's ledger")
struct LedgerTests {
    @Test("Each entry's checkpoint is signed over the tree of it and all before")
    func checkpoints() async throws {
        let instance = try TestInstance()
        let room = try await LedgerTests.released(instance)
        defer { withExtendedLifetime(instance) {} }
        let rows = try await room.site.ledgerRows()
        #expect(rows.count == 6)
        let key = try LogVerifier(text: await room.site.logKey.verifier.text)
        for size in 1...rows.count {
            let checkpoint = try Checkpoint(
                of: SignedNote(bytes: rows[size - 1].note), signedBy: key)
            #expect(checkpoint.size == size)
            let leaves = rows.prefix(size).map { MerkleTree.leafHash(of: $0.entry.bytes) }
            #expect(checkpoint.root == MerkleTree.root(of: leaves))
        }
    }

    @Test("No entry tells when somebody came, or how long a closing took")
    func times() async throws {
        let instance = try TestInstance(at: "2026-01-10T11:00:07Z")
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit())
        try instance.clock.set("2026-02-09T15:16:17Z")
        await room.tick()
        let entries = try await room.site.ledger().filter { $0.event.period == "2026-01" }
        #expect(entries.map(\.event.kind) == ["opened", "released", "keys-destroyed"])
        // The opening under the time of the adoption before it, the end under that of the grace's end or of
        // February's opening, which was logged before.
        #expect(
            entries.map(\.time.text) == [
                "2026-01-10T11:00:07Z", "2026-02-03T23:00:00Z", "2026-02-03T23:00:00Z",
            ])
    }

    @Test("A clock set back moves no entry back, and the ledger tells that it was set")
    func clockSetBack() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        await room.tick()
        try instance.clock.leap(to: "2026-01-05T11:00:00Z")
        await room.tick()
        try await room.adopt(TestPolicy(version: 2).files())
        let entries = try await room.site.ledger()
        #expect(entries.map(\.event.kind).suffix(2) == ["clock-jump", "policy-adopted"])
        #expect(Set(entries.map(\.time.text)) == ["2026-01-10T11:00:00Z"])
        guard case .clockJump(let direction, let seconds) = entries[entries.count - 2].event else {
            return
        }
        #expect(direction == .back)
        #expect(seconds == 100_000)
    }

    @Test("Starts and refusals are logged, but nobody can make the ledger grow with them")
    func bounded() async throws {
        let instance = try TestInstance()
        var room = try await instance.openAdopting()
        for version in 2..<40 {
            var files = try TestPolicy(version: version).files()
            files[PolicyFiles.policy]?.append(0x0A)
            for _ in 0..<2 {
                await #expect(throws: AdoptionError.self) { try await room.adopt(files) }
            }
        }
        var killed = try instance.picture()
        for _ in 0..<5 {
            room = try killed.open()
            killed = try killed.picture()
        }
        let kinds = try await room.site.ledger().map(\.event.kind)
        // Killed within the hour after its start: that is said once, though not every start is.
        #expect(kinds.count { $0 == "unclean-stop" } == 1)
        #expect(kinds.count { $0 == "policy-refused" } == 16)
        #expect(kinds.count { $0 == "started" } == 1)
        await room.shutdown()
        instance.clock.advance(.seconds(3600))
        room = try instance.picture().open()
        #expect(
            try await room.site.ledger().map(\.event.kind).suffix(2)
                == ["unclean-stop", "started"])
    }

    @Test(
        "The policy in force is not logged as refused when it has run out or is shown again, altered"
    )
    func inForceNotRefused() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        try instance.clock.set("2027-01-10T11:00:00Z")
        let files = try TestPolicy().files()
        await #expect(throws: AdoptionError.self) { try await room.adopt(files) }
        let kinds = try await room.site.ledger().map(\.event.kind)
        #expect(!kinds.contains("policy-refused"))
    }

    @Test(
        "Keys of a destroyed period that a backup brings back are destroyed again, and it is said")
    func destroyedAgain() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit(at: "2025-06-10T11:00:00Z"))
        let file = instance.layout.periodFile("2025-06")
        let key = instance.layout.keyFile("2025-06")
        let bytes = try #require(try DurableFile.read(key))
        try await room.closePeriod("2025-06")
        await room.shutdown()
        try DurableFile.replace(key, with: bytes)
        try DurableFile.replace(file, with: [1, 2, 3])
        let again = try instance.open()
        #expect(try instance.leftovers(of: "2025-06") == [])
        let last = try await again.site.ledger().last?.event
        #expect(last == .keysDestroyedAgain(period: "2025-06"))
    }

    @Test("A transaction that fails leaves neither an entry nor a root in memory")
    func failedTransaction() async throws {
        struct Stop: Error {}
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        defer { withExtendedLifetime(instance) {} }
        let site = await room.site
        let before = site.ledgerState
        #expect(throws: VaultError.self) {
            try site.recording { db, ledger in
                try ledger.append(.started, at: .distantFuture, in: db, signing: site.logKey)
                throw Stop()
            }
        }
        #expect(site.ledgerState.history == before.history)
        #expect(site.ledgerState.tree == before.tree)
        #expect(throws: VaultError.self) {
            try site.recording { db, ledger in
                try ledger.append(
                    .keysDestroyed(period: "2026-01"), at: Date(), in: db, signing: site.logKey)
            }
        }
        try site.recordClockJump(500, at: before.history.lastTime?.date ?? .distantPast)
        let rows = try site.ledgerRows()
        #expect(rows.map(\.entry.event.kind).last == "clock-jump")
        #expect(rows.count == before.tree.size + 1)
    }

    @Test("A site's file of format 1 is taken over whole, its rows kept and restated in order")
    func migration() async throws {
        let instance = try TestInstance()
        let room = try await LedgerTests.released(instance)
        _ = await room.record(TestVisit())
        _ = await room.record(TestVisit(at: "2025-04-10T11:00:00Z"))
        await room.shutdown()
        try DurableFile.remove(instance.layout.keyFile("2025-04"))
        var lossy = try instance.open()
        await #expect(throws: ClosingError.noRelease) { try await lossy.closePeriod("2025-04") }
        let before = try await lossy.site.ledger()
        await lossy.shutdown()
        let old = try instance.makeFormat1()

        lossy = try instance.open()
        let entries = try await lossy.site.ledger()
        guard case .founded(let founding) = entries[0].event else { return }
        #expect(founding.earlier?.entries == old.bodies.count)
        #expect(founding.earlier?.last == old.last)
        #expect(try await lossy.site.earlierLedger() == old.bodies)
        let restated = entries.filter(\.isRestated)
        // As they were, but that the digests of contents were not recorded then.
        let expected = before.map(\.event).filter {
            $0.period != nil || $0.kind == "policy-adopted"
        }
        #expect(restated.map(\.event.kind) == expected.map(\.kind))
        #expect(restated.map(\.event.period) == expected.map(\.period))
        #expect(entries.count == restated.count + 2, "a founding before, and a start after")
        // The open period goes on, and the next release has the next number.
        #expect(await lossy.record(TestVisit()) == .counted)
        _ = await lossy.record(TestVisit(at: "2025-03-10T11:00:00Z"))
        try await lossy.closePeriod("2025-03")
        #expect(await lossy.site.ledgerState.history.numbers == ["elus": 2])
        await lossy.shutdown()
        _ = try instance.open()
    }

    @Test("A format-1 ledger with a row that does not follow is not taken over, and stays as it is")
    func brokenMigration() async throws {
        let instance = try TestInstance()
        await (try await LedgerTests.released(instance)).shutdown()
        _ = try instance.makeFormat1()
        try instance.change(
            instance.layout.siteFile, "UPDATE ledger SET digest = zeroblob(32) WHERE number = 2")
        for _ in 0..<2 {
            #expect(
                throws: VaultError.altered(instance.layout.siteFile, what: "ledger row 2")
            ) { try instance.open() }
        }
        let other = try TestKeys.shared.get().otherSigner.certificate
        let whole = try TestInstance()
        await (try await LedgerTests.released(whole)).shutdown()
        _ = try whole.makeFormat1()
        #expect(throws: VaultError.quorumDiffers) { try whole.open(signers: [other]) }
        _ = try whole.open()
    }

    /// A room that has released June 2025.
    static func released(_ instance: TestInstance) async throws -> CountingRoom {
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        try await room.closePeriod("2025-06")
        return room
    }
}

extension TestInstance {
    /// Turns the site's file into the one that the version before wrote; the lines of its ledger.
    func makeFormat1() throws -> (bodies: [[UInt8]], last: Digest) {
        // That version published no ledger.
        try? FileManager.default.removeItem(atPath: layout.ledger.string)
        let database = try DatabaseQueue(path: layout.siteFile.string)
        defer { try? database.close() }
        return try database.write { db in
            let entries = try Blob.fetchAll(db, sql: "SELECT body FROM ledger ORDER BY number")
                .map { try LedgerEntry(bytes: $0.bytes) }
            try db.execute(
                sql: """
                    DROP TABLE ledger; DROP TABLE statements; ALTER TABLE meta DROP COLUMN log_seed;
                    ALTER TABLE meta DROP COLUMN is_running; UPDATE meta SET format = 1;
                    CREATE TABLE ledger (
                        number INTEGER PRIMARY KEY, kind TEXT NOT NULL, period TEXT,
                        body BLOB NOT NULL, digest BLOB NOT NULL);
                    CREATE UNIQUE INDEX one_end ON ledger (period)
                        WHERE kind IN ('release', 'no-release');
                    CREATE UNIQUE INDEX one_opening ON ledger (period) WHERE kind = 'opened';
                    CREATE UNIQUE INDEX one_destruction ON ledger (period)
                        WHERE kind = 'destroyed';
                    """)
            var last = ChainedRow.beginning
            var bodies: [[UInt8]] = []
            for entry in entries {
                guard let (kind, members) = TestInstance.chained(entry.event) else { continue }
                let all = members.merging(["kind": kind, "time": entry.time.text]) { $1 }
                let body = Array(
                    try JSONSerialization.data(withJSONObject: all, options: [.sortedKeys]))
                bodies.append(body)
                last = ChainedRow.digest(number: bodies.count, body: body, after: last)
                try db.execute(
                    sql: """
                        INSERT INTO ledger (number, kind, period, body, digest)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        bodies.count, kind, entry.event.period, Blob(body), Blob(last.bytes),
                    ])
            }
            return (bodies, last)
        }
    }

    /// An entry as format 1 had it; nil for kinds that it had not.
    private static func chained(_ event: LedgerEvent) -> (String, [String: Any])? {
        switch event {
        case .founded(let founding):
            (
                "founded",
                [
                    "site": founding.site, "signers": founding.quorum.members.map(\.key.hex),
                    "required": founding.quorum.total,
                ]
            )
        case .policyAdopted(let adoption):
            ("policy", ["policy": adoption.policy.hex, "version": adoption.version])
        case .opened(let period, let policy, let isBackfilled):
            (
                "opened",
                ["period": period, "policy": policy.hex, "isBackfilled": isBackfilled]
            )
        case .released(let publication):
            (
                "release",
                [
                    "period": publication.period, "policy": publication.policy.hex,
                    "releases": publication.releases.map { release in
                        [
                            "audience": release.audience, "number": release.number,
                            "sha256": release.sealed.hex,
                        ] as [String: Any]
                    },
                ]
            )
        case .noRelease(let period, _): ("no-release", ["period": period, "reason": "key lost"])
        case .keysDestroyed(let period): ("destroyed", ["period": period])
        default: nil
        }
    }
}
