import Foundation
import SeuilCore
import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilService

/// Random lives of a daemon, against a model that knows only which ids were acknowledged.
@Suite("Random lives")
struct RandomLifeTests {
    @Test(
        "Whatever is recorded, folded, stopped and killed, in any order, counts once",
        arguments: 1...6)
    func lives(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var instance = try TestInstance()
        let sent = TestVisit.several(60) + TestVisit.several(40, at: "2025-06-10T11:00:00Z")
        var acknowledged: Set<Int> = []
        var room = try await instance.openAdopting()
        for step in 0..<40 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...4:
                let batch = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                    Int.random(in: sent.indices, using: &random)
                }
                let outcomes = await room.record(batch.map { sent[$0] })
                for (index, outcome) in zip(batch, outcomes) {
                    let isNew = acknowledged.insert(index).inserted
                    #expect(
                        outcome == (isNew ? .counted : .duplicate), "seed \(seed), step \(step)")
                }
            case 5:
                await room.fold()
            case 6:
                await room.shutdown()
                room = try instance.open()
            default:
                instance = try instance.picture()
                room = try instance.open()
            }
            let live = acknowledged.count { $0 < 60 }
            #expect(
                await room.total(of: "2026-01")?.visits ?? 0 == live, "seed \(seed), step \(step)")
            #expect(
                await room.total(of: "2025-06")?.visits ?? 0 == acknowledged.count - live,
                "seed \(seed), step \(step)")
        }
    }
}
