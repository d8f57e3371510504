import Foundation
import Testing

/// What happens when an instance is set back to a backup of everything, keys included.
@Suite("A restored backup", .serialized)
struct RestoreTests {
    @Test("A backup of everything opens the period again, and what came since can be isolated")
    func everything() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let backup = try closeAfterBackup(instance)
        let first = try instance.open("1986", audience: "elus")
        let kept = try copy("outbox/1986.elus.p7m", of: instance)
        try restore(backup, to: instance)

        try instance.start()
        #expect(try periods(instance).contains("1986  open"), "as on the day of the backup")
        #expect(try outbox(instance) == [])
        #expect(try instance.post(visits(of: ["late"], each: 3)).0 == 200)
        let closed = try seuil("period", "close", "1986", at: instance)
        #expect(closed.status == 0, "nothing on this machine notices: \(closed.errorText)")
        #expect(try outbox(instance) == ["1986.elus.p7m", "1986.research.p7m"])
        #expect(try status(instance).contains("health   good"))
        // Who has opened the first is told; who has not sees nothing.
        let refused = try instance.tryOpening(
            "1986", audience: "elus", into: instance.folder.appendingPathComponent("refused"), [])
        #expect(refused.status == 65)
        #expect(refused.errorText.contains("the site's ledger was rewritten"))
        let second = try instance.open("1986", audience: "elus", into: "second", "--forget")
        try instance.stop()

        // Two releases of one period under one number; their difference is the one who came since.
        for key in ["number", "period"] {
            #expect(try header(first)[key] == header(second)[key], "\(key)")
        }
        #expect(try total(first) == ["90", "30", "F"])
        #expect(try total(second) == ["93", "31", "F"])
        // Who has kept the first file can still open it, and can show that there are two.
        let again = try Data(
            contentsOf: instance.home.appendingPathComponent("outbox/1986.elus.p7m"))
        #expect(try Data(contentsOf: kept) != again)
    }

    @Test("A backup of everything but the outbox opens the period, and does not release it again")
    func outboxKept() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let backup = try closeAfterBackup(instance)
        let kept = try copy("outbox", of: instance)
        try restore(backup, to: instance)
        let place = instance.home.appendingPathComponent("outbox")
        try FileManager.default.removeItem(at: place)
        try FileManager.default.copyItem(at: kept, to: place)
        let released = try Data(contentsOf: place.appendingPathComponent("1986.elus.p7m"))

        try instance.start()
        #expect(try periods(instance).contains("1986  open"))
        #expect(try instance.post(visits(of: ["late"], each: 3)).0 == 200)
        let closed = try seuil("period", "close", "1986", at: instance)
        #expect(closed.status == 70, "\(closed.text)\(closed.errorText)")
        #expect(try periods(instance).contains("1986  closing"))
        #expect(try status(instance).contains("problem  "))
        #expect(
            try Data(contentsOf: place.appendingPathComponent("1986.elus.p7m")) == released)
        #expect(try total(instance.open("1986", audience: "elus")) == ["90", "30", "F"])
        try instance.stop()
    }

    /// Counts thirty people, backs the whole instance up, and closes; the backup's folder.
    private func closeAfterBackup(_ instance: Instance) throws -> URL {
        try instance.start()
        let people = (0..<30).map { "p\($0)" }
        #expect(try instance.post(visits(of: people, each: 3)).0 == 200)
        try instance.stop()
        let backup = try copy("", of: instance)
        try instance.start()
        let closed = try seuil("period", "close", "1986", at: instance)
        #expect(closed.status == 0, "\(closed.errorText)")
        try instance.stop()
        return backup
    }

    /// Copies a part of the instance, with owners and modes.
    private func copy(_ part: String, of instance: Instance) throws -> URL {
        let target = instance.folder.appendingPathComponent("copy-\(UUID().uuidString)")
        let source = instance.home.appendingPathComponent(part).path
        let copied = try Command.run("cp", ["-a", source, target.path])
        try #require(copied.status == 0, "\(copied.errorText)")
        return target
    }

    private func restore(_ backup: URL, to instance: Instance) throws {
        try FileManager.default.removeItem(at: instance.home)
        let copied = try Command.run("cp", ["-a", backup.path, instance.home.path])
        try #require(copied.status == 0, "\(copied.errorText)")
    }

    private func seuil(_ arguments: String..., at instance: Instance) throws -> CommandResult {
        try Command.run(
            Command.products.appendingPathComponent("seuil").path,
            arguments + ["--instance", instance.home.path])
    }

    private func periods(_ instance: Instance) throws -> String {
        try seuil("period", "list", at: instance).text
    }

    private func status(_ instance: Instance) throws -> String {
        try seuil("status", at: instance).text
    }

    private func outbox(_ instance: Instance) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: instance.home.appendingPathComponent("outbox").path
        ).filter { $0.hasSuffix(".p7m") }.sorted()
    }

    /// The number and the period in an opened release's header, as text.
    private func header(_ folder: URL) throws -> [String: String] {
        let json = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: folder.appendingPathComponent("release.json")))
                as? [String: Any])
        return try ["number", "period"].reduce(into: [:]) { header, key in
            header[key] = "\(try #require(json[key]))"
        }
    }

    /// Visits, people and status of the row of all.
    private func total(_ folder: URL) throws -> [String] {
        let table = try Table(folder.appendingPathComponent("tables/age-education.csv"))
        let row = try #require(table.rows.first { $0["age"] == "_T" && $0["education"] == "_T" })
        return ["visits", "visitors", "CONF_STATUS"].map { row[$0] ?? "" }
    }

    /// Each person's visits in 1986.
    private func visits(of people: [String], each count: Int) -> String {
        people.flatMap { person in
            (1...count).map { day in
                """
                {"id":"\(UUID().uuidString.lowercased())","at":"1986-03-0\(day)T09:00:00+01:00",\
                "person":"\(person)","age":30,"sex":"female","education":"1",\
                "out_of_work":"no","income":1.5,"requests":[{"reason":"doctor"}]}
                """
            }
        }.joined(separator: "\n") + "\n"
    }
}
