import Foundation
import Testing

/// What a sender may do wrong, done to one running daemon, case after case.
@Suite("Refusals", .serialized)
struct RefusalTests {
    @Test("Every refusal is answered as the protocol says, and the next visit counts")
    func everyRefusal() throws {
        let file = try RefusalFile.read()
        try #require(file.cases.count > 100)
        // Only where slowness is refused may a daemon be impatient: this machine may be slow itself.
        let values = try run(file, limits: file.instance.patient) { $0.how != .slow }
        #expect(values.count > 40, "\(values.count) values were looked for")
        _ = try run(file, limits: file.instance.impatient) { $0.how == .slow }
    }

    /// Runs the cases that are meant on a daemon of their own; the values that were sent.
    private func run(
        _ file: RefusalFile, limits: String, where isMeant: (RefusalCase) -> Bool
    ) throws -> Set<String> {
        let instance = try Instance(policy: file.instance.policy) {
            $0.replacingOccurrences(
                of: "grace: 3d",
                with: "grace: 3d, backfill: { from: \(file.instance.backfillFrom) }")
        }
        defer { instance.remove() }
        try instance.configure("limits: \(limits)")
        try instance.start()
        let runner = try RefusalRunner(instance, valid: file.valid)
        try #require(runner.sent.isUsable, "the form names the policy's members")

        for refusal in file.cases where isMeant(refusal) {
            let differences = try runner.run(refusal)
            #expect(differences.isEmpty, "\(refusal.name): \(differences.joined(separator: "; "))")
            try #require(instance.isRunning, "the daemon ended after: \(refusal.name)")
        }
        try staysSilent(runner)
        try instance.stop()
        try logTellsNothing(instance, values: runner.values)
        return runner.values
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
        #expect(values.filter(log.contains) == [], "values in the log")
    }

    private func lineCount(_ instance: Instance) throws -> Int {
        try Data(contentsOf: instance.logFile).count { $0 == UInt8(ascii: "\n") }
    }
}
