import Foundation
import Testing

/// Who decides over a site's policies, as its people do it: with `seuil`, a daemon, and stock tools.
@Suite("Who decides, the whole way", .serialized)
struct QuorumTests {
    @Test("A director and an auditor found a site, change the auditor and withdraw a recipient")
    func wholeWay() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("seuil-people-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let people = folder.path
        for name in ["anne", "bruno", "chloe"] { try makeKey(name, in: folder) }
        let instance = try Instance(
            policy: "health-registry",
            options: [
                "--signer", "director=\(people)/anne.pem", "--signer",
                "auditor=\(people)/bruno.pem", "--required", "director=1", "--required",
                "auditor=1",
            ])
        defer { instance.remove() }
        let home = instance.home.path
        func sign(_ statement: String, _ names: String...) throws {
            for name in names {
                let signed = try Command.seuil(
                    "quorum", "sign", statement, "--key", "\(people)/\(name).key", "--cert",
                    "\(people)/\(name).pem")
                try #require(signed.status == 0, "\(signed.errorText)")
            }
        }
        #expect(!FileManager.default.fileExists(atPath: "\(home)/keys/signer.key"))

        // Nobody has signed; then one has; then both.
        let founding = "\(home)/trust/founding.json"
        #expect(try check(home).errorText.contains("it is not signed"))
        try sign(founding, "anne")
        #expect(try check(home).status == 78)
        #expect(try check(home).errorText.contains("with the role auditor have signed"))
        try sign(founding, "bruno")
        #expect(try check(home).errorText.contains("the policy would be refused"))
        for name in ["anne", "bruno"] {
            let signed = try Command.seuil(
                "policy", "sign", "\(home)/policy", "--key", "\(people)/\(name).key", "--cert",
                "\(people)/\(name).pem")
            try #require(signed.status == 0, "\(signed.errorText)")
        }
        #expect(try check(home).status == 0)
        let verified = try Command.seuil(
            "policy", "verify", "\(home)/policy", "--quorum", founding)
        #expect(verified.status == 0, "\(verified.errorText)")

        try instance.start()
        try instance.countVisit()
        #expect(waits { FileManager.default.fileExists(atPath: "\(home)/ledger/checkpoint") })
        #expect(!FileManager.default.fileExists(atPath: "\(home)/state/log.seed"))
        try pem(["anne", "bruno"], to: "known.pem", in: folder)
        let audited = try Command.seuil("audit", home, "--signers", "\(people)/known.pem")
        #expect(audited.status == 0, "\(audited.text)")
        #expect(
            audited.text.contains("Sound, under a log key that signers whom you know have signed"))
        try pem(["chloe"], to: "stranger.pem", in: folder)
        let strange = try Command.seuil("audit", home, "--signers", "\(people)/stranger.pem")
        #expect(strange.status == 1)
        #expect(strange.text.contains("error: entry 0: signers-not-trusted"))

