import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("Statements that signers sign")
struct StatementTests {
    /// A site with its signers: a director, an auditor, and an auditor to come.
    struct Scene {
        let site: PolicyFixture.Holder
        let people: [PolicyFixture.Holder]
        let log: LogName
        let now = PolicyFixture.date("2026-06-15")

        init(seed: UInt8 = 7) throws {
            site = try PolicyFixture.holder("Site", .signing)
            people = try ["Anne", "Bruno", "Chloé"].map { try PolicyFixture.holder($0, .signing) }
            let name = LogName.origin(ofSite: String(repeating: "5e", count: 16))
            let seed = SecretBytes(copying: [UInt8](repeating: seed, count: 32))
            let key = try LogKey(seed: seed, name: name)
            log = try #require(LogName(key.verifier))
        }

        func quorum(_ auditor: Int) throws -> Quorum {
            let roles = try ["director", "auditor"].map { try #require(Role($0)) }
            return try Quorum(
                signers: [
                    .init(role: roles[0], certificate: people[0].certificate),
                    .init(role: roles[1], certificate: people[auditor].certificate),
                ], minimums: [roles[0]: 1, roles[1]: 1])
        }

        func founding() throws -> FoundingStatement {
            FoundingStatement(log: log, certificate: site.certificate, quorum: try quorum(1))
        }

        func change(_ number: Int = 1, after previous: Statement? = nil) throws -> QuorumStatement {
            QuorumStatement(
                log: log, number: number,
                previous: try (previous ?? .founding(founding())).digest, quorum: try quorum(2))
        }

        func sign(_ statement: Statement, by signers: [Int]) throws -> [UInt8] {
            try DetachedSignature.sign(
                statement.bytes, by: signers.map { (people[$0].certificate, people[$0].key) },
                at: now)
        }
    }

    private static func every(_ scene: Scene) throws -> [Statement] {
        let withdrawal = WithdrawalStatement(log: scene.log, audience: "elus", key: .sha256([1]))
        let plain = FoundingStatement(
            log: scene.log, certificate: scene.site.certificate,
            quorum: try Quorum(
                signers: [.init(role: .signer, certificate: scene.people[0].certificate)]),
            earlier: EarlierLog(
                Checkpoint(origin: "seuil/earlier", size: 12, root: .sha256([2]))))
        return [
            .founding(try scene.founding()), .founding(plain), .quorum(try scene.change()),
            .withdrawal(withdrawal),
            .withdrawal(WithdrawalStatement(log: scene.log, audience: nil, key: .sha256([1]))),
        ]
    }

