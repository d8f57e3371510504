import Foundation
import Testing

/// What the two programs say of wrong commands and of a daemon that does not start.
@Suite("The command line", .serialized)
struct CommandLineTests {
    private static let daemon = Command.products.appendingPathComponent("seuild").path

    @Test("The daemon tells a wrong command line as the tool does, and takes no second instance")
    func daemonUsage() throws {
        for (arguments, error) in [
            (["--bogus"], "Unknown option '--bogus'"),
            (
                ["--instance", "a", "--instance", "b"],
                "--instance is given twice, and takes one value"
            ),
            (["--instance", ""], "--instance is empty"),
            (["--instance"], "Missing value for '--instance <dir>'"),
        ] {
            let told = try Command.run(Self.daemon, arguments)
            #expect(told.status == 64)
            #expect(
                told.errorText == "seuild: error: \(error)\nseuild: hint: see 'seuild --help'\n")
        }
        let help = try Command.run(Self.daemon, ["--help"])
        #expect(help.status == 0 && help.text.contains("--instance <dir>"))
    }

    @Test("A daemon without its host key does not start, and says to put it back")
    func missingHostKey() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let key = instance.home.appendingPathComponent("keys/host.key")
        let kept = instance.folder.appendingPathComponent("kept")
        for isCounted in [false, true] {
            if isCounted {
                try instance.start()
                try instance.countVisit()
                try instance.stop()
            }
            try FileManager.default.moveItem(at: key, to: kept)
            for option in [[], ["--check"]] {
                let started = try Command.run(
                    Self.daemon, ["--instance", instance.home.path] + option)
                #expect(started.status == 66, "\(started.errorText)")
                #expect(
                    started.errorText.contains("seuild: error: \(key.path) does not exist\n"),
                    "\(started.errorText)")
                #expect(
                    started.errorText.contains(
                        isCounted
                            ? "hint: this state was sealed under it: put back the copy"
                            : "hint: put back the copy that was kept apart"),
                    "\(started.errorText)")
            }
            #expect(!FileManager.default.fileExists(atPath: key.path), "it makes no other key")
            try FileManager.default.moveItem(at: kept, to: key)
        }
        try instance.start()
        #expect(try instance.state(of: "1985") == "open")
        try instance.stop()
    }

    @Test("A live period is not closed before its grace ends, and errata wait for a release")
    func tooEarly() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        let home = instance.home.path
        try instance.start()
        let posted = try instance.post(
            #"{"requests":[{"reason":"ENERGIE-FACTURE"}]}"#, type: "application/json"
        ).0
        #expect(posted == 204)
        let listed = try Command.seuil("period", "list", "--instance", home)
        let period = String(listed.text.prefix(7))
        for json in [[], ["--json"]] {
            let closed = try Command.run(
                Command.products.appendingPathComponent("seuil").path,
                ["period", "close", period, "--instance", home] + json)
            #expect(closed.status == 65, "\(closed.errorText)")
            #expect(
                closed.errorText == "seuil: error: the period's grace has not ended\n"
                    + "seuil: hint: it closes by itself; closing earlier would choose whom to isolate\n"
            )
        }
        #expect(try instance.state(of: period) == "open")
        let erratum = try Command.seuil(
            "erratum", period, "--reason", "miscoded", "--instance", home)
        #expect(erratum.status == 65)
        #expect(erratum.errorText.contains("hint: an erratum speaks of a release: name a period"))
        let unknown = try Command.seuil("period", "close", "1999-01", "--instance", home)
        #expect(unknown.status == 65)
        #expect(
            unknown.errorText.hasSuffix("list them: seuil period list --instance \(home)\n"),
            "\(unknown.errorText)")
        try instance.stop()
    }

    @Test("The status ends with 1 as long as something needs a person")
    func status() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        let policy = instance.home.appendingPathComponent("policy/policy.yaml")
        let signed = try Data(contentsOf: policy)
        try instance.start()
        func status(_ option: String...) throws -> CommandResult {
            try Command.run(
                Command.products.appendingPathComponent("seuil").path,
                ["status", "--instance", instance.home.path] + option)
        }
        let good = try status()
        #expect(good.status == 0 && good.text.contains("health   good\n"), "\(good.text)")
        try (signed + Data("# changed\n".utf8)).write(to: policy)
        _ = try instance.reload()
        let refused = try status()
        #expect(refused.status == 1, "\(refused.text)")
        #expect(refused.text.contains("refused  policy.yaml was changed after it was signed"))
        #expect(refused.text.hasSuffix("health   needs a person: see above\n"))
        #expect(refused.errorText.isEmpty)
        #expect(try status("--json").status == 1)
        try signed.write(to: policy)
        #expect(try instance.reload() == "200")
        #expect(try status().status == 0)
        try instance.stop()
        #expect(try status().status == 69)
    }

    @Test("What signers have not signed is told by --check with how they sign it")
    func unsigned() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        let home = instance.home.path
        func check() throws -> CommandResult {
            try Command.run(Self.daemon, ["--instance", home, "--check"])
        }
        try FileManager.default.removeItem(atPath: "\(home)/trust/founding.p7s")
        let founding = try check()
        #expect(founding.status == 78)
        #expect(
            founding.errorText.contains(
                "hint: its signers sign it with: seuil quorum sign \(home)/trust/founding.json --key"
            ),
            "\(founding.errorText)")
        let key = ["--key", "\(home)/keys/signer.key", "--cert", "\(home)/trust/signers.pem"]
        #expect(
            try Command.run(
                Command.products.appendingPathComponent("seuil").path,
                ["quorum", "sign", "\(home)/trust/founding.json"] + key
            ).status == 0)
        try FileManager.default.removeItem(atPath: "\(home)/policy/MANIFEST.p7s")
        let policy = try check()
        #expect(policy.status == 78)
        #expect(
            policy.errorText.contains(
                "hint: its signers sign it with: seuil policy sign \(home)/policy"),
            "\(policy.errorText)")
    }
}
