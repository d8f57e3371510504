import Foundation
import SeuilCrypto
import Testing

/// Values of options that were hardly meant.
@Suite("Values of options")
struct OptionValuesTests {
    private let shell = TranscriptTests()

    /// What `seuil --experimental-dump-help` says.
    private struct Tool: Decodable {
        struct Command: Decodable {
            let commandName: String
            let subcommands: [Command]?
            let arguments: [Argument]?
        }
        struct Argument: Decodable {
            struct Name: Decodable { let name: String }
            let kind: String
            let isRepeating: Bool
            let names: [Name]?
        }
        let command: Command
    }

    @Test("No command takes a second value of an option, or an empty one, without a word")
    func everyOption() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (dump, _) = try shell.run("seuil --experimental-dump-help", in: folder.url)
        let tool = try JSONDecoder().decode(Tool.self, from: Data(dump.utf8))
        var single = 0
        var several = 0
        func check(_ command: Tool.Command, under path: [String]) throws {
            let path = path + [command.commandName]
            let words = path.joined(separator: " ")
            for argument in command.arguments ?? [] where argument.kind == "option" {
                let option = "--" + (try #require(argument.names?.first).name)
                let twice = try shell.run("\(words) \(option) 1 \(option)=2", in: folder.url)
                let empty = try shell.run("\(words) \(option) ''", in: folder.url)
                let told = "seuil: hint: see '\(words) --help'"
                #expect(empty.output == "seuil: error: \(option) is empty\n\(told)")
                #expect(empty.status == 64)
                if argument.isRepeating {
                    several += 1
                    #expect(!twice.output.contains("twice"), "\(words) \(option)")
                } else {
                    single += 1
                    #expect(
                        twice.output
                            == "seuil: error: \(option) is given twice, and takes one value\n\(told)"
                    )
                    #expect(twice.status == 64)
                }
            }
            for next in command.subcommands ?? [] { try check(next, under: path) }
        }
        try check(tool.command, under: [])
        #expect(single > 40 && several > 5, "\(single) and \(several)")
    }

    @Test("A certificate that begins or has ended today is told with its hour")
    func hours() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let key = try PrivateKey.generate(.p256)
        let now = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
        for (name, from, until) in [
            ("ended", now - 7_200, now - 60), ("begins", now + 3_600, now + 7_200),
        ] {
            let certificate = try Certificate.selfSigned(
                key: key, commonName: name, organisation: nil, usage: .signing, notBefore: from,
                notAfter: until)
            try Data(certificate.pem).write(to: folder["\(name).pem"])
            try Data("x".utf8).write(to: folder["policy.yaml"])
            let process = Process()
            process.executableURL = URL(fileURLWithPath: TranscriptTests.products)
                .appendingPathComponent("seuil")
            process.arguments = [
                "policy", "sign", folder.url.path, "--key", folder["none.key"].path, "--cert",
                folder["\(name).pem"].path,
            ]
            let pipe = Pipe()
            process.standardError = pipe
            try process.run()
            let errors = String(
                decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 65)
            #expect(
                errors.contains(
                    "\(name).pem is valid from \(from.ISO8601Format()) to \(until.ISO8601Format()), not now, "
                ), "\(errors)")
        }
    }
}
