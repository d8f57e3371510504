import Foundation
import GRDB
import Testing

/// A closing that takes long, and a daemon that is told to stop, or killed, in its midst.
@Suite("A closing that is interrupted", .serialized)
struct InterruptedClosingTests {
    private static let year = "1986"
    private static let people = 300
    /// The shutdown limit of these tests' daemon, and how much longer a slow machine may take to end it.
    private static let shutdownLimit = Duration.milliseconds(200)
    private static let margin = Duration.seconds(60)

    @Test(
        "Told to stop while a closing takes long, the daemon ends in time, and the next one finishes it"
    )
    func stoppedWhileClosing() throws {
        let (instance, sent) = try busyInstance()
        defer { instance.remove() }

        // On command first, in the task of the operator's connection.
        let command = try instance.beginClosing(Self.year)
        try waitUntilClosing(instance)
        try stopInTime(instance)
        command.waitUntilExit()
        #expect(command.terminationStatus != 0, "the operator is not told that it is closed")
        try expectNothingPublished(instance)

        // Then by itself, in the daemon's own schedule: the next start goes on where the last one was.
        try instance.start()
        try waitUntilClosing(instance)
        try stopInTime(instance)
        try expectNothingPublished(instance)

        try instance.start()
        try expectPublishedOnce(instance, sent: sent)
    }

    @Test("Killed while a closing takes long, twice, the next daemon finishes it")
    func killedWhileClosing() throws {
        let (instance, sent) = try busyInstance()
        defer { instance.remove() }
        let command = try instance.beginClosing(Self.year)
        try waitUntilClosing(instance)
        usleep(300_000)
        instance.kill()
        command.waitUntilExit()
        try expectNothingPublished(instance)
        try instance.start()
        try waitUntilClosing(instance)
        instance.kill()
        try expectNothingPublished(instance)
        try instance.start()
        try expectPublishedOnce(instance, sent: sent)
    }

    /// A daemon that has counted a year whose protection takes seconds; and how many visits that were.
    private func busyInstance() throws -> (Instance, sent: Int) {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        let instance = try Instance(policy: "health-registry")
        try instance.configure("limits: { shutdown: 200ms }")
        try instance.configure("tick: 1s")
        try instance.start()
        var year = RegistryYear(1986, seed: seed)
        let visits = year.visits(1_000, people: Self.people)
        let (status, answer) = try instance.post(visits.joined(separator: "\n") + "\n")
        try #require(status == 200 && answer.contains("\"rejected\":0"), "\(answer)")
        return (instance, visits.count)
    }

    /// Waits until the release is being made.
    private func waitUntilClosing(_ instance: Instance) throws {
        var state: String?
        let hasBegun = try waits {
            state = try instance.state(of: Self.year)
            return state == "closing" || state == "closed"
        }
        if state == "closed" { throw EndedTooSoon() }
        #expect(hasBegun, "the closing did not begin: \(log(instance))")
    }
    /// The closing was over before it could be interrupted: the visits are no longer hard enough.
    private struct EndedTooSoon: Error {}

    private func log(_ instance: Instance) -> String { (try? instance.log(lines: 5)) ?? "" }

    private func stopInTime(_ instance: Instance) throws {
        let time = try ContinuousClock().measure { try instance.stop() }
        print("stopped after \(time)")
        #expect(time < Self.shutdownLimit + Self.margin, "\(log(instance))")
    }

    /// The period stands at its beginning of the end: no release, no file of one, and all that was counted.
    private func expectNothingPublished(_ instance: Instance) throws {
        #expect(!(try instance.log(lines: .max).contains("period closed")))
        #expect(try instance.outbox() == [])
        #expect(try ledger(instance) == ["opened"])
        for file in ["key", "sqlite"] {
            let path = instance.home.appendingPathComponent("state/periods/\(Self.year).\(file)")
            #expect(FileManager.default.fileExists(atPath: path.path), "\(file)")
        }
    }

    /// Without a command the running daemon publishes the year, once, as it was sent.
    private func expectPublishedOnce(_ instance: Instance, sent: Int) throws {
        let files = ["elus", "research"].map { "\(Self.year).\($0).p7m" }
        let isPublished = try waits {
            try instance.state(of: Self.year) == "closed" && instance.outbox() == files
        }
        #expect(isPublished, "\(log(instance))")
        let first = try files.map { try instance.outboxBytes($0) }

        let opened = try instance.open(Self.year, audience: "elus")
        let ages = try Table(opened.appendingPathComponent("tables/age-education.csv"))
        let total = try #require(
            ages.rows.first { $0["age"] == "_T" && $0["education"] == "_T" })
        #expect(total["visits"] == String(sent))
        #expect(total["visitors"] == String(Self.people))

        // Another life of the daemon changes nothing.
        try instance.stop()
        try instance.start()
        #expect(try instance.state(of: Self.year) == "closed")
        #expect(try files.map { try instance.outboxBytes($0) } == first)
        try instance.stop()
        #expect(try ledger(instance) == ["opened", "released", "keys-destroyed"])
    }

    /// What the ledger of a stopped daemon says of the year.
    private func ledger(_ instance: Instance) throws -> [String] {
        let file = instance.home.appendingPathComponent("state/site.sqlite")
        return try Administrator.database(file).read { db in
            try String.fetchAll(
                db, sql: "SELECT kind FROM ledger WHERE period = ? ORDER BY number",
                arguments: [Self.year])
        }
    }
}
