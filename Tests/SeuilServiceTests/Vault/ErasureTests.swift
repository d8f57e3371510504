import Foundation
import SeuilCore
import SeuilCrypto
import SystemPackage
import Testing

@testable import SeuilService

/// What can be found in the files, by someone who has the host key as well.
@Suite("Erasure")
struct ErasureTests {
    @Test("After a fold, deltas and snapshot copied before it open under no key that remains")
    func foldErases() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(6))
        await room.fold()
        _ = await room.record(TestVisit.several(6))
        let before = try instance.picture()
        await room.fold()
        // The copies are good: with the key file as it was, the period comes back.
        #expect(await (try before.picture().open()).total(of: "2026-01")?.visits == 12)
        let key = FilePath("\(before.layout.keyFile("2026-01"))")
        let remaining = try #require(try DurableFile.read(instance.layout.keyFile("2026-01")))
        try DurableFile.replace(key, with: remaining)
        let thief = try before.open()
        #expect(await thief.total(of: "2026-01") == nil)
        #expect(await thief.periods().map(\.state) == [.damaged])
    }

    @Test("A fold leaves no earlier box in any file, nor in the log")
    func foldForgets() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        for _ in 0..<4 { _ = await room.record(TestVisit.several(3)) }
        let boxes = try await room.boxes(of: "2026-01")
        #expect(boxes.count == 6)
        let before = try instance.files()
        #expect(boxes.allSatisfy { box in before.values.contains { $0.holds(box.prefix(64)) } })
        await room.fold()
        let after = try instance.files()
        #expect(!boxes.contains { box in after.values.contains { $0.holds(box.prefix(64)) } })
        #expect(after["state/periods/2026-01.sqlite-wal"]?.isEmpty == true)
    }

    @Test("No identifier, event id or value is in any file: running, killed, stopped or closed")
    func canaries() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        let id = "6f1d7c52-93ab-4c1e-8d1a-2b3c4d5e6f70"
        let visit = TestVisit(
            id: id, at: "2025-06-10T11:00:00Z", name: "Quetzalcoatl Zyxwv",
            birthDate: "1911-11-09")
        var unknown = visit
        unknown.id = SecureRandom.uuid()
        unknown.reason = "xylophone"
        _ = await room.record([visit, unknown])
        // The id's 16 bytes too.
        let raw = stride(from: 0, to: 32, by: 2).compactMap { place in
            let digits = Array(id.replacing("-", with: ""))
            return UInt8(String(digits[place...place + 1]), radix: 16)
        }
        let canaries =
            [
                id, id.replacing("-", with: ""), "Quetzalcoatl", "quetzalcoatl", "QUETZALCOATL",
                "Zyxwv", "zyxwv", "1911-11-09", "19111109", "xylophone",
            ].map { Array($0.utf8) } + [raw]
        func check(_ instance: TestInstance, _ moment: Comment) throws {
            for (path, bytes) in try instance.files() {
                for canary in canaries {
                    #expect(!bytes.holds(canary), "\(moment): \(path)")
                }
            }
        }
        try check(instance, "running")
        try check(try instance.picture(), "killed")
        await room.fold()
        try check(instance, "folded")
        try await room.closePeriod("2025-06")
        try check(instance, "closed")
        await room.shutdown()
        try check(instance, "stopped")
    }

    @Test(
        "After closing, no file is left of the period, and a backup of its file without key is closed"
    )
    func closingDestroys() async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(9, at: "2025-06-10T11:00:00Z"))
        let backup = try instance.picture()
        #expect(
            try instance.leftovers(of: "2025-06").contains("2025-06.key"))
        try await room.closePeriod("2025-06")
        #expect(try instance.leftovers(of: "2025-06") == [])
        let withoutKey = try backup.picture()
        try DurableFile.remove(withoutKey.layout.keyFile("2025-06"))
        let thief = try withoutKey.open()
        #expect(await thief.total(of: "2025-06") == nil)
        #expect(await thief.periods().map(\.state) == [.damaged])
        // A backup of everything still opens: that is what the operator's guide warns of.
        #expect(await (try backup.open()).total(of: "2025-06")?.visits == 9)
    }

    @Test("The same period's keys differ from site to site, and nothing sealed moves between them")
    func boundToPlace() throws {
        let digest = Digest.sha256(Array("policy".utf8))
        let places = [
            SealedPlace(site: [1], period: "2026-01", policy: digest),
            SealedPlace(site: [2], period: "2026-01", policy: digest),
            SealedPlace(site: [1], period: "2026-02", policy: digest),
            SealedPlace(site: [1], period: "2026-01", policy: .sha256([])),
        ]
        var all = Set(places.map { $0.associatedData(.delta, generation: 1, sequence: 2) })
        all.insert(places[0].associatedData(.delta, generation: 2, sequence: 1))
        all.insert(places[0].associatedData(.delta, generation: 1, sequence: 3))
        all.insert(places[0].associatedData(.tally, generation: 1, sequence: 2))
        #expect(all.count == 7)
    }

    @Test("Neither a box's length nor a file's tells a count", arguments: [1, 100])
    func lengths(count: Int) async throws {
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(count))
        await room.fold()
        let lengths = try await room.boxes(of: "2026-01").map(\.count)
        #expect(lengths == [65_536 + 28, 65_536 + 28])
    }
}

extension CountingRoom {
    /// All that is sealed in a period's file.
    func boxes(of id: String) throws -> [[UInt8]] {
        guard let contents = try counted[id]?.file.contents() else { return [] }
        return [contents.snapshot.tally, contents.snapshot.events] + contents.deltas
    }
}

extension [UInt8] {
    /// Whether `part` stands somewhere in these bytes.
    func holds(_ part: some Collection<UInt8>) -> Bool {
        Data(self).range(of: Data(part)) != nil
    }
}
