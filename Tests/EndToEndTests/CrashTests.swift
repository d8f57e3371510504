import Foundation
import TestSupport
import Testing

/// Acknowledged means durable, and counted once: shown by killing the daemon where it stands.
@Suite("Crash safety", .serialized)
struct CrashTests {
    @Test("Killed twenty times in a stream of batches, the totals equal exactly what was sent")
    func killedTwentyTimes() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()

        let batchCount = 60
        let batchSize = 40
        let people = 300
        let batches = (0..<batchCount).map { batch in
            (0..<batchSize).map { line in
                let number = batch * batchSize + line
                return Self.visit(person: number % people)
            }
        }
        var unacknowledged = Array(batches.indices)
        var kills = 0
        while let batch = unacknowledged.first {
            if kills < 20, random.next() % 3 == 0 {
                // Another process of ours kills the daemon while this one waits for the answer.
                let delay = Double(random.next() % 30) / 1000
                let isKilled = DispatchSemaphore(value: 0)
                let killer = Thread {
                    Thread.sleep(forTimeInterval: delay)
                    instance.killWithoutWaiting()
                    isKilled.signal()
                }
                killer.start()
                let (status, _) = try instance.post(batches[batch].joined(separator: "\n") + "\n")
                // However late it comes, it must not be the next daemon that is killed.
                isKilled.wait()
                instance.kill()
                kills += 1
                try instance.start()
                if status == 200, random.next() % 2 == 0 { unacknowledged.removeFirst() }
                // Otherwise the same batch is sent again: an answer may have been lost, or is ignored.
                continue
            }
            let (status, answer) = try instance.post(
                batches[batch].joined(separator: "\n") + "\n")
            try #require(status == 200, "the daemon answered \(status): \(answer)")
            unacknowledged.removeFirst()
        }
        while kills < 20 {
            instance.kill()
            kills += 1
            try instance.start()
        }
        let total = batchCount * batchSize
        let opened = try instance.closeAndOpen("1984", audience: "elus")
        let totals = try Table(opened.appendingPathComponent("tables/reasons.csv"))
            .rows.first { $0["reason"] == "_T" && $0["age"] == "_T" && $0["sex"] == "_T" }
        let found = try #require(totals)
        #expect(found["requests"] == String(total))
        #expect(found["visitors"] == String(people))
        try instance.stop()
    }

    /// One invented visit of 1984, with an id of its own; a third of the people always come for the hospital, so
    /// that no row lies wholly in one reason.
    private static func visit(person: Int) -> String {
        let reason = person.isMultiple(of: 3) ? "hospital" : "doctor"
        let sex = person.isMultiple(of: 2) ? "female" : "male"
        return """
            {"id":"\(UUID().uuidString.lowercased())","at":"1984-06-01T12:00:00Z",\
            "person":"\(person)","age":\(25 + person % 40),"sex":"\(sex)","education":"1",\
            "out_of_work":"no","income":3.5,"requests":[{"reason":"\(reason)"}]}
            """
    }
}
