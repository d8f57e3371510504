import Foundation
import SeuilClient
import SeuilCore
import SeuilCrypto
import Testing

@Suite struct NewInstanceTests {
    private let noon = Date(timeIntervalSince1970: 1_768_478_400)  // 2026-01-15T12:00:00Z

    private func make(
        _ folder: URL, policy: URL = SourceTree["policies/health-registry"]
    ) throws -> NewInstance {
        try NewInstance.make(
            in: folder, policy: policy, site: try #require(SiteName("Test")), now: noon)
    }

    private func mode(_ url: URL) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    /// A copy of a shipped policy with another text.
    private func policy(
        _ folder: TemporaryFolder, replacing old: String, with new: String
    ) throws -> URL {
        let copy = folder["template"]
        try FileManager.default.copyItem(at: SourceTree["policies/health-registry"], to: copy)
        let file = copy.appendingPathComponent("policy.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
        return copy
    }

    @Test("Everything is there, and nothing of it is anyone else's to read")
    func layout() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let home = folder["instance"]
        _ = try make(home)
        #expect(try mode(home) == 0o700)
        let secrets = [
            "keys/host.key": 0o400, "keys/site.key": 0o600, "keys/signer.key": 0o600,
            "recipients/elus.key": 0o600, "recipients/research.key": 0o600,
        ]
        for (path, expected) in secrets {
            #expect(try mode(home.appendingPathComponent(path)) == expected, "\(path)")
        }
        for path in ["keys", "recipients", "state", "run", "policy", "trust"] {
            #expect(try mode(home.appendingPathComponent(path)) == 0o700, "\(path)")
        }
        // A group may be let in here, and only here.
        #expect(try mode(home.appendingPathComponent("outbox")) & 0o7777 == 0o2750)
        #expect(try Data(contentsOf: home.appendingPathComponent("keys/host.key")).count == 32)
        for path in [
            "seuild.yaml", "keys/site.pem", "trust/signers.pem", "policy/policy.yaml",
            "policy/MANIFEST.sha256", "policy/MANIFEST.p7s", "policy/recipients/elus.pem",
            "policy/recipients/research.pem",
        ] {
            #expect(
                FileManager.default.fileExists(atPath: home.appendingPathComponent(path).path),
                "\(path)")
        }
    }

