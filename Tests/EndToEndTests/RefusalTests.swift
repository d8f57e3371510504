import Foundation
import Testing

/// What a sender may do wrong, done to one running daemon, case after case.
@Suite("Refusals", .serialized)
struct RefusalTests {
    @Test("Every refusal is answered as the protocol says, and the next visit counts")
    func everyRefusal() throws {
        let file = try RefusalFile.read()
        try #require(file.cases.count > 100)
        let instance = try Instance(policy: file.instance.policy) {
            $0.replacingOccurrences(
                of: "grace: 3d",
                with: "grace: 3d, backfill: { from: \(file.instance.backfillFrom) }")
        }
        defer { instance.remove() }
        try instance.configure("limits: \(file.instance.limits)")
        try instance.start()
        let runner = try RefusalRunner(instance, valid: file.valid)
        try #require(runner.sent.isUsable, "the form names the policy's members")

        for refusal in file.cases {
            let differences = try runner.run(refusal)
            #expect(differences.isEmpty, "\(refusal.name): \(differences.joined(separator: "; "))")
            try #require(instance.isRunning, "the daemon ended after: \(refusal.name)")
        }
        try staysSilent(runner)
        try instance.stop()
        try logTellsNothing(instance, values: runner.values)
    }

    /// No log line per visit, counted or refused.
    private func staysSilent(_ runner: RefusalRunner) throws {
        var refused = runner.nextVisit
        refused.body = Array(#"{"requests":[{"reason":"NO-SUCH-REASON"}]}"#.utf8)
        let before = try lineCount(runner.instance)
        let outcomes = try Curl.send(
            Array(repeating: [runner.nextVisit, refused], count: 20).flatMap { $0 })
        #expect(
            outcomes.map(\.answer.status) == Array(repeating: [204, 422], count: 20).flatMap { $0 })
        #expect(try lineCount(runner.instance) == before, "a visit was logged")
    }

    private func logTellsNothing(_ instance: Instance, values: Set<String>) throws {
        let log = try String(contentsOf: instance.logFile, encoding: .utf8)
        #expect(values.count > 40, "\(values.count) values were looked for")
        #expect(values.filter(log.contains) == [], "values in the log")
    }

    private func lineCount(_ instance: Instance) throws -> Int {
        try Data(contentsOf: instance.logFile).count { $0 == UInt8(ascii: "\n") }
    }
}
