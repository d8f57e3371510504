import Foundation
import SeuilCrypto
import Testing

/// Signatures that other tools made, in a ledger that root signed anew, as `seuil audit` judges them.
@Suite("The tamper suite, with the real tool: signatures that do not count", .serialized)
final class ForgedSignatureTests {
    private let instance: Instance
    private let seed: [UInt8]
    private let place: String
    /// The site's own signer, whose signature counts.
    private let own: (certificate: Certificate, key: PrivateKey)

    init() throws {
        instance = try Instance(policy: "health-registry")
        place = instance.folder.path
        let home = instance.home.path
        seed = Array(try Data(contentsOf: URL(fileURLWithPath: "\(home)/state/log.seed")))
        func bytes(_ path: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(fileURLWithPath: "\(home)/\(path)")))
        }
        own = (
            try Certificate(pem: bytes("trust/signers.pem")),
            try PrivateKey(pem: bytes("keys/signer.key"))
        )
        try instance.start()
        try instance.countVisit()
        #expect(waits { FileManager.default.fileExists(atPath: "\(home)/ledger/checkpoint") })
        try instance.stop()
    }

    deinit { instance.remove() }

    /// A certificate as stock tools make it, its key beside it.
    private func person(_ name: String, _ kind: String...) throws -> Certificate {
        try openssl(
            ["req", "-x509", "-newkey"] + kind + [
                "-nodes", "-days", "1000", "-subj", "/CN=\(name)", "-keyout",
                "\(place)/\(name).key", "-out", "\(place)/\(name).pem",
            ])
        let pem = try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(name).pem"))
        return try Certificate(pem: Array(pem))
    }

    private func openssl(_ arguments: [String]) throws {
        let result = try Command.run("openssl", arguments)
        try #require(result.status == 0, "\(result.errorText)")
    }

    /// What `openssl cms` makes of the policy's manifest.
    private func signed(
        _ forged: ForgedFolder, by name: String, adding: Bool = true, _ options: String...
    ) throws -> [UInt8] {
        let folder = "\(forged.folder.path)/\(try forged.policy())"
        let out = "\(place)/\(UUID().uuidString)"
        let first = ["-signer", "\(place)/\(name).pem", "-inkey", "\(place)/\(name).key"]
        let home = instance.home.path
        let manifest = "\(folder)/MANIFEST.sha256"
        try openssl(
            adding
                ? [
                    "cms", "-resign", "-binary", "-inform", "PEM", "-in", "\(folder)/MANIFEST.p7s",
                    "-content", manifest, "-outform", "PEM", "-out", out,
                ] + first + options
                : [
                    "cms", "-sign", "-binary", "-in", manifest, "-outform", "PEM", "-out", out,
                    "-signer", "\(home)/trust/signers.pem", "-inkey", "\(home)/keys/signer.key",
                ] + first + options)
        return Array(try Data(contentsOf: URL(fileURLWithPath: out)))
    }

    private func name(_ certificate: Certificate) -> String {
        "\(certificate.subjectCommonName ?? "?"), key \(certificate.publicKeyFingerprint.hex),"
    }

    /// The errors of a ledger by which both must sign, their place shortened; but for what is known of every case.
    private func errors(_ forged: ForgedFolder, missing: String) throws -> [String] {
        let folder = try forged.policy()
        let errors = try forged.errors().map {
            $0.replacingOccurrences(of: "\(folder)/", with: "")
        }
        #expect(
            errors.first?.hasPrefix("MANIFEST.p7s: policy-not-signed: \(missing)") == true,
            "\(errors)")
        return Array(errors.dropFirst())
    }

    private let one = "1 of the 2 needed signers have signed"

    @Test(
        "A signature under a certificate that may not sign says what is wrong with the certificate")
    func unfit() throws {
        let weak = try person("weak", "rsa:2048")
        let forged = try ForgedFolder(of: instance, seed: seed)
        let both = [own.certificate, weak]
        try forged.forge(
            deciding: both, signatures: try signed(forged, by: "weak"), naming: both)
        let found = try errors(forged, missing: one)
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "MANIFEST.p7s: signer-unfit: the signature of \(name(weak)) does not count: its "
                    + "certificate may not sign: ") == true, "\(found)")
        #expect(found.first?.contains("2048") == true, "\(found)")
    }

    @Test("A signature without a date is said to be undated, and not altered")
    func undated() throws {
        let other = try person("other", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        let forged = try ForgedFolder(of: instance, seed: seed)
        let both = [own.certificate, other]
        try forged.forge(
            deciding: both,
            signatures: try signed(forged, by: "other", adding: false, "-noattr"), naming: both)
        #expect(
            Set(try errors(forged, missing: "0 of the 2 needed signers have signed"))
                == Set(
                    both.map {
                        "MANIFEST.p7s: signature-undated: the signature of \(name($0)) does not count: it "
                            + "does not say when it was made"
                    }))
    }

    @Test("A signature whose certificate is nowhere is somebody unknown's")
    func unknown() throws {
        let other = try person("other", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        _ = try person("nobody", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        let forged = try ForgedFolder(of: instance, seed: seed)
        let both = [own.certificate, other]
        try forged.forge(
            deciding: both, signatures: try signed(forged, by: "nobody", "-nocerts"),
            naming: both)
        #expect(
            try errors(forged, missing: one) == [
                "MANIFEST.p7s: signature-unknown: the signature of somebody unknown does not count: its "
                    + "certificate is none of the signers', and not with it"
            ])
    }

    @Test("A signature under a certificate that has not begun says when it begins")
    func notBegun() throws {
        let key = try PrivateKey.generate(.p256)
        let begin = try #require(try? Date("2100-01-01T00:00:00Z", strategy: .iso8601))
        let later = try Certificate.selfSigned(
            key: key, commonName: "later", organisation: nil, usage: .signing, notBefore: begin,
            notAfter: begin.addingTimeInterval(86_400))
        let forged = try ForgedFolder(of: instance, seed: seed)
        let both = [own.certificate, later]
        let folder = try forged.policy()
        let signatures = try DetachedSignature.addSignature(
            to: forged.bytes("\(folder)/MANIFEST.p7s"),
            content: forged.bytes("\(folder)/MANIFEST.sha256"), certificate: later, key: key)
        try forged.forge(deciding: both, signatures: signatures, naming: both)
        let found = try errors(forged, missing: one)
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix(
                "MANIFEST.p7s: signer-not-begun: the signature of \(name(later)) does not count: its "
                    + "certificate begins on 2100-01-01T00:00:00Z, after ") == true, "\(found)")
    }

    @Test("One signer counted twice in a forged entry is named, in the entry and in the signatures")
    func twice() throws {
        let other = try person("other", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
        let both = [own.certificate, other]
        let forged = try ForgedFolder(of: instance, seed: seed)
        let folder = try forged.policy()
        let signatures = try DetachedSignature.addSignature(
            to: forged.bytes("\(folder)/MANIFEST.p7s"),
            content: forged.bytes("\(folder)/MANIFEST.sha256"), certificate: own.certificate,
            key: own.key)
        let index = try forged.adoption().index
        // The entry says truly that one has signed; that one has signed twice.
        try forged.forge(deciding: both, signatures: signatures, naming: [own.certificate])
        #expect(
            try forged.errors() == [
                "entry \(index): order-broken: quorum-not-met: \(one), by what the entry names: "
                    + "\(name(own.certificate).dropLast()); what follows it was not looked at",
                "\(folder)/MANIFEST.p7s: policy-not-signed: \(one); the signature of "
                    + "\(name(own.certificate)) counts",
                "\(folder)/MANIFEST.p7s: signature-repeated: the signature of \(name(own.certificate)) "
                    + "does not count: the same signer again",
            ])
        // It names the one twice.
        try forged.forge(
            deciding: both, signatures: signatures, naming: [own.certificate, own.certificate])
        #expect(
            try forged.errors() == [
                "entry \(index): entry-unreadable: 'signers' names the key "
                    + "\(own.certificate.publicKeyFingerprint.hex) twice, and a signer counts once; what "
                    + "follows it was not looked at"
            ])
    }
}