    @Test("Its policy is in force from today on for one year, and verifies")
    func policyInForce() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let home = folder["instance"]
        let instance = try make(home)
        let inForce = instance.policy.policy.inForce
        #expect(inForce.lowerBound == CalendarDate(year: 2026, month: 1, day: 15))
        #expect(inForce.upperBound == CalendarDate(year: 2027, month: 1, day: 14))
        let signers = try Certificate.certificates(
            inPEM: Array(try Data(contentsOf: home.appendingPathComponent("trust/signers.pem"))))
        let files = try PolicyFolder.read(home.appendingPathComponent("policy"))
        let verifier = PolicyVerifier(trusted: signers, required: 1)
        #expect(try verifier.verify(files, at: noon).digest == instance.policy.digest)
        #expect(throws: PolicyRefusal.self) {
            try verifier.verify(files, at: noon.addingTimeInterval(366 * 86_400))
        }
    }

    @Test("openssl and sha256sum find signature and files right, and a stranger's signature wrong")
    func stockTools() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let home = folder["instance"]
        _ = try make(home)
        let command = """
            openssl cms -verify -binary -inform PEM -in MANIFEST.p7s -content MANIFEST.sha256 \
            -CAfile ../trust/signers.pem -purpose any -out /dev/null \
            && sha256sum -c --quiet MANIFEST.sha256
            """
        func run() throws -> Int32 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", command]
            process.currentDirectoryURL = home.appendingPathComponent("policy")
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        #expect(try run() == 0)
        let signers = home.appendingPathComponent("trust/signers.pem")
        let own = try Data(contentsOf: signers)
        _ = try make(folder["other"])
        try Data(contentsOf: folder["other"].appendingPathComponent("trust/signers.pem"))
            .write(to: signers)
        #expect(try run() != 0, "signed by somebody whom nobody trusts")
        try own.write(to: signers)
        #expect(try run() == 0)
        let policy = home.appendingPathComponent("policy/policy.yaml")
        try (try Data(contentsOf: policy) + Data("# more\n".utf8)).write(to: policy)
        #expect(try run() != 0)
    }

    @Test("Each recipient gets a key of their own, and the audience's name finds the first")
    func severalRecipients() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let template = try policy(
            folder, replacing: "[recipients/elus.pem]",
            with: "[recipients/maire.pem, recipients/prefet.pem]")
        let home = folder["instance"]
        let instance = try make(home, policy: template)
        #expect(
            instance.recipientKeys.map(\.paths) == [
                ["recipients/elus.key", "recipients/prefet.key"], ["recipients/research.key"],
            ])
        let recipients = home.appendingPathComponent("recipients")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: recipients.path).sorted()
                == ["elus.key", "maire.key", "prefet.key", "research.key"])
        let key = try PrivateKey(
            pem: Array(try Data(contentsOf: recipients.appendingPathComponent("elus.key"))))
        let certificate = try Certificate(
            pem: Array(
                try Data(contentsOf: home.appendingPathComponent("policy/recipients/maire.pem"))))
        #expect(certificate.matches(key: key))
    }

    @Test("A recipient's own certificate is kept, and no key is made for it")
    func ownCertificate() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let template = try policy(folder, replacing: "version: 1", with: "version: 2")
        let key = try PrivateKey.generate(.rsa(bits: 3072))
        let certificate = try Certificate.selfSigned(
            key: key, commonName: "mairie", organisation: nil, usage: .encryption,
            notBefore: noon.addingTimeInterval(-86_400),
            notAfter: noon.addingTimeInterval(4 * 366 * 86_400))
        let recipients = template.appendingPathComponent("recipients")
        try FileManager.default.createDirectory(at: recipients, withIntermediateDirectories: false)
        try Data(certificate.pem).write(to: recipients.appendingPathComponent("elus.pem"))
        let home = folder["instance"]
        let instance = try make(home, policy: template)
        #expect(instance.recipientKeys.map(\.paths) == [[], ["recipients/research.key"]])
        #expect(instance.policy.recipients.first == [certificate])
    }

    @Test(
        "With signers who have keys of their own, none is made, and what they sign waits for them")
    func otherSigners() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let keys = try (1...3).map { _ in try PrivateKey.generate(.p256) }
        let roles = try ["director", "auditor", "auditor"].map { try #require(Role($0)) }
        let certificates = try keys.map {
            try Certificate.selfSigned(
                key: $0, commonName: "signer", organisation: nil, usage: .signing,
                notBefore: noon.addingTimeInterval(-60), notAfter: noon.addingTimeInterval(86_400))
        }
        let quorum = try Quorum(
            signers: zip(roles, certificates).map { .init(role: $0, certificate: $1) },
            minimums: [roles[0]: 1, roles[1]: 1], total: 3)
        let earlier = EarlierLog(Checkpoint(origin: "seuil/x", size: 7, root: .sha256([])))
        let home = folder["instance"]
        let instance = try NewInstance.make(
            in: home, policy: SourceTree["policies/health-registry"],
            site: try #require(SiteName("Test")), signers: .others(quorum), after: earlier,
            now: noon)
        func bytes(_ path: String) -> [UInt8]? {
            (try? Data(contentsOf: home.appendingPathComponent(path))).map { Array($0) }
        }
        for path in ["keys/signer.key", "trust/founding.p7s", "policy/MANIFEST.p7s"] {
            #expect(bytes(path) == nil, "\(path)")
        }
        for path in ["trust/director.pem", "trust/auditor.pem", "trust/auditor-2.pem"] {
            #expect(bytes(path) != nil, "\(path)")
        }
        #expect(try mode(home.appendingPathComponent("state/log.seed")) == 0o600)
        let statement = try Statement(bytes: try #require(bytes("trust/founding.json")))
        #expect(statement == instance.founding)
        guard case .founding(let founding) = statement else { return }
        #expect(founding.quorum == quorum && founding.earlier == earlier)
        let seed = SecretBytes(copying: try #require(bytes("state/log.seed")))
        let key = try LogKey(seed: seed, name: founding.log.key.name)
        #expect(key.verifier == founding.log.key)
        let manifest = try #require(bytes("policy/MANIFEST.sha256"))
        #expect(Digest.sha256(manifest) == instance.policy.digest)
    }

    @Test("A folder that holds something is left as it is")
    func notEmpty() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try Data("mine".utf8).write(to: folder["file"])
        #expect(throws: NewInstanceError.notEmpty) { try make(folder.url) }
        #expect(throws: NewInstanceError.notAFolder) { try make(folder["file"]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["file"])
    }

    @Test("What fails leaves nothing behind")
    func nothingLeft() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        // The audience's certificate is one that may not receive: found when the policy is signed.
        let template = try policy(folder, replacing: "version: 1", with: "version: 2")
        let key = try PrivateKey.generate(.p256)
        let signing = try Certificate.selfSigned(
            key: key, commonName: "mairie", organisation: nil, usage: .signing, notBefore: noon,
            notAfter: noon.addingTimeInterval(4 * 366 * 86_400))
        let recipients = template.appendingPathComponent("recipients")
        try FileManager.default.createDirectory(at: recipients, withIntermediateDirectories: false)
        try Data(signing.pem).write(to: recipients.appendingPathComponent("elus.pem"))
        #expect(throws: NewInstanceError.self) { try make(folder["new"], policy: template) }
        #expect(!FileManager.default.fileExists(atPath: folder["new"].path))
        try FileManager.default.createDirectory(
            at: folder["empty"], withIntermediateDirectories: false)
        #expect(throws: NewInstanceError.self) { try make(folder["empty"], policy: template) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder["empty"].path).isEmpty)
    }

    @Test("A folder whose sockets could not be bound is refused before anything is made")
    func longPath() throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let room =
            UnixHTTPClient.longestPath - folder.url.path.utf8.count
            - "//run/control.sock".utf8.count
        let fits = folder[String(repeating: "x", count: room)]
        let tooLong = folder[String(repeating: "y", count: room + 1)]
        #expect(throws: NewInstanceError.socketPathTooLong(byteCount: 108, most: 107)) {
            try make(tooLong)
        }
        #expect(!FileManager.default.fileExists(atPath: tooLong.path))
        _ = try make(fits)
    }

    @Test(
        "The year ends the day before it comes again, on leap days too",
        arguments: [
            (2028, 2, 29, 2029, 2, 28), (2027, 3, 1, 2028, 2, 29), (2026, 1, 1, 2026, 12, 31),
        ])
    func year(_ y: Int, _ m: Int, _ d: Int, _ y2: Int, _ m2: Int, _ d2: Int) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let day = try #require(CalendarDate(year: y, month: m, day: d))
        let now = try Date("\(y)-0\(m)-\(d < 10 ? "0" : "")\(d)T12:00:00Z", strategy: .iso8601)
        let instance = try NewInstance.make(
            in: folder["i"], policy: SourceTree["policies/health-registry"],
            site: try #require(SiteName("x")), now: now)
        let expected = try #require(CalendarDate(year: y2, month: m2, day: d2))
        #expect(instance.policy.policy.inForce == day...expected)
    }

    @Test(
        "A site's name is kept as it is written, whatever YAML makes of its characters",
        arguments: [
            "PIMMS de Grenoble", "Pôle d'accueil 3", "  #1: \"Nord\" \\ {a, b} & *c ", "- yes", "~",
            "a\u{2028}b\u{FEFF}", String(repeating: "é", count: 60), "1\u{1F3E0}",
        ])
    func siteName(_ text: String) throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        _ = try NewInstance.make(
            in: folder["i"], policy: SourceTree["policies/health-registry"],
            site: try #require(SiteName(text)), now: noon)
        let file = folder["i"].appendingPathComponent("seuild.yaml")
        let document = try YAMLDocument(
            bytes: Array(try Data(contentsOf: file)), file: "seuild.yaml")
        let reader = YAMLReader(document)
        let top = reader.mapping(reader.root, "the configuration")
        #expect(reader.string(top?["site"], "site") == text)
    }

    @Test("A name that is empty, too long or holds a control character is none")
    func noSiteName() {
        for text in ["", "a\nb", "a\u{85}b", String(repeating: "é", count: 60) + "x"] {
            #expect(SiteName(text) == nil)
        }
    }
}
