import Foundation
import Testing

/// A disk that fills up while visits arrive: what was acknowledged stays, and what was not is asked for again.
@Suite("Full disk", .serialized)
struct FullDiskTests {
    @Test(
        "When nothing can be written any more the sender is told so, and nothing acknowledged is lost"
    )
    func nothingAcknowledgedIsLost() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start(fileByteLimit: 1 << 20)

        let batchSize = 50
        let people = 400
        let batches = (0..<400).map { batch in
            (0..<batchSize).map { Self.visit(person: (batch * batchSize + $0) % people) }
                .joined(separator: "\n") + "\n"
        }
        var acknowledged = 0
        var refusal: WireAnswer?
        while refusal == nil {
            try #require(acknowledged < batches.count, "the limit was never met")
            let answer = try send(batches[acknowledged], to: instance)
            if answer.status == 200 {
                #expect(answer.json?["accepted"] == .number(Double(batchSize)))
                acknowledged += 1
            } else {
                refusal = answer
            }
        }
        #expect(acknowledged > 0, "some visits were counted before")
        expectStorageFailed(try #require(refusal))
        // A visit alone is told the same, and so is everything until there is room again.
        expectStorageFailed(
            try send(Self.visit(person: 0), to: instance, type: "application/json"))
        expectStorageFailed(try send(batches[acknowledged], to: instance))
        #expect(instance.isRunning, "a full disk does not end the daemon")
        instance.kill()

        try instance.start()
        let sent = Array(batches.prefix(acknowledged + 3))
        for (index, batch) in sent.enumerated() {
            let answer = try send(batch, to: instance)
            #expect(answer.status == 200)
            #expect(answer.json?["rejected"] == .number(0))
            if index < acknowledged {
                #expect(
                    answer.json?["duplicates"] == .number(Double(batchSize)),
                    "batch \(index) was acknowledged and is there")
            }
        }
        let opened = try instance.closeAndOpen("1985", audience: "elus")
        let total = try Table(opened.appendingPathComponent("tables/reasons.csv"))
            .rows.first { $0["reason"] == "_T" && $0["age"] == "_T" && $0["sex"] == "_T" }
        #expect(try #require(total)["requests"] == String(sent.count * batchSize))
        #expect(total?["visitors"] == String(min(people, sent.count * batchSize)))
        try instance.stop()
    }

    private func send(
        _ body: String, to instance: Instance, type: String = "application/x-ndjson"
    ) throws -> WireAnswer {
        let transfer = Curl.Transfer(
            socket: instance.events, headers: ["content-type: \(type)"], body: Array(body.utf8))
        return try #require(try Curl.send([transfer]).first).answer
    }

    private func expectStorageFailed(_ answer: WireAnswer) {
        #expect(answer.status == 503)
        #expect(answer.json?["code"] == .string("storage-failed"))
        #expect(answer.headers["retry-after"] != nil)
    }

    /// One invented visit of 1985, with an id of its own.
    private static func visit(person: Int) -> String {
        """
        {"id":"\(UUID().uuidString.lowercased())","at":"1985-06-01T12:00:00Z",\
        "person":"\(person)","age":\(25 + person % 40),\
        "sex":"\(person.isMultiple(of: 2) ? "female" : "male")","education":"1",\
        "out_of_work":"no","income":3.5,"requests":[{"reason":"doctor"}]}
        """
    }
}
