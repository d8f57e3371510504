import Foundation
import Testing

/// What an operator is told when something stands in the way, and that the same command again does nothing twice.
@Suite("Out of order", .serialized)
struct OutOfOrderTests {
    private static let tool = Command.products.appendingPathComponent("seuil").path

    @Test("A check says which folder is out of order, and starts and counts all the same")
    func check() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let home = instance.home.path
        func check() throws -> CommandResult {
            try Command.run(
                Command.products.appendingPathComponent("seuild").path,
                ["--check", "--instance", home])
        }
        #expect(try check().text.contains("ready to start"))
        for name in ["outbox", "ledger", "state"] {
            let folder = instance.home.appendingPathComponent(name)
            let aside = instance.home.appendingPathComponent("aside")
            try FileManager.default.moveItem(at: folder, to: aside)
            try Data().write(to: folder)
            let file = try check()
            #expect(file.status == 78 && !file.text.contains("ready"), "\(file.text)")
            #expect(file.errorText.contains("seuild: error: \(folder.path) is not a folder\n"))
            #expect(file.errorText.contains("seuild: hint: 'state' and 'outbox' in seuild.yaml"))
            try FileManager.default.removeItem(at: folder)
            try FileManager.default.createSymbolicLink(
                atPath: folder.path, withDestinationPath: "nowhere")
            let link = try check()
            #expect(link.status == 78)
            #expect(link.errorText.contains("is a link to something that does not exist"))
            try FileManager.default.removeItem(at: folder)
            try FileManager.default.moveItem(at: aside, to: folder)
        }
        #expect(try check().status == 0)
        try block(instance)
        try instance.start()
        try instance.countVisit()
        let status = try Command.seuil("status", "--instance", home)
        #expect(status.text.contains("problem  \(home)/outbox is not a folder"), "\(status.text)")
        try instance.stop()
    }

    @Test(
        "While the outbox cannot be written, a closing and an erratum say what is recorded and what is not"
    )
    func unwritten() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let home = instance.home.path
        let erratum = ["erratum", "1985", "--reason", "incomplete", "--instance", home]
        let close = ["period", "close", "1985", "--instance", home]
        try instance.start()
        try instance.countVisit()
        try block(instance)
        for command in [close, erratum] {
            for _ in 0..<2 {
                let told = try Command.run(Self.tool, command)
                #expect(told.status == 73, "\(told.text)\(told.errorText)")
                #expect(told.errorText.contains("in the ledger for good"), "\(told.errorText)")
                #expect(told.errorText.contains("seuil: hint: the daemon goes on trying"))
                #expect(told.errorText.contains("seuil status --instance \(home)"))
                let json = try Command.run(Self.tool, command + ["--json"])
                #expect(json.status == 73 && json.errorText.isEmpty, "\(json.errorText)")
                #expect(json.text.contains(#""written" : false"#), "\(json.text)")
            }
        }
        let status = try Command.seuil("status", "--instance", home)
        #expect(status.text.contains("not written yet, due"), "\(status.text)")
        try FileManager.default.removeItem(atPath: "\(home)/outbox")
        try FileManager.default.moveItem(atPath: "\(home)/aside", toPath: "\(home)/outbox")
        let made = try Command.run(Self.tool, erratum)
        #expect(made.status == 0, "\(made.errorText)")
        #expect(made.text.contains("1985.elus.erratum-1.p7m: erratum 1 for elus\n"))
        let closed = try Command.run(Self.tool, close)
        #expect(closed.status == 0)
        #expect(closed.text == "1985 is closed; its releases are in \(home)/outbox\n")
        #expect(closed.errorText.contains("note: the release for"), "one visit tells nothing")
        #expect(try entries(instance, "erratum").count == 1)
        #expect(try instance.outbox().contains("1985.elus.erratum-1.p7m"))
        try instance.stop()
    }

    @Test(
        "A daemon killed before it answers leaves the outcome open, and the same command again does nothing twice"
    )
    func killed() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let home = instance.home.path
        try instance.start()
        try instance.countVisit()
        for (kind, file, command) in [
            ("released", "1985.elus", ["period", "close", "1985", "--instance", home]),
            (
                "erratum", "1985.elus.erratum-1",
                ["erratum", "1985", "--reason", "incomplete", "--instance", home]
            ),
        ] {
            // Behind its entry's commit the daemon waits at a pipe that nobody writes to.
            let pipe = "\(home)/outbox/\(file).tlog-proof"
            // Safe: the path is lent as a C string for the call.
            let isMade = unsafe mkfifo(pipe, 0o600) == 0
            try #require(isMade)
            let client = try Waiting(command)
            for _ in 0..<600 where try entries(instance, kind).isEmpty { usleep(100_000) }
            #expect(try entries(instance, kind).count == 1)
            instance.kill()
            let told = try client.end()
            #expect(told.status == 75, "\(told.errorText)")
            #expect(told.errorText.contains("whether the command was carried out is not known"))
            #expect(told.errorText.contains("then give the same command again"))
            try FileManager.default.removeItem(atPath: pipe)
            try instance.start()
            for _ in 0..<2 {
                let again = try Command.run(Self.tool, command)
                #expect(again.status == 0, "\(again.errorText)")
                #expect(again.text.contains("1985"))
            }
            #expect(try entries(instance, kind).count == 1, "\(kind) was made once")
            #expect(try instance.outbox().contains("\(file).p7m"))
        }
        try instance.stop()
    }

    @Test("Withdrawing a key that never was a recipient's is warned of, and a recipient's is not")
    func stranger() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let home = instance.home.path
        try instance.start()
        for _ in 0..<300 where (try? entries(instance, "policy").isEmpty) ?? true {
            usleep(100_000)
        }
        try instance.stop()
        func withdraw(_ recipient: String, _ audience: String...) throws -> CommandResult {
            try Command.run(
                Self.tool,
                [
                    "policy", "withdraw", home, "--recipient", "\(home)/\(recipient)", "--key",
                    "\(home)/keys/signer.key", "--cert", "\(home)/trust/signers.pem", "--output",
                    instance.folder.appendingPathComponent("\(UUID()).json").path,
                ] + audience.flatMap { ["--audience", $0] })
        }
        let warning = "seuil: warning: no policy of this site has had a recipient"
        let own = try withdraw("policy/recipients/elus.pem", "elus")
        #expect(own.status == 0 && !own.errorText.contains("warning"), "\(own.errorText)")
        let other = try withdraw("policy/recipients/elus.pem", "research")
        #expect(other.status == 0, "\(other.errorText)")
        #expect(other.errorText.contains("\(warning) of 'research' with this key"))
        let nobody = try withdraw("keys/site.pem")
        #expect(nobody.status == 0 && nobody.errorText.contains("\(warning) of any audience"))
    }

    @Test("A withdrawal that cannot be signed leaves no statement behind")
    func unsigned() throws {
        let instance = try Instance(policy: "health-registry")
        defer { instance.remove() }
        let home = instance.home.path
        try instance.start()
        #expect(waits { !((try? entries(instance, "policy")) ?? []).isEmpty })
        try instance.stop()
        let output = instance.folder.appendingPathComponent("withdrawal.json")
        func withdraw(with key: String) throws -> CommandResult {
            try Command.run(
                Self.tool,
                [
                    "policy", "withdraw", home, "--recipient",
                    "\(home)/policy/recipients/elus.pem", "--key", "\(home)/keys/\(key).key",
                    "--cert", "\(home)/trust/signers.pem", "--output", output.path,
                ])
        }
        let refused = try withdraw(with: "site")
        #expect(refused.status == 65)
        #expect(refused.errorText.contains("does not belong to the private key"))
        #expect(!FileManager.default.fileExists(atPath: output.path))
        // So that the same command can be given with the right key.
        let done = try withdraw(with: "signer")
        #expect(done.status == 0, "\(done.errorText)")
        let signed = output.deletingPathExtension().appendingPathExtension("p7s")
        #expect(FileManager.default.fileExists(atPath: signed.path))
    }

    /// Puts a plain file in the outbox' place, and the outbox aside.
    private func block(_ instance: Instance) throws {
        let outbox = instance.home.appendingPathComponent("outbox")
        try FileManager.default.moveItem(
            at: outbox, to: instance.home.appendingPathComponent("aside"))
        try Data().write(to: outbox)
    }

    /// The published ledger's entries of one kind.
    private func entries(_ instance: Instance, _ kind: String) throws -> [Substring] {
        let file = instance.home.appendingPathComponent("ledger/entries.ndjson")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .filter { $0.contains("\"\(kind)\"") }
    }

    /// A command that has been started and waits for its answer.
    private final class Waiting {
        private let process = Process()
        private let errors = Pipe()

        init(_ arguments: [String]) throws {
            process.executableURL = URL(fileURLWithPath: OutOfOrderTests.tool)
            process.arguments = arguments
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
            try process.run()
        }

        func end() throws -> CommandResult {
            let bytes = try errors.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return CommandResult(
                status: process.terminationStatus, output: [], errors: [UInt8](bytes))
        }
    }
}
