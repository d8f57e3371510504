import Foundation
import Testing

/// The daemon as its operator and its service manager see it.
@Suite("The daemon's start and end", .serialized)
struct DaemonTests {
    private func seuild(_ arguments: String...) throws -> CommandResult {
        try Command.run(Command.products.appendingPathComponent("seuild").path, arguments)
    }

    @Test("A check says what would come into force, and changes nothing")
    func check() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        let result = try seuild("--instance", instance.home.path, "--check")
        #expect(result.status == 0)
        #expect(result.text.contains("policy: pimms-accueil version 1"))
        let state = try FileManager.default.contentsOfDirectory(
            atPath: instance.home.appendingPathComponent("state").path)
        #expect(state == ["log.seed"], "what the instance was made with")
    }

    @Test(
        "A check refuses what a start would: the version of before with another content, and a lost key"
    )
    func checkAfterStart() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        try instance.start()
        try instance.stop()
        #expect(try seuild("--instance", instance.home.path, "--check").status == 0)

        let policy = instance.home.appendingPathComponent("policy/policy.yaml")
        try (Data(contentsOf: policy) + Data("# changed\n".utf8)).write(to: policy)
        try instance.sign()
        let same = try seuild("--instance", instance.home.path, "--check")
        #expect(same.status == 78)
        #expect(same.errorText.contains("another content: raise 'version' and sign again"))

        try FileManager.default.removeItem(
            at: instance.home.appendingPathComponent("keys/host.key"))
        let lost = try seuild("--instance", instance.home.path, "--check")
        #expect(lost.status == 66)
        #expect(lost.errorText.contains("put back the copy of the key"), "\(lost.errorText)")
        #expect(!lost.errorText.contains("seuil init"))
    }

    @Test("What is wrong is said in words, with the exit code of its kind")
    func refusals() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        let nowhere = try seuild("--instance", "/nowhere", "--check")
        #expect(nowhere.status == 66)
        #expect(nowhere.errorText.hasPrefix("seuild: error: /nowhere/seuild.yaml does not exist\n"))

        let policy = instance.home.appendingPathComponent("policy/policy.yaml")
        let signed = try Data(contentsOf: policy)
        try (signed + Data("# changed\n".utf8)).write(to: policy)
        let altered = try seuild("--instance", instance.home.path, "--check")
        #expect(altered.status == 78)
        #expect(altered.errorText.contains("policy.yaml was changed after it was signed"))
        try signed.write(to: policy)

        let key = instance.home.appendingPathComponent("keys/host.key")
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: key.path)
        let readable = try seuild("--instance", instance.home.path)
        #expect(readable.status == 77)
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: key.path)

        let configuration = instance.home.appendingPathComponent("seuild.yaml")
        let text = try String(contentsOf: configuration, encoding: .utf8)
        try Data((text + "limit: { idle: 1s }\n").utf8).write(to: configuration)
        let misspelt = try seuild("--instance", instance.home.path)
        #expect(misspelt.status == 78)
        #expect(misspelt.errorText.contains("error: unknown key 'limit' in the configuration"))
        #expect(misspelt.errorText.contains("hint: did you mean 'limits'?"))
    }

    @Test("A second daemon over the same state ends before it touches anything")
    func second() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        try instance.start()
        let second = try seuild("--instance", instance.home.path)
        #expect(second.status == 75)
        #expect(second.errorText.contains("another daemon runs here"))
        #expect(
            try instance.post(
                "{\"requests\":[{\"reason\":\"ENERGIE-FACTURE\"}]}", type: "application/json"
            ).0 == 204)
        try instance.stop()
        // Its sockets go with it, and the next start finds its place.
        #expect(!FileManager.default.fileExists(atPath: instance.events))
        try instance.start()
        try instance.stop()
    }

    @Test("A daemon that was killed leaves sockets behind, which the next one replaces")
    func staleSockets() throws {
        let instance = try Instance(policy: "pimms-accueil")
        defer { instance.remove() }
        try instance.start()
        instance.kill()
        #expect(FileManager.default.fileExists(atPath: instance.events))
        try instance.start()
        try instance.stop()
    }
}
