import Foundation
import SeuilCore
import SeuilCrypto

@testable import SeuilService

/// A visit as a tool sends it.
struct TestVisit {
    var id: String? = SecureRandom.uuid()
    var at: String?
    var name = "Ada Lovelace"
    var birthDate = "1980-12-10"
    var sex = "F"
    var reason = "rent"

    var bytes: [UInt8] {
        let head = [id.map { "\"id\":\"\($0)\"" }, at.map { "\"at\":\"\($0)\"" }].compactMap { $0 }
        let members =
            head + [
                "\"name\":\"\(name)\"", "\"birth_date\":\"\(birthDate)\"", "\"sex\":\"\(sex)\"",
                "\"minutes\":15", "\"requests\":[{\"reason\":\"\(reason)\"}]",
            ]
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    /// `count` visits of `people` different people, in turn.
    static func several(_ count: Int, people: Int = 7, at: String? = nil) -> [TestVisit] {
        (0..<count).map { index in
            TestVisit(
                at: at, name: "Person " + String(repeating: "x", count: index % people),
                sex: index % people < people / 2 ? "F" : "M",
                reason: index.isMultiple(of: 2) ? "rent" : "work")
        }
    }
}

extension CountingRoom {
    func record(_ visits: [TestVisit]) async -> [RecordOutcome] {
        await record(VisitBatch(visits.map(\.bytes)))
    }

    func record(_ visit: TestVisit) async -> RecordOutcome {
        await record(VisitBatch(visit.bytes))[0]
    }

    /// The visits and people that are counted in a period; nil when it is not at hand.
    func total(of id: String) -> Total? {
        guard let figures = counted[id]?.tally.close().tables[0] else { return nil }
        return Total(visits: figures.visits[0], people: figures.visitors[0])
    }

    struct Total: Equatable {
        let visits: Int
        let people: Int
    }

    func needsFold(_ id: String) -> Bool? { counted[id]?.needsFold }

    var countedIDs: [String] { counted.keys.sorted() }
}
