import Foundation
import GRDB
import Testing

/// Commands of an operator while nothing more can be written anywhere in the instance.
@Suite("Commands on a full disk", .serialized)
struct FullDiskCommandTests {
    @Test(
        "A full disk is told by a command's answer and one line of the log, until there is room",
        .enabled(if: SmallDisk.isAllowed, "a small file system can be mounted by root only"))
    func told() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let disk = try SmallDisk(under: instance.home, megabytes: 32)
        defer {
            instance.kill()
            disk.remove()
        }
        try instance.start()
        try instance.countVisit()
        _ = try instance.closeAndOpen("1985", audience: "elus")
        let visit =
            #"{"at":"1986-05-05T05:05:05Z","person":"a","age":30,"sex":"male","education":"1","#
            + #""out_of_work":"no","income":2,"requests":[{"reason":"doctor"}]}"#
        try #require(try instance.post(visit, type: "application/json").0 == 204)

        let home = instance.home.path
        let erratum = ["erratum", "1985", "--reason", "incomplete", "--instance", home]
        let close = ["period", "close", "1986", "--instance", home]
        let tool = Command.products.appendingPathComponent("seuil").path
        try disk.fill()
        for (command, undone, line) in [
            (erratum, "the erratum was not recorded", "an erratum was not recorded"),
            (close, "the period is not released", "a period was not closed"),
        ] {
            let before = try lines(of: instance)
            let refused = try Command.run(tool, command)
            #expect(refused.status == 74, "\(refused.errorText)")
            #expect(
                refused.errorText == """
                    seuil: error: no space is left where the daemon keeps its state: \(undone)
                    seuil: hint: make room there, then give the same command again

                    """)
            let told = try lines(of: instance).dropFirst(before.count)
            #expect(told.count { $0.contains(line) && $0.contains("no room left") } == 1)
            let words = command.prefix { Int($0) == nil }
            let help = try Command.run(tool, words + ["--help"])
            #expect(help.text.contains("74 no space"))
        }
        #expect(try status(of: instance).contains("there is no room left for"))
        #expect(instance.isRunning)

        try disk.clear()
        // Nothing has been sent meanwhile: the daemon looks by itself.
        #expect(try waits { try !status(of: instance).contains("no room left") })
        for command in [erratum, close] {
            let done = try Command.run(tool, command)
            #expect(done.status == 0, "\(done.errorText)")
        }
        #expect(try instance.outbox().contains("1985.elus.erratum-1.p7m"))
        #expect(try instance.outbox().contains("1986.elus.p7m"))
        try instance.stop()
        try expectWholeLedger(instance)
    }

    @Test(
        "What was recorded and could not be written is written when the daemon is stopped",
        .enabled(if: SmallDisk.isAllowed, "a small file system can be mounted by root only"))
    func writtenAtTheStop() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.countVisit()
        _ = try instance.closeAndOpen("1985", audience: "elus")
        try instance.stop()
        // The ledger's folder and no other: what is recorded stands in the state.
        let disk = try SmallDisk(
            under: instance.home.appendingPathComponent("ledger"), megabytes: 1)
        defer {
            instance.kill()
            disk.remove()
        }
        try instance.start()
        try disk.fill()
        let tool = Command.products.appendingPathComponent("seuil").path
        for reason in ["incomplete", "miscoded", "misconfigured"] {
            let made = try Command.run(
                tool, ["erratum", "1985", "--reason", reason, "--instance", instance.home.path])
            #expect(made.status == 73, "\(made.errorText)")
        }
        #expect(try status(of: instance).contains("what is released does not reach its folder"))
        try disk.clear()
        try instance.stop()
        try expectWholeLedger(instance)
        #expect(try instance.outbox().contains("1985.elus.erratum-3.p7m"))
    }

    private func status(of instance: Instance) throws -> String {
        try Command.seuil("status", "--instance", instance.home.path).text
    }

    private func lines(of instance: Instance) throws -> [Substring] {
        String(decoding: try Data(contentsOf: instance.logFile), as: UTF8.self)
            .split(separator: "\n")
    }

    /// The published ledger has every entry of the daemon's own file, which is closed.
    private func expectWholeLedger(_ instance: Instance) throws {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        let file = instance.home.appendingPathComponent("state/site.sqlite").path
        let count = try DatabaseQueue(path: file, configuration: configuration).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM ledger")
        }
        let published = try Data(
            contentsOf: instance.home.appendingPathComponent("ledger/entries.ndjson"))
        #expect(published.split(separator: 0x0A).count == count)
    }
}
