import Foundation
import Testing

/// From `seuil init` to an opened summary, with the tools that a site has: the project's own, curl and openssl.
@Suite("The whole way", .serialized)
struct WholeWayTests {
    @Test("Visits sent as a file come out as figures, for seuil and for openssl alike")
    func fileToFigures() throws {
        let name = #"PIMMS d'Échirolles: "nord" \ #1"#
        let instance = try Instance(policy: "health-registry", site: name)
        defer { instance.remove() }
        try instance.start()
        let file = instance.folder.appendingPathComponent("visits.ndjson")
        let visits = (0..<90).map { number in
            """
            {"id":"\(UUID().uuidString.lowercased())","at":"1986-03-0\(1 + number % 9)T09:00:00+01:00",\
            "person":"p\(number / 3)","age":\(30 + number / 3 % 2 * 20),"sex":"female",\
            "education":"1","out_of_work":"no","income":1.5,"requests":[{"reason":"doctor"}]}
            """
        }
        try Data((visits.joined(separator: "\n") + "\n").utf8).write(to: file)
        let emitted = try Command.seuil("emit", file.path, "--instance", instance.home.path)
        #expect(emitted.status == 0, "\(emitted.errorText)")
        let again = try Command.seuil("emit", file.path, "--instance", instance.home.path)
        #expect(again.status == 0, "sent twice, counted once: \(again.errorText)")

        let opened = try instance.closeAndOpen("1986", audience: "elus")
        let table = try Table(opened.appendingPathComponent("tables/age-education.csv"))
        let total = try #require(table.rows.first { $0["age"] == "_T" && $0["education"] == "_T" })
        #expect(total["visits"] == "90")
        #expect(total["visitors"] == "30")
        #expect(total["CONF_STATUS"] == "F")

        let header = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: opened.appendingPathComponent("release.json")))
                as? [String: Any])
        let site = try #require(header["site"] as? [String: Any])
        #expect(site["name"] as? String == name, "as it was written")

        try opensWithStockTools(instance, period: "1986", audience: "elus", like: opened)
        #expect(try instance.post(visits[0], type: "application/json").0 == 409, "closed")
        let closedAgain = try Command.seuil(
            "period", "close", "1986", "--instance", instance.home.path)
        #expect(closedAgain.status == 0, "closing twice is no error")
        try instance.stop()
    }

    @Test("With the control socket alone an operator sees where periods stand, and closes one")
    func controlSocketAlone() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.countVisit()
        // A folder that cannot be read, as the instance's cannot by the socket's group.
        func ask(_ command: String...) throws -> CommandResult {
            try Command.run(
                Command.products.appendingPathComponent("seuil").path,
                command + ["--socket", instance.control, "--instance", "/nowhere"])
        }
        #expect(try ask("status").text.contains("1985  open"))
        #expect(try ask("period", "list").text.contains("1985  open"))
        let closed = try ask("period", "close", "1985")
        #expect(closed.status == 0, "\(closed.errorText)")
        #expect(closed.text == "1985 is closed; its releases are in the outbox\n")
        try instance.stop()
    }

    @Test("The outbox's group can read releases, and everything else stays its owner's")
    func modes() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let outbox = instance.home.appendingPathComponent("outbox")
        // As root the test gives the folder to a group that is not its own, as an operator does.
        if geteuid() == 0 {
            let group = [FileAttributeKey.groupOwnerAccountID: 1]
            try FileManager.default.setAttributes(group, ofItemAtPath: outbox.path)
        }
        try instance.start()
        try instance.countVisit()
        try check(instance)
        _ = try instance.closeAndOpen("1985", audience: "elus")
        try check(instance)
        try instance.stop()
        let folder = try Mode(outbox)
        for audience in ["elus", "research"] {
            let release = try Mode(outbox.appendingPathComponent("1985.\(audience).p7m"))
            #expect(release.bits == 0o640)
            #expect(release.group == folder.group)
        }

        /// Looks at what the daemon has made, and at every folder and key.
        func check(_ instance: Instance) throws {
            #expect(try Mode(instance.home).bits == 0o700)
            #expect(try Mode(outbox).bits == 0o2750)
            for path in try FileManager.default.subpathsOfDirectory(atPath: instance.home.path) {
                // What the running daemon has put aside by now is no one's.
                guard let mode = try? Mode(instance.home.appendingPathComponent(path)) else {
                    continue
                }
                if mode.isFolder, path != "outbox", path != "ledger" {
                    #expect(mode.bits == 0o700 || path.contains("/"), "\(path)")
                }
                if path.hasPrefix("state/") || path.hasSuffix(".key") {
                    #expect(mode.bits & 0o077 == 0, "\(path)")
                }
            }
        }
    }

    @Test("A release is refused to a stranger's key and under another name")
    func refusedToOthers() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.countVisit()
        _ = try instance.closeAndOpen("1985", audience: "elus")
        let release = instance.home.appendingPathComponent("outbox/1985.elus.p7m")
        let renamed = instance.folder.appendingPathComponent("1986.elus.p7m")
        try FileManager.default.copyItem(at: release, to: renamed)
        let key = instance.home.appendingPathComponent("recipients/elus.key").path
        let stranger = instance.home.appendingPathComponent("recipients/research.key").path
        let trust = instance.home.appendingPathComponent("keys/site.pem").path
        for (file, key) in [(renamed.path, key), (release.path, stranger)] {
            let target = instance.folder.appendingPathComponent("refused")
            let result = try Command.seuil(
                "open", file, "--key", key, "--trust", trust, "--output", target.path)
            #expect(result.status != 0)
            #expect(result.errorText.contains("seuil: error:"))
            #expect(!FileManager.default.fileExists(atPath: target.path), "nothing is written")
        }
        try instance.stop()
    }

    /// Opens the release with `openssl` and `unzip` and compares it, file by file, with `opened`.
    private func opensWithStockTools(
        _ instance: Instance, period: String, audience: String, like opened: URL
    ) throws {
        let signed = instance.folder.appendingPathComponent("signed.der").path
        let archive = instance.folder.appendingPathComponent("release.zip").path
        let target = instance.folder.appendingPathComponent("stock")
        let decrypted = try Command.run(
            "openssl",
            [
                "cms", "-decrypt", "-inform", "DER", "-binary",
                "-in",
                instance.home.appendingPathComponent("outbox/\(period).\(audience).p7m").path,
                "-inkey", instance.home.appendingPathComponent("recipients/\(audience).key").path,
                "-recip",
                instance.home.appendingPathComponent("policy/recipients/\(audience).pem").path,
                "-out", signed,
            ])
        #expect(decrypted.status == 0, "\(decrypted.errorText)")
        let verified = try Command.run(
            "openssl",
            [
                "cms", "-verify", "-inform", "DER", "-binary", "-in", signed, "-purpose", "any",
                "-CAfile", instance.home.appendingPathComponent("keys/site.pem").path,
                "-out", archive,
            ])
        #expect(verified.status == 0, "\(verified.errorText)")
        let unzipped = try Command.run("unzip", ["-q", archive, "-d", target.path])
        #expect(unzipped.status == 0, "\(unzipped.errorText)")
        for name in ["report.html", "release.json", "datapackage.json", "tables/reasons.csv"] {
            #expect(
                try Data(contentsOf: target.appendingPathComponent(name))
                    == Data(contentsOf: opened.appendingPathComponent(name)), "\(name)")
        }
    }
}