        // The auditor leaves; all three sign, one after another.
        let change = "\(home)/trust/quorum-1.json"
        let written = try Command.seuil(
            "quorum", "change", home, "--signer", "director=\(people)/anne.pem", "--signer",
            "auditor=\(people)/chloe.pem", "--required", "director=1", "--required", "auditor=1",
            "--output", change)
        #expect(written.status == 0, "\(written.errorText)")
        try makeKey("dora", in: folder)
        let stranger = [
            "quorum", "sign", change, "--key", "\(people)/dora.key", "--cert",
            "\(people)/dora.pem",
        ]
        let refused = try seuil(stranger)
        #expect(refused.status == 65)
        #expect(
            refused.errorText.contains(
                "not among those that the change names, nor of the instance's signers"),
            "\(refused.errorText)")
        #expect(refused.errorText.contains("to sign nonetheless: --stranger"))
        #expect(!FileManager.default.fileExists(atPath: "\(home)/trust/quorum-1.p7s"))
        // Where it lies alone nobody can tell who decides until then: that is said.
        let alone = folder.appendingPathComponent("alone")
        try FileManager.default.createDirectory(at: alone, withIntermediateDirectories: true)
        let copied = alone.appendingPathComponent("quorum-1.json").path
        func signAlone(_ name: String) throws -> CommandResult {
            try? FileManager.default.removeItem(atPath: "\(alone.path)/quorum-1.p7s")
            return try Command.seuil(
                "quorum", "sign", copied, "--key", "\(people)/\(name).key", "--cert",
                "\(people)/\(name).pem")
        }
        try FileManager.default.copyItem(atPath: change, toPath: copied)
        for (name, isWarned) in [("dora", true), ("bruno", true), ("chloe", false)] {
            let signed = try signAlone(name)
            #expect(signed.status == 0, "\(signed.errorText)")
            #expect(
                signed.errorText.contains(
                    "seuil: warning: the change does not name this certificate, and nothing here says who decides"
                )
                    == isWarned, "\(name): \(signed.errorText)")
        }
        // The founding beside it says it.
        try FileManager.default.copyItem(
            atPath: founding, toPath: alone.appendingPathComponent("founding.json").path)
        #expect(try signAlone("dora").status == 65)
        for name in ["bruno", "chloe"] {
            let signed = try signAlone(name)
            #expect(signed.status == 0 && !signed.errorText.contains("warning"))
        }
        #expect(try seuil(stranger + ["--stranger"]).status == 0)
        try FileManager.default.removeItem(atPath: "\(home)/trust/quorum-1.p7s")
        try sign(change, "anne", "bruno")
        _ = try instance.reload()
        let waiting = try Command.seuil("status", "--instance", home)
        #expect(waiting.text.contains("problem  the statement quorum-1.json is not taken"))
        try sign(change, "chloe")
        #expect(try instance.reload() == "200")
        let shown = try Command.seuil("quorum", "show", home)
        #expect(shown.text.contains("1 change of its signers"), "\(shown.text)\(shown.errorText)")
        #expect(shown.text.contains("auditor  chloe") && !shown.text.contains("bruno"))

        // The recipient of one audience is withdrawn by the new auditor alone.
        let withdrawal = "\(home)/trust/withdrawal.json"
        let bruno = try Command.seuil(
            "policy", "withdraw", home, "--recipient", "\(home)/policy/recipients/elus.pem",
            "--key", "\(people)/bruno.key", "--cert", "\(people)/bruno.pem", "--output",
            withdrawal)
        #expect(bruno.status == 77)
        let nobody = try Command.seuil(
            "policy", "withdraw", home, "--audience", "elsu", "--recipient",
            "\(home)/policy/recipients/elus.pem", "--key", "\(people)/chloe.key", "--cert",
            "\(people)/chloe.pem", "--output", withdrawal)
        #expect(nobody.status == 65)
        #expect(
            nobody.errorText.contains("no policy of this site has had an audience named 'elsu'\n")
                && nobody.errorText.contains("hint: its policies in \(home)/ledger/policies"),
            "\(nobody.errorText)")
        let withdrawn = try Command.seuil(
            "policy", "withdraw", home, "--audience", "elus", "--recipient",
            "\(home)/policy/recipients/elus.pem", "--key", "\(people)/chloe.key", "--cert",
            "\(people)/chloe.pem", "--output", withdrawal)
        #expect(withdrawn.status == 0, "\(withdrawn.errorText)")
        for name in ["dora", "bruno"] {
            let strange = try Command.seuil(
                "quorum", "sign", withdrawal, "--key", "\(people)/\(name).key", "--cert",
                "\(people)/\(name).pem")
            #expect(strange.status == 65)
            #expect(
                strange.errorText.contains("not among those of the instance's signers"),
                "\(strange.errorText)")
        }
        #expect(try instance.reload() == "200")

        // The daemon starts again, and its open period goes on under the policy that Bruno has signed.
        try instance.stop()
        #expect(try check(home).status == 0)
        try instance.start()
        _ = try instance.closeAndOpen("1985", audience: "research")
        #expect(try instance.outbox() == ["1985.research.p7m"])
        try instance.stop()
        try pem(["anne", "chloe"], to: "now.pem", in: folder)
        for signers in ["known", "now"] {
            let sound = try Command.seuil(
                "audit", home, "--signers", "\(people)/\(signers).pem", "--trust",
                "\(home)/keys/site.pem", "--key", "\(home)/recipients/research.key")
            #expect(sound.status == 0, "\(sound.text)")
            let said = sound.text.split(separator: "\n").first { $0.hasPrefix("1 change of") }
            #expect(
                said?.contains(
                    /^1 change of who decides \(entry \d+\), 1 withdrawal of a recipient \(entry \d+\)$/
                )
                    == true, "\(sound.text)")
        }

        // What was signed is verified with stock tools, too.
        try pem(["anne", "bruno", "chloe"], to: "all.pem", in: folder)
        let statements = try FileManager.default.contentsOfDirectory(
            atPath: "\(home)/ledger/statements"
        ).filter { $0.hasSuffix(".json") }
        #expect(statements.count == 3)
        for name in statements {
            let path = "\(home)/ledger/statements/\(name.dropLast(5))"
            for (content, status) in [("\(path).json", Int32(0)), ("\(people)/all.pem", 4)] {
                let result = try Command.run(
                    "openssl",
                    [
                        "cms", "-verify", "-binary", "-inform", "PEM", "-in", "\(path).p7s",
                        "-content", content, "-CAfile", "\(people)/all.pem", "-purpose", "any",
                        "-out", "/dev/null",
                    ])
                #expect(result.status == status, "\(name): \(result.errorText)")
            }
        }
    }

    @Test("A site without its founding's key, or under another founding, is not begun anew")
    func onceOnly() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.stop()
        let home = instance.home.path
        for folder in ["state", "ledger"] {
            try FileManager.default.removeItem(atPath: "\(home)/\(folder)")
        }
        let again = try Command.run(
            Command.products.appendingPathComponent("seuild").path, ["--instance", home])
        #expect(again.status == 78)
        #expect(again.errorText.contains("the site cannot be founded"), "\(again.errorText)")
        #expect(again.errorText.contains("seuil init --after CHECKPOINT"))
    }

    private func seuil(_ arguments: [String]) throws -> CommandResult {
        try Command.run(Command.products.appendingPathComponent("seuil").path, arguments)
    }

    private func check(_ home: String) throws -> CommandResult {
        try Command.run(
            Command.products.appendingPathComponent("seuild").path, ["--instance", home, "--check"])
    }

    /// A signer's key and certificate, made with stock tools.
    private func makeKey(_ name: String, in folder: URL) throws {
        let path = folder.appendingPathComponent(name).path
        let made = try Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-days", "1000", "-subj", "/CN=\(name)", "-addext",
                "keyUsage=critical,digitalSignature", "-keyout", "\(path).key", "-out",
                "\(path).pem",
            ])
        try #require(made.status == 0, "\(made.errorText)")
    }

    private func pem(_ names: [String], to file: String, in folder: URL) throws {
        let all = try names.map {
            try Data(contentsOf: folder.appendingPathComponent("\($0).pem"))
        }
        try all.reduce(Data(), +).write(to: folder.appendingPathComponent(file))
    }
}
