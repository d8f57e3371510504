import Foundation
import Testing

/// `seuil audit` over what a real daemon wrote.
@Suite("Auditing from files alone", .serialized)
struct AuditTests {
    @Test("An instance's own folders are sound to who kept a checkpoint, and to nobody else")
    func audit() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.countVisit()
        let home = instance.home.path
        let kept = instance.folder.appendingPathComponent("kept").path
        let checkpoint = "\(home)/ledger/checkpoint"
        #expect(waits { FileManager.default.fileExists(atPath: checkpoint) })
        try FileManager.default.copyItem(atPath: checkpoint, toPath: kept)
        _ = try instance.closeAndOpen("1985", audience: "elus")
        try instance.stop()

        let alone = try Command.seuil("audit", home)
        #expect(alone.status == 1, "\(alone.errorText)")
        #expect(alone.text.hasSuffix("kept --checkpoint.\n"), "\(alone.text)")
        #expect(!alone.text.contains("error:"), "\(alone.text)")
        let anchored = try Command.seuil("audit", home, "--checkpoint", kept)
        #expect(anchored.status == 0, "\(anchored.text)")
        #expect(anchored.text.contains("Sound, and not rewritten since 1 checkpoint"))
        let key = try Command.seuil("audit", home, "--log-key", "\(home)/ledger/log.vkey")
        #expect(key.status == 0, "\(key.text)")
        let opened = try Command.seuil(
            "audit", home, "--checkpoint", kept, "--trust", "\(home)/keys/site.pem",
            "--key", "\(home)/recipients/elus.key", "--key", "\(home)/recipients/research.key",
            "--json")
        #expect(opened.status == 0, "\(opened.text)")
        let answer = try JSONSerialization.jsonObject(with: Data(opened.output)) as? [String: Any]
        #expect(answer?["outcome"] as? String == "sound")
        #expect(answer?["opened"] as? Int == 2)
        #expect(answer?["outsideCheckpoints"] as? Int == 1)

        let again = instance.folder.appendingPathComponent("again")
        let checked = try instance.tryOpening(
            "1985", audience: "elus", into: again, ["--ledger", home])
        #expect(checked.status == 0, "\(checked.errorText)")
        #expect(checked.text.contains("ledger  names this release, and was not rewritten"))
        #expect(checked.text.contains("memory  nothing contradicts"))
        let first = try instance.tryOpening(
            "1985", audience: "research", into: again.appendingPathExtension("research"),
            ["--forget"])
        #expect(first.text.contains("ledger  not checked"), "\(first.errorText)")
        #expect(first.text.contains("memory  not compared, and not remembered"))

        // Somebody has carried one of the two away.
        let other = "\(home)/outbox/1985.research.p7m"
        try FileManager.default.moveItem(atPath: other, toPath: kept + "-research")
        let partial = try Command.seuil("audit", home, "--checkpoint", kept)
        #expect(partial.status == 0, "\(partial.text)")
        #expect(partial.text.contains("warning: outbox/1985.research.p7m: release-missing"))
        #expect(
            partial.text.hasSuffix(
                "Sound as far as was looked at (not given: 1 release), and not rewritten since 1 "
                    + "checkpoint from outside.\n"), "\(partial.text)")
        try FileManager.default.moveItem(atPath: kept + "-research", toPath: other)

        let release = "\(home)/outbox/1985.elus.p7m"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: release))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: release))
        let broken = try Command.seuil("audit", home, "--checkpoint", kept)
        #expect(broken.status == 1)
        #expect(broken.text.contains("error: outbox/1985.elus.p7m: release-differs"))
        #expect(broken.text.hasSuffix("NOT SOUND: there are errors.\n"))
    }

    @Test("What is not there, is no key, or is asked for by halves has its own exit code")
    func exitCodes() throws {
        let folder = FileManager.default.temporaryDirectory.path
        let missing = try Command.seuil("audit", "\(folder)/no-such-folder")
        #expect(missing.status == 66)
        #expect(missing.errorText.contains("seuil: hint: "))
        let place = "/tmp/seuil-audit-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: "\(place)/ledger", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(place)/x"))
        #expect(try Command.seuil("audit", place).status == 1)
        #expect(try Command.seuil("audit", place, "--log-key", "\(place)/x").status == 65)
        #expect(try Command.seuil("audit", place, "--log-key", "\(place)/y").status == 66)
        #expect(try Command.seuil("audit", place, "--key", "\(place)/x").status == 64)
    }
}
