import Foundation
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilAudit
@testable import SeuilRelease
@testable import SeuilService

/// What `seuil open` remembers of a site, and what it then refuses.
@Suite("A reader's memory of a site")
struct ReaderMemoryTests {
    @Test("Releases of an honest site are remembered in any order, and open again")
    func honest() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        let (may, june) = (try copy.opened("2025-05"), try copy.opened("2025-06"))
        for order in [[may, june], [june, may]] {
            var memory = ReaderMemoryTests.empty
            #expect(try memory.take(order[0]) == .firstContact)
            #expect(try memory.take(order[1]) == .consistent)
            for release in order {
                #expect(try memory.take(release) == .consistent)
            }
            let origin = try #require(may.release.header.ledgerPlace).checkpoint.origin
            #expect(memory.checkpoints(of: origin).count == 4, "two carried, two of the proofs")
        }
    }

    @Test("A second release of a period is refused, and nothing of it is remembered")
    func second() async throws {
        let site = try await AuditedSite.shared.value
        let other = try await ReaderMemoryTests.fork(of: site)
        let june = try other.copy.opened("2025-06")
        var memory = ReaderMemoryTests.empty
        _ = try memory.take(site.copy().opened("2025-06"))
        let before = memory
        #expect(throws: MemoryRefusal.self) { try memory.take(june) }
        #expect(throws: MemoryRefusal.secondRelease) { try memory.take(june, withProof: false) }
        #expect(memory == before)
    }

    @Test("Another root over as many entries is a ledger that was rewritten")
    func forked() async throws {
        let site = try await AuditedSite.shared.value
        let real = try site.copy().opened("2025-06")
        let copy = try site.copy()
        try copy.forge { entries in
            entries[1] = LedgerEntry(.uncleanStop, at: entries[1].time)
        }
        let forged = try copy.opened("2025-06")
        let size = try #require(real.proof.map { try Checkpoint(text: $0.checkpoint.text).size })
        for (first, second) in [(real, forged), (forged, real)] {
            var memory = ReaderMemoryTests.empty
            _ = try memory.take(first)
            #expect(throws: MemoryRefusal.forked(size: size)) { try memory.take(second) }
        }
    }

    @Test("The same content sealed again does not spoil the memory of the genuine file")
    func sealedAgain() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let genuine = try copy.opened("2025-06")
        try copy.resealJune { $0 }
        let again = try copy.opened("2025-06")
        #expect(again.release.content == genuine.release.content)
        #expect(again.sealed != genuine.sealed)
        var memory = ReaderMemoryTests.empty
        #expect(throws: MemoryRefusal.proofDiffers) {
            try memory.take(
                again.release, sealed: again.sealed, proof: genuine.proof)
        }
        #expect(try memory.take(again, withProof: false) == .firstContact)
        #expect(try memory.take(genuine) == .sealedAgain)
        #expect(try memory.take(genuine) == .consistent)
    }

    @Test(
        "Another ledger under the site's certificate is refused, unless the reader was told of it")
    func otherLog() async throws {
        let site = try await AuditedSite.shared.value
        let other = try TestInstance()
        let room = try await other.openAdopting()
        _ = await room.record(TestVisit.several(30, at: "2025-03-10T11:00:00Z"))
        try await room.closePeriod("2025-03")
        let file = await room.site
        let march = try AuditedCopy(of: other, site: file).opened("2025-03")
        var memory = ReaderMemoryTests.empty
        _ = try memory.take(site.copy().opened("2025-05"))
        let key = file.logKey.verifier
        #expect(throws: MemoryRefusal.otherLog(found: key.text)) { try memory.take(march) }
        #expect(
            try memory.take(march.release, sealed: march.sealed, accepting: key) == .consistent)
        #expect(try memory.take(site.copy().opened("2025-06")) == .consistent)
    }

    @Test("Once a site's releases name its ledger, a later one without is refused")
    func withoutLedger() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        var memory = ReaderMemoryTests.empty
        _ = try memory.take(copy.opened("2025-05"))
        try copy.resealJune { text in
            ReaderMemoryTests.changing(text) { header in
                header["format"] = ReleaseHeader.formatWithoutLedger
                header["logKey"] = nil
                header["checkpoint"] = nil
            }
        }
        let june = try copy.opened("2025-06")
        #expect(throws: MemoryRefusal.withoutLedger) { try memory.take(june, withProof: false) }
        // By itself it opens: sites made such releases before they had a ledger.
        var other = ReaderMemoryTests.empty
        #expect(try other.take(june, withProof: false) == .firstContact)
        #expect(try other.take(copy.opened("2025-05")) != .sealedAgain)
    }

    @Test("A later release with an older state of the ledger, or a number twice, is refused")
    func order() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        var memory = ReaderMemoryTests.empty
        _ = try memory.take(copy.opened("2025-05"))
        let leaves = try copy.lines().map { MerkleTree.leafHash(of: $0) }
        let old = String(
            decoding: try copy.note(over: Array(leaves.prefix(1))).bytes, as: UTF8.self)
        try copy.resealJune { text in
            ReaderMemoryTests.changing(text) { $0["checkpoint"] = old }
        }
        let stale = try copy.opened("2025-06")
        #expect(throws: MemoryRefusal.checkpointOutOfOrder) {
            try memory.take(stale, withProof: false)
        }
        let twice = try site.copy()
        try twice.resealJune { text in ReaderMemoryTests.changing(text) { $0["number"] = 1 } }
        let second = try twice.opened("2025-06")
        #expect(throws: MemoryRefusal.numberTwice) { try memory.take(second, withProof: false) }
    }

    @Test("A release is held against a copy of the ledger, and everything remembered too")
    func againstLedger() async throws {
        let site = try await AuditedSite.shared.value
        let copy = try site.copy()
        let june = try copy.opened("2025-06")
        let folder = try #require(AuditFolder(at: copy.folder.path))
        func codes(_ remembered: [Checkpoint], on folder: AuditFolder) -> [String] {
            LedgerCheck.findings(
                on: folder, remembered: remembered, release: june.release, sealed: june.sealed
            ).map(\.code.rawValue)
        }
        #expect(codes([], on: folder) == [])
        let place = try #require(june.release.header.ledgerPlace)
        let other = Checkpoint(origin: place.checkpoint.origin, size: 3, root: .sha256([]))
        #expect(codes([place.checkpoint], on: folder) == [])
        #expect(codes([other], on: folder) == ["ledger-forked"])
        let fork = try await ReaderMemoryTests.fork(of: site)
        let forked = try #require(AuditFolder(at: fork.copy.folder.path))
        #expect(codes([], on: forked) == ["release-differs"])
    }

    @Test("A memory that cannot be read is refused and stays as it is, and is its owner's alone")
    func file() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        let june = try copy.opened("2025-06")
        let folder = copy.url("memory/sites")
        let site = june.release.signer.publicKeyFingerprint
        let file = MemoryFile(of: site, in: folder)
        _ = try file.update { try $0.take(june) }
        #expect(file.path.hasSuffix("/\(site.hex).json"))
        for (path, mode) in [(file.path, 0o600), (folder.path, 0o700)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
        #expect(try file.update { $0.isEmpty } == false)
        // A change that is refused is not written.
        struct Stop: Error {}
        let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
        #expect(throws: Stop.self) {
            try file.update { memory in
                memory = SiteMemory(of: site)
                throw Stop()
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == before)
        for damage in [Data("{}".utf8), Data(before.dropLast(9)), Data()] {
            try damage.write(to: URL(fileURLWithPath: file.path))
            #expect(throws: MemoryFileError.unreadable(file.path)) {
                try file.update { $0.isEmpty }
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == damage)
        }
        try FileManager.default.removeItem(atPath: file.path)
        try FileManager.default.createSymbolicLink(
            atPath: file.path, withDestinationPath: copy.url("elsewhere").path)
        #expect(throws: MemoryFileError.unreadable(file.path)) { try file.update { $0.isEmpty } }
        let occupied = MemoryFile(of: site, in: copy.url("ledger/checkpoint"))
        #expect(throws: MemoryFileError.self) { try occupied.update { $0.isEmpty } }
    }

    @Test("Readers at the same time lose nothing of each other's")
    func together() async throws {
        let copy = try await AuditedSite.shared.value.copy()
        let file = MemoryFile(of: .sha256([1]), in: copy.url("memory"))
        let both = [try copy.opened("2025-05"), try copy.opened("2025-06")]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                for release in both {
                    group.addTask { _ = try file.update { try $0.take(release) } }
                }
            }
            try await group.waitForAll()
        }
        for release in both {
            #expect(try file.update { try $0.take(release) } == .consistent)
        }
        let origin = try #require(both[0].release.header.ledgerPlace).checkpoint.origin
        #expect(try file.update { $0.checkpoints(of: origin).count } == 4)
    }

    private static var empty: SiteMemory { SiteMemory(of: .sha256([1])) }

    /// The instance set back to its backup, which has then released June with one visit more.
    private static func fork(
        of site: AuditedSite
    ) async throws -> (copy: AuditedCopy, instance: TestInstance) {
        let instance = try site.backup.picture()
        let room = try instance.open()
        _ = await room.record(TestVisit(at: "2025-06-11T11:00:00Z"))
        try await room.closePeriod("2025-06")
        let copy = try AuditedCopy(of: instance, site: await room.site)
        await room.shutdown()
        return (copy, instance)
    }

    private static func changing(
        _ text: String, _ change: (inout [String: Any]) -> Void
    ) -> String {
        guard
            var header = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        else { return text }
        change(&header)
        let data = try? JSONSerialization.data(withJSONObject: header, options: [.sortedKeys])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}

/// A release as a reader gets it: opened, with its file's digest and the proof beside it.
struct ReadRelease: Sendable {
    let release: OpenedRelease
    let sealed: Digest
    let proof: InclusionProof?
}

extension AuditedCopy {
    /// A release of the copy, opened as its recipient does.
    func opened(_ period: String) throws -> ReadRelease {
        let keys = try TestKeys.shared.get()
        let bytes = try bytes("outbox/\(period).elus.p7m")
        let release = try SealedRelease(fileName: "\(period).elus.p7m", bytes: bytes).open(
            key: keys.recipient.key, recipient: nil, trusting: [keys.site.certificate], at: nil)
        let proof = try InclusionProof(bytes: self.bytes("outbox/\(period).elus.tlog-proof"))
        return ReadRelease(release: release, sealed: .sha256(bytes), proof: proof)
    }
}

extension SiteMemory {
    fileprivate mutating func take(
        _ read: ReadRelease, withProof: Bool = true
    ) throws -> Outcome {
        try take(read.release, sealed: read.sealed, proof: withProof ? read.proof : nil)
    }
}
