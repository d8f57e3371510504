import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("Signing and verifying a policy")
struct PolicySigningTests {
    /// Three trusted signers, of whom two must sign, and the base policy signed by the first two.
    struct Scene {
        let signers: [PolicyFixture.Holder]
        let verifier: PolicyVerifier
        let now = PolicyFixture.date("2026-06-15")
        var files: PolicyFiles

        init() throws {
            signers = try (1...3).map { try PolicyFixture.holder("Signer \($0)", .signing) }
            verifier = PolicyVerifier(trusted: signers.map(\.certificate), required: 2)
            files = try PolicyFixture.files()
            try sign(by: 0)
            try sign(by: 1)
        }

        mutating func sign(by signer: Int) throws {
            let signed = try PolicySigner.sign(
                files, certificate: signers[signer].certificate, key: signers[signer].key, at: now)
            files[PolicyFiles.manifest] = signed.manifest
            files[PolicyFiles.signatures] = signed.signatures
        }

        func refusal(
            of changed: PolicyFiles? = nil, at time: Date? = nil,
            after precedent: (version: Int, digest: Digest)? = nil
        ) -> PolicyRefusal? {
            #expect(throws: PolicyRefusal.self) {
                try verifier.verify(changed ?? files, at: time ?? now, after: precedent)
            }
        }
    }

    @Test(
        "A policy signed by enough trusted signers is verified, and named by its manifest's digest")
    func verified() throws {
        let scene = try Scene()
        let verified = try scene.verifier.verify(scene.files, at: scene.now)
        #expect(verified.policy.name == "desk")
        #expect(verified.digest == .sha256(try #require(scene.files[PolicyFiles.manifest])))
        #expect(verified.recipients.map(\.count) == [1, 1])
        #expect(verified.files == scene.files)
        let again = try scene.verifier.verify(
            verified.files, at: scene.now, after: (verified.policy.version, verified.digest))
        #expect(again == verified)
    }

    @Test("What nobody signed is refused")
    func unsigned() throws {
        let scene = try Scene()
        for name in [PolicyFiles.manifest, PolicyFiles.signatures] {
            var files = scene.files
            files[name] = nil
            #expect(scene.refusal(of: files) == .unsigned)
        }
        var files = scene.files
        files[PolicyFiles.signatures] = Array("no signature".utf8)
        #expect(scene.refusal(of: files) == .malformedSignatures)
    }

    @Test("One signer is too few where two are needed, however often they sign")
    func tooFew() throws {
        var scene = try Scene()
        scene.files[PolicyFiles.signatures] = nil
        try scene.sign(by: 2)
        #expect(scene.refusal()?.shortfall == .of(1, need: 2))
        let once = scene.files[PolicyFiles.signatures]
        try scene.sign(by: 2)
        #expect(scene.files[PolicyFiles.signatures] == once)
        let manifest = try #require(scene.files[PolicyFiles.manifest])
        scene.files[PolicyFiles.signatures] = try DetachedSignature.addSignature(
            to: try #require(once), content: manifest, certificate: scene.signers[2].certificate,
            key: scene.signers[2].key, at: scene.now)
        #expect(scene.refusal()?.shortfall == .of(1, need: 2))
        // Two certificates for one key are one signer.
        let second = try Certificate.selfSigned(
            key: scene.signers[2].key, commonName: "Another name", organisation: nil,
            usage: .signing, notBefore: PolicyFixture.date("2025-01-01"),
            notAfter: PolicyFixture.date("2029-01-01"))
        scene.files[PolicyFiles.signatures] = try DetachedSignature.addSignature(
            to: try #require(once), content: manifest, certificate: second,
            key: scene.signers[2].key, at: scene.now)
        let verifier = PolicyVerifier(
            trusted: [scene.signers[2].certificate, second], required: 2)
        expectTooFew(.of(1, need: 2)) {
            try verifier.verify(scene.files, at: scene.now)
        }
    }

    @Test("A signature of somebody who is not trusted does not count")
    func stranger() throws {
        let scene = try Scene()
        let verifier = PolicyVerifier(
            trusted: [scene.signers[0].certificate, scene.signers[2].certificate], required: 2)
        expectTooFew(.of(1, need: 2)) {
            try verifier.verify(scene.files, at: scene.now)
        }
        let nobody = PolicyVerifier(trusted: [], required: 0)
        expectTooFew(.of(0, need: 1)) {
            try nobody.verify(scene.files, at: scene.now)
        }
    }

    @Test(
        "Any changed file is refused: policy, code list, certificate",
        arguments: [
            PolicyFiles.policy, "codes/districts.csv", "recipients/caf.pem",
        ])
    func altered(file: String) throws {
        let scene = try Scene()
        var files = scene.files
        files[file]?.append(0x0A)
        #expect(scene.refusal(of: files) == .altered(file: file))
        files[file] = nil
        #expect(scene.refusal(of: files) == .missingFile(file))
    }

    @Test("A swapped certificate is refused, were it a good one")
    func swapped() throws {
        let scene = try Scene()
        var files = scene.files
        files["recipients/caf.pem"] = try PolicyFixture.holder("Thief", .encryption).certificate.pem
        #expect(scene.refusal(of: files) == .altered(file: "recipients/caf.pem"))
        files["recipients/caf.pem"] = scene.files["recipients/elus.pem"]
        #expect(scene.refusal(of: files) == .altered(file: "recipients/caf.pem"))
    }

    @Test("A changed manifest is refused, even one that fits changed files")
    func manifest() throws {
        let scene = try Scene()
        var files = try PolicyFixture.replacing("people: 11", by: "people: 5", of: scene.files)
        let parsed = try PolicyParser.parse(files)
        files[PolicyFiles.manifest] = PolicyManifest(of: parsed, in: files).bytes
        #expect(scene.refusal(of: files)?.shortfall == .of(0, need: 2))
    }

    @Test("Signing another content drops the signatures of the one before")
    func dropped() throws {
        var scene = try Scene()
        scene.files = try PolicyFixture.replacing("people: 11", by: "people: 5", of: scene.files)
        try scene.sign(by: 0)
        #expect(scene.refusal()?.shortfall == .of(1, need: 2))
        try scene.sign(by: 1)
        _ = try scene.verifier.verify(scene.files, at: scene.now)
    }

    @Test("A file that was not signed is refused, and one that is signed but not named")
    func listed() throws {
        let scene = try Scene()
        let entries = try PolicyManifest(bytes: try #require(scene.files[PolicyFiles.manifest]))
            .entries
        func signing(_ lines: [String]) throws -> PolicyFiles {
            var files = scene.files
            let manifest = Array(lines.map { $0 + "\n" }.joined().utf8)
            files[PolicyFiles.manifest] = manifest
            files[PolicyFiles.signatures] = try DetachedSignature.sign(
                manifest, by: scene.signers.prefix(2).map { ($0.certificate, $0.key) },
                at: scene.now)
            return files
        }
        let lines = entries.map { "\($0.digest.hex)  \($0.path)" }
        for (index, entry) in entries.enumerated() {
            var fewer = lines
            fewer.remove(at: index)
            #expect(scene.refusal(of: try signing(fewer)) == .unlistedFile(entry.path))
        }
        var more = try signing(
            ["\(Digest.sha256([0x41]).hex)  codes/extra.csv"] + lines)
        #expect(scene.refusal(of: more) == .malformedManifest(line: 2))
        more = try signing(
            [lines[0], "\(Digest.sha256([0x41]).hex)  codes/extra.csv"] + lines.dropFirst())
        more["codes/extra.csv"] = [0x41]
        #expect(scene.refusal(of: more) == .unnamedFile("codes/extra.csv"))
    }

    @Test("A manifest in any other form than the one that is written is refused")
    func manifestForm() throws {
        let scene = try Scene()
        let bytes = try #require(scene.files[PolicyFiles.manifest])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(try PolicyManifest(bytes: bytes).bytes == bytes)
        let variants = [
            "", "\n", text + "\n", String(text.dropLast()), text.uppercased(),
            text.replacingOccurrences(of: "  ", with: " *"),
            text.replacingOccurrences(of: "\n", with: "\r\n"),
            text.replacingOccurrences(of: "codes/", with: "codes/../codes/"),
            text.replacingOccurrences(of: "policy.yaml", with: "/etc/passwd"), text + text,
            text.split(separator: "\n").reversed().joined(separator: "\n") + "\n",
            "\u{FEFF}" + text,
        ]
        for variant in variants {
            #expect(throws: PolicyRefusal.self) { try PolicyManifest(bytes: Array(variant.utf8)) }
        }
    }

    @Test("A policy is refused before its first day and after its last, in its own time zone")
    func time() throws {
        var scene = try Scene()
        scene.files[PolicyFiles.signatures] = try DetachedSignature.sign(
            try #require(scene.files[PolicyFiles.manifest]),
            by: scene.signers.map { ($0.certificate, $0.key) },
            at: PolicyFixture.date("2025-12-01"))
        func at(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
        let until = try #require(CalendarDate(year: 2026, month: 12, day: 31))
        let from = try #require(CalendarDate(year: 2026, month: 1, day: 1))
        _ = try scene.verifier.verify(scene.files, at: at("2026-12-31T22:59:59Z"))
        #expect(scene.refusal(at: try at("2026-12-31T23:00:00Z")) == .expired(until: until))
        #expect(scene.refusal(at: try at("2025-12-31T22:59:59Z")) == .notYetInForce(from: from))
        _ = try scene.verifier.verify(scene.files, at: at("2025-12-31T23:00:00Z"))
    }

    @Test("A lower version, and another content under the same version, are refused")
    func downgrade() throws {
        let scene = try Scene()
        let other = Digest.sha256([])
        #expect(scene.refusal(after: (5, other)) == .lowerVersion(4, inForce: 5))
        #expect(scene.refusal(after: (4, other)) == .sameVersionOtherContent(4))
        _ = try scene.verifier.verify(scene.files, at: scene.now, after: (3, other))
    }

    @Test("A signer's certificate that has ended does not count any more")
    func expiredSigner() throws {
        var scene = try Scene()
        let past = try PolicyFixture.holder("Past", .signing, until: "2026-03-01")
        let verifier = PolicyVerifier(
            trusted: [past.certificate, scene.signers[0].certificate], required: 2)
        let then = PolicyFixture.date("2026-02-01")
        scene.files[PolicyFiles.signatures] = try DetachedSignature.sign(
            try #require(scene.files[PolicyFiles.manifest]),
            by: [
                (past.certificate, past.key), (scene.signers[0].certificate, scene.signers[0].key),
            ],
            at: then)
        _ = try verifier.verify(scene.files, at: then)
        expectTooFew(.of(1, need: 2)) {
            try verifier.verify(scene.files, at: scene.now)
        }
    }

    @Test("A policy dated back before its signatures is not signed by anybody")
    func datedBack() throws {
        let scene = try Scene()
        let tolerance = DetachedSignature.clockTolerance
        _ = try scene.verifier.verify(scene.files, at: scene.now - tolerance)
        #expect(
            scene.refusal(at: scene.now - tolerance - 1)?.shortfall == .of(0, need: 2))
    }

    @Test("Signatures count in the role of their signer: enough of another role are too few")
    func roles() throws {
        var scene = try Scene()
        let director = try #require(Role("director"))
        let auditor = try #require(Role("auditor"))
        func quorum(_ total: Int? = nil) throws -> Quorum {
            try Quorum(
                signers: zip([director, director, auditor], scene.signers).map {
                    Quorum.Signer(role: $0, certificate: $1.certificate)
                }, minimums: [director: 1, auditor: 1], total: total)
        }
        // Two directors have signed.
        let verifier = PolicyVerifier(quorum: try quorum())
        expectTooFew(QuorumShortfall(role: auditor, have: 0, need: 1)) {
            try verifier.verify(scene.files, at: scene.now)
        }
        try scene.sign(by: 2)
        _ = try verifier.verify(scene.files, at: scene.now)
        let manifest = try #require(scene.files[PolicyFiles.manifest])
        for pair in [[0, 2], [2, 1], [2, 0]] {
            scene.files[PolicyFiles.signatures] = try DetachedSignature.sign(
                manifest, by: pair.map { (scene.signers[$0].certificate, scene.signers[$0].key) },
                at: scene.now)
            _ = try verifier.verify(scene.files, at: scene.now)
            expectTooFew(.of(2, need: 3)) {
                try PolicyVerifier(quorum: quorum(3)).verify(scene.files, at: scene.now)
            }
        }
    }

    @Test("The refusal says of every signature whether it counts, in which role, or why not")
    func words() throws {
        var scene = try Scene()
        let director = try #require(Role("director"))
        let auditor = try #require(Role("auditor"))
        let quorum = try Quorum(
            signers: zip([director, auditor], scene.signers).map {
                Quorum.Signer(role: $0, certificate: $1.certificate)
            }, minimums: [director: 1, auditor: 1])
        let manifest = try #require(scene.files[PolicyFiles.manifest])
        scene.files[PolicyFiles.signatures] = try DetachedSignature.sign(
            manifest,
            by: [0, 0, 2].map { (scene.signers[$0].certificate, scene.signers[$0].key) },
            at: scene.now)
        let verifier = PolicyVerifier(quorum: quorum)
        let refusal = #expect(throws: PolicyRefusal.self) {
            try verifier.verify(scene.files, at: scene.now)
        }
        let keys = scene.signers.map(\.certificate.publicKeyFingerprint.hex)
        let said = [
            "the signature of Signer 1, key \(keys[0]), counts in the role director",
            "the signature of Signer 1, key \(keys[0]), does not count: the same signer again",
            "the signature of Signer 3, key \(keys[2]), does not count: its certificate is none of the "
                + "signers'",
        ]
        let signatures = try #require(refusal?.tooFew?.signatures)
        #expect(Set(signatures.map(\.description)) == Set(said))
        #expect(signatures.first?.description == said[0])
        #expect(signatures.map(\.role?.name).filter { $0 == "director" }.count == 2)
        #expect(
            refusal?.description
                == (["0 of the 1 needed signers with the role auditor have signed"]
                + signatures.map(\.description)).joined(separator: "; "))
        // The same signatures as of long before they were made.
        let early = #expect(throws: PolicyRefusal.self) {
            try verifier.verify(scene.files, at: scene.now - 86_400)
        }
        #expect(
            early?.tooFew?.signatures.map(\.description).contains(
                "the signature of Signer 1, key \(keys[0]), does not count: it is dated "
                    + "2026-06-15T12:00:00Z, after 2026-06-14T12:00:00Z, when it was to count")
                == true)
    }

    @Test("Each reason for which a signature does not count has words of its own")
    func reasons() throws {
        let anne = try PolicyFixture.holder("Anne\u{1B}[2J", .signing).certificate
        let moment = PolicyFixture.date("2026-06-15")
        let end = PolicyFixture.date("2026-03-01")
        let faults: [SignatureFault] = [
            .unknownCertificate, .doesNotHold, .untrusted, .otherCertificate, .mayNotSign(.usage),
            .mayNotSign(.keyEncoding), .mayNotSign(.keyKind(.rsa(bits: 2048))), .undated,
            .datedLater, .ended(end), .notBegun(end), .datedAfterEnd(end), .datedBeforeBegin(end),
            .again,
        ]
        var reasons: Set<String> = []
        for fault in faults {
            var signature = QuorumSignature(
                JudgedSignature(certificate: anne, signedAt: end, fault: fault), role: nil,
                at: moment)
            let text = signature.description
            #expect(
                text.hasPrefix("the signature of Anne?[2J, key \(anne.publicKeyFingerprint.hex), "))
            reasons.insert(try #require(signature.reason))
            guard fault == .untrusted else { continue }
            signature.standing = .until(entry: 7)
            #expect(signature.reason == "its signer has not decided since entry 7")
            signature.standing = .from(entry: 9)
            #expect(signature.reason == "its signer decides only from entry 9 on")
        }
        #expect(reasons.count == faults.count)
    }

    @Test("Who receives releases does not decide over policies with the same key")
    func recipientDecides() throws {
        var scene = try Scene()
        let recipient = try PolicyFixture.holder("CAF", .encryption)
        let signer = try Certificate.selfSigned(
            key: recipient.key, commonName: "CAF", organisation: nil, usage: .signing,
            notBefore: PolicyFixture.date("2025-01-01"), notAfter: PolicyFixture.date("2029-01-01"))
        scene.files["recipients/caf.pem"] = recipient.certificate.pem
        scene.files[PolicyFiles.signatures] = nil
        let signed = try PolicySigner.sign(
            scene.files, certificate: signer, key: recipient.key, at: scene.now)
        scene.files[PolicyFiles.manifest] = signed.manifest
        scene.files[PolicyFiles.signatures] = signed.signatures
        let verifier = PolicyVerifier(
            quorum: try Quorum(signers: [.init(role: .signer, certificate: signer)]))
        #expect(throws: PolicyRefusal.recipientDecides(signer.publicKeyFingerprint)) {
            try verifier.verify(scene.files, at: scene.now)
        }
        // One that was adopted before this was asked stays readable.
        _ = try verifier.verify(scene.files, at: scene.now, isAdopted: true)
    }

    @Test("Another's key signs for nobody, though the certificate's holder has signed")
    func othersKey() throws {
        let scene = try Scene()
        #expect(throws: PolicySigningError.crypto(.keyMismatch)) {
            try PolicySigner.sign(
                scene.files, certificate: scene.signers[0].certificate, key: scene.signers[2].key,
                at: scene.now)
        }
    }

    @Test("A policy that breaks a rule is not signed")
    func invalid() throws {
        let scene = try Scene()
        let files = try PolicyFixture.replacing("people: 11", by: "people: 1", of: scene.files)
        let error = #expect(throws: PolicySigningError.self) {
            try PolicySigner.sign(
                files, certificate: scene.signers[0].certificate, key: scene.signers[0].key,
                at: scene.now)
        }
        guard case .invalid(let diagnostics) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(diagnostics.list.count == 1)
    }
}

/// That too few have signed, so many of so many.
private func expectTooFew(
    _ shortfall: QuorumShortfall, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> VerifiedPolicy
) {
    let refusal = #expect(throws: PolicyRefusal.self, sourceLocation: sourceLocation) {
        try body()
    }
    #expect(refusal?.shortfall == shortfall, sourceLocation: sourceLocation)
}

extension PolicyRefusal {
    /// Who is missing, where too few have signed.
    var shortfall: QuorumShortfall? { tooFew?.shortfall }

    var tooFew: TooFewSignatures? {
        guard case .tooFewSigners(let tooFew) = self else { return nil }
        return tooFew
    }
}

extension QuorumShortfall {
    static func of(_ have: Int, need: Int) -> QuorumShortfall {
        QuorumShortfall(role: nil, have: have, need: need)
    }
}
