internal import Foundation
internal import SeuilCore
internal import SeuilCrypto

/// The keys of a site and of two readers, made when the program starts and kept nowhere, and what they make.
///
/// A shared one, since a fuzzer calls a function and no object, and an RSA key takes a while to make.
struct TestSite: Sendable {
    /// A recipient of releases.
    struct Reader: Sendable {
        let certificate: Certificate
        let key: PrivateKey

        /// What an envelope of the site holds for this reader.
        func open(_ der: [UInt8], named: Bool = true) -> OpenedEnvelope? {
            try? Envelope.open(
                der, recipient: named ? certificate : nil, key: key,
                trusting: [TestSite.shared.signer], at: TestSite.time)
        }
    }

    static let shared = made()

    /// What is signed and sealed.
    static let content = Array("what the site has to say\n".utf8)
    static let time = Date(timeIntervalSince1970: 1_770_000_000)
    /// Within the validity of the policy.
    static let policyTime = time

    let signer: Certificate
    let key: PrivateKey
    /// On a curve, and with RSA.
    let readers: [Reader]
    let logVerifier: LogVerifier
    private let logSeed: [UInt8]
    /// The files of a policy that can be put into force, without manifest.
    let policy: PolicyFiles
    /// ``content``, signed and sealed to both readers.
    let envelope: [UInt8]
    /// ``content``, signed.
    let signedData: [UInt8]
    /// A detached signature over ``content``, in DER.
    let signature: [UInt8]
    /// The same in PEM.
    let signaturePEM: [UInt8]

    /// A site, or the end of the program: without one there is nothing to try.
    private static func made() -> TestSite {
        do { return try TestSite() } catch { fatalError("OpenSSL gives no keys: \(error)") }
    }

    private init() throws {
        let site = try TestSite.certified(.p256, .signing)
        signer = site.certificate
        key = site.key
        readers = [
            try TestSite.certified(.p256, .encryption),
            try TestSite.certified(.rsa(bits: 3072), .encryption),
        ]
        let seed = SecureRandom.bytes(32)
        logSeed = seed
        logVerifier = try LogKey(seed: SecretBytes(copying: seed), name: "fuzz.seuil.example")
            .verifier
        policy = PolicyFiles([
            PolicyFiles.policy: Array(TestSite.policyText.utf8),
            "recipients/reader.pem": readers[0].certificate.pem,
        ])
        let certificates = readers.map(\.certificate)
        signedData = try Envelope.sign(
            TestSite.content, certificate: signer, key: key, at: TestSite.time)
        envelope = try Envelope.encrypt(signedData, to: certificates)
        signaturePEM = try DetachedSignature.sign(
            TestSite.content, by: [(signer, key)], at: TestSite.time)
        signature = TestSite.der(ofPEM: signaturePEM)
    }

    // MARK: What it makes of an input

    /// `content`, signed and sealed to both readers.
    func sealed(_ content: [UInt8]) -> [UInt8] {
        made {
            try Envelope.seal(
                content, signer: signer, key: key, recipients: readers.map(\.certificate),
                at: TestSite.time)
        }
    }

    /// `content` as it is, encrypted to the first reader.
    func encrypted(_ content: [UInt8]) -> [UInt8] {
        made { try Envelope.encrypt(content, to: [readers[0].certificate]) }
    }

    /// `text` as a note of the log, where a note can have it.
    func signed(_ text: String) -> SignedNote? {
        guard let key = try? LogKey(seed: SecretBytes(copying: logSeed), name: logVerifier.name)
        else {
            return nil
        }
        return try? SignedNote(signing: text, with: key)
    }

    /// `text` with this run's fingerprints and digests in the place of the words for them.
    func filled(_ text: String) -> String {
        let values = [
            "@READER@": readers[0].certificate.publicKeyFingerprint.hex,
            "@RSA@": readers[1].certificate.publicKeyFingerprint.hex,
            "@SITE@": signer.publicKeyFingerprint.hex,
            "@POLICY@": Digest.sha256(policy[PolicyFiles.policy] ?? []).hex,
            "@PEM@": Digest.sha256(policy["recipients/reader.pem"] ?? []).hex,
        ]
        guard text.contains("@") else { return text }
        return values.reduce(text) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
    }

    private func made(_ make: () throws -> [UInt8]) -> [UInt8] {
        do { return try make() } catch { fatalError("the site cannot seal: \(error)") }
    }

    private static func certified(_ kind: KeyKind, _ usage: Certificate.Usage) throws -> Reader {
        let key = try PrivateKey.generate(kind)
        let certificate = try Certificate.selfSigned(
            key: key, commonName: "fuzz", organisation: nil, usage: usage,
            notBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notAfter: Date(timeIntervalSince1970: 2_000_000_000))
        return Reader(certificate: certificate, key: key)
    }

    private static func der(ofPEM pem: [UInt8]) -> [UInt8] {
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n")
        return Data(base64Encoded: lines.dropFirst().dropLast().joined()).map(Array.init) ?? []
    }

    private static let policyText = """
        policy: fuzz
        version: 1
        in_force: { from: 2026-01-01, until: 2026-12-31 }
        title: { fr: Essai, en: Trial }
        purpose: { fr: Essayer, en: Try }
        controller: { name: Fuzz, contact: fuzz@seuil.example }
        periods: { each: month, timezone: UTC, grace: 0d }
        receives: { visit: { sex: code } }
        keeps: { sex: { codes: [F, M] } }
        tables: { sexes: { by: [sex], show: [visits], for: [elus], label: { fr: Sexe, en: Sex } } }
        threshold: { visits: 11 }
        audiences: { elus: { language: fr, recipients: [recipients/reader.pem] } }

        """
}