    @Test("Every statement is read back from the one line that can be signed for it")
    func roundTrip() throws {
        for statement in try Self.every(Scene()) {
            let bytes = statement.bytes
            #expect(try Statement(bytes: bytes) == statement)
            #expect(
                bytes.last == 0x0A && bytes.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
            #expect(bytes.starts(with: Array("{\"statement\":\"seuil/".utf8)))
            let text = String(decoding: bytes, as: UTF8.self)
            for changed in [
                String(text.dropLast()), text + "\n", " " + text,
                text.replacingOccurrences(of: "/1\"", with: "/2\""),
                text.replacingOccurrences(of: "{\"statement\"", with: "{\"x\":1,\"statement\""),
                text.replacingOccurrences(of: "\"site\":\"5e", with: "\"site\":\"6e"),
                text.replacingOccurrences(of: "}\n", with: ",\"more\":1}\n"),
            ] {
                #expect(throws: StatementFault.self, "\(changed)") {
                    try Statement(bytes: Array(changed.utf8))
                }
            }
            for end in stride(from: 0, to: bytes.count - 1, by: 7) {
                #expect(throws: StatementFault.self) {
                    try Statement(bytes: Array(bytes[..<end]))
                }
            }
        }
    }

    @Test("No policy's manifest is a statement, and no statement a manifest")
    func manifests() throws {
        for statement in try Self.every(Scene()) {
            #expect(throws: PolicyRefusal.self) { try PolicyManifest(bytes: statement.bytes) }
        }
        let parsed = try PolicyParser.parse(PolicyFixture.files())
        let manifest = PolicyManifest(of: parsed, in: try PolicyFixture.files()).bytes
        #expect(manifest.first != UInt8(ascii: "{"))
        #expect(throws: StatementFault.malformed) { try Statement(bytes: manifest) }
        #expect(throws: PolicyRefusal.self) {
            try PolicyManifest(bytes: [UInt8(ascii: "{")] + manifest)
        }
    }

    @Test("The site's own key, and one that may not sign, are among no signers")
    func siteKey() throws {
        let scene = try Scene()
        let others = try [
            (scene.site.certificate, QuorumFault.siteKey),
            PolicyFixture.holder("Élus", .encryption).certificate.cannotSign,
        ]
        for (certificate, fault) in others {
            let quorum = try Quorum(signers: [.init(role: .signer, certificate: certificate)])
            let statement = Statement.founding(
                FoundingStatement(
                    log: scene.log, certificate: scene.site.certificate, quorum: quorum))
            #expect(throws: StatementFault.quorum(fault)) {
                try Statement(bytes: statement.bytes)
            }
        }
    }

    @Test("A founding needs the quorum that it names")
    func founding() throws {
        let scene = try Scene()
        let founding = try scene.founding()
        let alone = try scene.sign(.founding(founding), by: [0])
        #expect(throws: ApprovalRefusal.self) { try founding.verify(alone, at: scene.now) }
        let both = try scene.sign(.founding(founding), by: [0, 1])
        #expect(try founding.verify(both, at: scene.now).accepted.count == 2)
        #expect(throws: ApprovalRefusal.unsigned) { try founding.verify([], at: scene.now) }
        // The same signers under another log have not signed this one.
        let other = FoundingStatement(
            log: try Scene(seed: 8).log, certificate: founding.certificate,
            quorum: founding.quorum)
        #expect(throws: ApprovalRefusal.self) { try other.verify(both, at: scene.now) }
    }

    @Test("A change needs those before and those to come, each in their role")
    func change() throws {
        let scene = try Scene()
        let change = try scene.change()
        let before = try scene.quorum(1)
        func verify(_ signers: [Int]) throws -> Approval {
            try change.verify(
                scene.sign(.quorum(change), by: signers), after: before, at: scene.now)
        }
        let approval = try verify([0, 1, 2])
        #expect(approval.approved.count == 2 && approval.accepted.count == 2)
        for signers in [[0, 1], [0, 2], [1, 2], [0, 0], [0]] {
            #expect(throws: ApprovalRefusal.self, "\(signers)") { try verify(signers) }
        }
        // Who is named is no stranger to those who decide until then, and the other way round.
        for (signers, words) in [([0, 2], "decide until then"), ([0, 1], "whom it names")] {
            let refusal = #expect(throws: ApprovalRefusal.self) { try verify(signers) }
            #expect(refusal?.whose?.hasSuffix(words) == true)
            #expect(refusal?.tooFew?.signatures.map(\.signature.fault) == [nil])
        }
        // A signature under the statement before is none under this one.
        let founded = try scene.sign(.founding(try scene.founding()), by: [0, 1, 2])
        #expect(throws: ApprovalRefusal.self) {
            try change.verify(founded, after: before, at: scene.now)
        }
    }

    @Test("A renewed certificate needs both: the old one approves, the new one accepts")
    func renewal() throws {
        let scene = try Scene()
        let anne = scene.people[0]
        let renewed = try Certificate.selfSigned(
            key: anne.key, commonName: "Anne", organisation: nil, usage: .signing,
            notBefore: PolicyFixture.date("2026-01-01"), notAfter: PolicyFixture.date("2036-01-01"))
        let old = try Quorum(signers: [.init(role: .signer, certificate: anne.certificate)])
        let change = QuorumStatement(
            log: scene.log, number: 1, previous: .sha256([1]),
            quorum: try Quorum(signers: [.init(role: .signer, certificate: renewed)]))
        let statement = Statement.quorum(change)
        let first = try StatementSigner.sign(
            statement, adding: nil, certificate: anne.certificate, key: anne.key, at: scene.now)
        #expect(throws: ApprovalRefusal.self) {
            try change.verify(first, after: old, at: scene.now)
        }
        let both = try StatementSigner.sign(
            statement, adding: first, certificate: renewed, key: anne.key, at: scene.now)
        #expect(
            try change.verify(both, after: old, at: scene.now)
                == Approval(approved: [anne.certificate], accepted: [renewed]))
        #expect(
            try StatementSigner.sign(
                statement, adding: both, certificate: renewed, key: anne.key, at: scene.now)
                == both, "nobody signs twice")
    }

    @Test("A withdrawal needs one of those who decide, and no other's")
    func withdrawal() throws {
        let scene = try Scene()
        let withdrawal = WithdrawalStatement(log: scene.log, audience: nil, key: .sha256([1]))
        let quorum = try scene.quorum(1)
        for (signer, isEnough) in [(0, true), (1, true), (2, false)] {
            let signatures = try scene.sign(.withdrawal(withdrawal), by: [signer])
            let approval = try? withdrawal.verify(signatures, under: quorum, at: scene.now)
            #expect((approval != nil) == isEnough)
        }
    }

    @Test("Another's key signs for nobody, though the certificate's holder has signed")
    func othersKey() throws {
        let scene = try Scene()
        let founding = Statement.founding(try scene.founding())
        let signatures = try scene.sign(founding, by: [0])
        #expect(throws: CryptoError.keyMismatch) {
            try StatementSigner.sign(
                founding, adding: signatures, certificate: scene.people[0].certificate,
                key: scene.people[2].key, at: scene.now)
        }
    }

    @Test("Too few signatures name every role that is missing")
    func missingRoles() throws {
        let scene = try Scene()
        let founding = try scene.founding()
        let signatures = try scene.sign(.founding(founding), by: [2])
        let refusal = #expect(throws: ApprovalRefusal.self) {
            try founding.verify(signatures, at: scene.now)
        }
        let text = try #require(refusal?.description)
        for role in ["auditor", "director"] {
            #expect(
                text.contains("0 of the 1 needed signers with the role \(role) have signed"),
                "\(text)")
        }
        #expect(refusal?.tooFew?.shortfalls.count == 2)
        #expect(TooFewSignatures([], []) == nil)
    }

    @Test("Signatures of another statement are not added to")
    func strayFile() throws {
        let scene = try Scene()
        let founding = Statement.founding(try scene.founding())
        let other = try scene.sign(.quorum(try scene.change()), by: [0])
        #expect(throws: CryptoError.tampered) {
            try StatementSigner.sign(
                founding, adding: other, certificate: scene.people[1].certificate,
                key: scene.people[1].key, at: scene.now)
        }
    }

    @Test("openssl cms -verify accepts what signers signed one after another, and nothing changed")
    func stock() throws {
        let scene = try Scene()
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "seuil-statement-\(SecureRandom.uuid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let statement = Statement.quorum(try scene.change())
        var signatures: [UInt8]?
        for person in scene.people {
            signatures = try StatementSigner.sign(
                statement, adding: signatures, certificate: person.certificate, key: person.key,
                at: scene.now)
        }
        func write(_ bytes: [UInt8], _ name: String) throws {
            try Data(bytes).write(to: folder.appending(path: name))
        }
        func run() throws -> Int32 {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "openssl", "cms", "-verify", "-inform", "PEM", "-binary", "-in", "q.p7s",
                "-content",
                "q.json", "-CAfile", "signers.pem", "-purpose", "any", "-out", "verified",
                "-attime", "\(Int(scene.now.timeIntervalSince1970))",
            ]
            process.currentDirectoryURL = folder
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        try write(statement.bytes, "q.json")
        try write(signatures ?? [], "q.p7s")
        try write(scene.people.flatMap(\.certificate.pem), "signers.pem")
        #expect(try run() == 0)
        try write(statement.bytes + [0x0A], "q.json")
        #expect(try run() != 0)
        try write(statement.bytes, "q.json")
        try write(scene.people.prefix(2).flatMap(\.certificate.pem), "signers.pem")
        #expect(try run() != 0, "somebody signed whom nobody trusts")
    }
}

extension Certificate {
    /// Itself, and why it is among no signers.
    fileprivate var cannotSign: (Certificate, QuorumFault) {
        (self, .cannotSign(publicKeyFingerprint))
    }
}
