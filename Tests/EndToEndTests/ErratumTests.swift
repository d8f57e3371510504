import Foundation
import SeuilCrypto
import Testing

/// `seuil erratum` on a real daemon, until a reader has opened it.
@Suite("Errata from the command line", .serialized)
struct ErratumTests {
    @Test("An erratum is ordered, opened by its reader, remembered, and found by the audit")
    func wholeWay() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.countVisit()
        let home = instance.home.path
        func erratum(_ arguments: String...) throws -> CommandResult {
            try Command.run(
                Command.products.appendingPathComponent("seuil").path,
                ["erratum"] + arguments + ["--instance", home])
        }
        let early = try erratum("1985", "--reason", "incomplete")
        #expect(early.status == 65 && early.errorText.contains("nothing of this period"))
        _ = try instance.closeAndOpen("1985", audience: "elus")

        let text = instance.folder.appendingPathComponent("words.txt")
        try Data("Il manque 3 visites.".utf8).write(to: text)
        let digit = try erratum("1985", "--reason", "incomplete", "--text", text.path)
        #expect(digit.status == 65)
        #expect(digit.errorText.contains("character 11 of \(text.path) is a digit"))
        try Data("Une borne est restée éteinte.".utf8).write(to: text)
        for _ in 0..<2 {
            let made = try erratum(
                "\(home)/outbox/1985.elus.p7m", "--reason", "incomplete", "--text", text.path)
            #expect(made.status == 0, "\(made.errorText)")
            #expect(made.text.contains("1985.elus.erratum-1.p7m: erratum 1 for elus\n"))
            #expect(made.text.contains("1985.research.erratum-1.p7m: erratum 1 for research\n"))
        }
        let unknown = try erratum("1985", "--reason", "miscoded", "--table", "none")
        #expect(unknown.status == 65)
        #expect(
            unknown.errorText.hasPrefix(
                "seuil: error: no release of this period has the table 'none': there are age-education, "
            ), "\(unknown.errorText)")
        let short = try erratum("1985", "--reason", "miscoded", "--cell", "sex-work/_T")
        #expect(short.status == 65)
        #expect(
            short.errorText.contains(
                "error: a cell of the table 'sex-work' is named by its sex and out_of_work\n"),
            "\(short.errorText)")
        #expect(try erratum("1985", "--reason", "wrong").status == 64)
        // A table that one audience was given concerns nobody else.
        let one = try erratum("1985", "--reason", "protection-defect", "--table", "sex-work")
        #expect(one.text == "1985.elus.erratum-2.p7m: erratum 2 for elus\n", "\(one.errorText)")
        let cell = try erratum("1985", "--reason", "protection-defect", "--cell", "sex-work/_T/_T")
        #expect(cell.status == 64 && cell.errorText.contains("flag whole tables"))

        try expectNamed(instance, erratum: erratum)

        let folder = instance.folder.appendingPathComponent("erratum")
        let open = [
            "open", "\(home)/outbox/1985.elus.erratum-1.p7m", "--key",
            "\(home)/recipients/elus.key", "--output", folder.path, "--ledger", home,
        ]
        let tool = Command.products.appendingPathComponent("seuil").path
        #expect(try Command.run(tool, open).status == 77, "whom to trust is not said")
        let opened = try Command.run(tool, open + ["--trust", "\(home)/keys/site.pem"])
        #expect(opened.status == 0, "\(opened.errorText)")
        #expect(opened.text.contains("reason  incomplete\n"))
        #expect(opened.text.contains("ledger  names this erratum, and was not rewritten"))
        let page = try String(
            contentsOf: folder.appendingPathComponent("erratum.html"), encoding: .utf8)
        #expect(page.contains("Une borne est restée éteinte."))
        #expect(page.contains("<p class=\"lead\">Année 1985</p>"))
        #expect(page.contains("<dd>Élus</dd>") && !page.contains("<dd>elus</dd>"))
        // Neither is opened over the other, whatever is asked for.
        let release = instance.folder.appendingPathComponent("opened-elus-1985")
        for options in [[], ["--replace"]] {
            let over = try Command.run(
                tool,
                Array(open.prefix(4)) + [
                    "--output", release.path, "--trust", "\(home)/keys/site.pem",
                ]
                    + options)
            #expect(over.status == 73)
            #expect(
                over.errorText.contains("\(release.path) holds an opened release, which stays"),
                "\(over.errorText)")
            #expect(over.errorText.contains("--output \(release.path)-erratum\n"))
            let under = try instance.tryOpening("1985", audience: "elus", into: folder, options)
            #expect(under.status == 73)
            #expect(under.errorText.contains("holds an opened erratum, which stays as it is"))
        }
        #expect(
            FileManager.default.fileExists(
                atPath: release.appendingPathComponent("release.json").path))
        let again = try instance.tryOpening(
            "1985", audience: "elus", into: instance.folder.appendingPathComponent("again"), [])
        #expect(again.text.contains("errata  1 opened before"), "\(again.errorText)")
        try instance.stop()

        let audit = try Command.seuil(
            "audit", home, "--log-key", "\(home)/ledger/log.vkey", "--trust",
            "\(home)/keys/site.pem", "--key", "\(home)/recipients/elus.key")
        #expect(audit.status == 0, "\(audit.text)")
        #expect(audit.text.contains("3 errata with their digests, 2 opened"), "\(audit.text)")
        #expect(audit.text.contains("notice: entry "))
    }

    /// A release that this site did not make is none that an erratum can be ordered for, whatever names it.
    private func expectNamed(
        _ instance: Instance, erratum: (String...) throws -> CommandResult
    ) throws {
        let before = try instance.outbox()
        let other = instance.folder.appendingPathComponent("1985.elus.p7m")
        try Data(try instance.outboxBytes("1985.research.p7m")).write(to: other)
        for (name, status, words) in [
            (
                "1985.bogus.p7m", 65,
                "the audience named was given no release of this period: it was released to elus and research\n"
            ),
            (other.path, 65, "the file named is not the one that this site released"),
            ("\(instance.folder.path)/1984.elus.p7m", 66, "there is no release at"),
            ("1985.elus", 65, "'1985.elus' is neither a period nor the name of a release"),
            ("1985.elus.tlog-proof", 65, "is neither a period nor"),
            ("1985.elus.p7m.bak", 65, "is neither a period nor"),
            ("1985.elus.erratum-1.p7m", 65, "is an erratum, not a release"),
            ("./1985", 65, "is neither a period nor"),
        ] {
            let refused = try erratum(name, "--reason", "misconfigured")
            #expect(Int(refused.status) == status, "\(name)")
            #expect(refused.errorText.contains(words), "\(name): \(refused.errorText)")
        }
        #expect(try instance.outbox() == before, "nothing came of it")
    }

    @Test("A file that more keys open than it names is refused, a release and an erratum alike")
    func moreRecipients() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        try instance.start()
        try instance.countVisit()
        _ = try instance.closeAndOpen("1985", audience: "elus")
        let ordered = try Command.seuil(
            "erratum", "1985", "--reason", "incomplete", "--instance", instance.home.path)
        try #require(ordered.status == 0, "\(ordered.errorText)")
        try instance.stop()

        func pem(_ path: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: instance.home.appendingPathComponent(path)))
        }
        let site = try Certificate(pem: try pem("keys/site.pem"))
        let siteKey = try PrivateKey(pem: try pem("keys/site.key"))
        let readers = try ["elus", "research"].map {
            try Certificate(pem: try pem("policy/recipients/\($0).pem"))
        }
        let key = try PrivateKey(pem: try pem("recipients/elus.key"))
        for name in ["1985.elus.p7m", "1985.elus.erratum-1.p7m"] {
            let opened = try Envelope.open(
                try instance.outboxBytes(name), recipient: readers[0], key: key, trusting: [site],
                at: nil)
            for (count, status) in [(1, 0), (2, 65)] {
                let folder = instance.folder.appendingPathComponent("sealed-\(count)")
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true)
                let file = folder.appendingPathComponent(name)
                let again = try Envelope.seal(
                    opened.content, signer: site, key: siteKey,
                    recipients: Array(readers.prefix(count)), at: Date())
                try Data(again).write(to: file)
                let output = folder.appendingPathComponent("opened-\(name)")
                let result = try Command.seuil(
                    "open", file.path, "--key", "\(instance.home.path)/recipients/elus.key",
                    "--trust", "\(instance.home.path)/keys/site.pem", "--output", output.path)
                #expect(Int(result.status) == status, "\(name): \(result.errorText)")
                #expect(FileManager.default.fileExists(atPath: output.path) == (status == 0))
                guard status != 0 else { continue }
                #expect(
                    result.errorText.contains(
                        "the file is sealed to 2 keys, and names 1 recipient: somebody else can open it too"
                    ),
                    "\(result.errorText)")
            }
        }
    }
}
