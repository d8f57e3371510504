import Foundation
import Testing

@testable import SeuilCrypto

/// One key is one key, however its certificates write it.
@Suite("The identity of keys") struct KeyIdentityTests {
    @Test(
        "A point compressed or not is the same key, and the compressed one neither signs nor receives"
    )
    func compressedPoint() throws {
        let openssl = try StockOpenSSL()
        try openssl.succeed("ecparam -name prime256v1 -genkey -noout -out plain.key")
        try openssl.succeed("ec -in plain.key -conv_form compressed -out short.key")
        for name in ["plain", "short"] {
            try openssl.succeed(
                "req -x509 -new -key \(name).key -subj /CN=\(name) -out \(name).pem")
        }
        let plain = try Certificate(pem: openssl.read("plain.pem"))
        let short = try Certificate(pem: openssl.read("short.pem"))
        try #require(short.der.count < plain.der.count, "the tool has compressed the point")
        #expect(plain.publicKeyFingerprint == short.publicKeyFingerprint)
        for name in ["plain", "short"] {
            let key = try PrivateKey(pem: openssl.read("\(name).key"))
            #expect(key.publicKeyFingerprint == plain.publicKeyFingerprint)
        }
        try plain.checkSigner()
        try plain.checkRecipient()
        let fingerprint = short.publicKeyFingerprint
        #expect(
            throws: CryptoError.signerRefused(fingerprint: fingerprint, .keyEncoding)
        ) { try short.checkSigner() }
        #expect(
            throws: CryptoError.recipientRefused(fingerprint: fingerprint, .keyEncoding)
        ) { try short.checkRecipient() }
        // What the tool signs with both counts once, for the usual form.
        try openssl.write([1, 2, 3], to: "content")
        try openssl.succeed(
            "cms -sign -binary -in content -signer plain.pem -inkey plain.key -signer short.pem"
                + " -inkey short.key -outform PEM -out s")
        let found = try DetachedSignature.verify(
            openssl.read("s"), of: [1, 2, 3], trusting: [short, plain], at: plain.notBefore)
        #expect(found == [plain])
    }

    @Test("RSA with or without the NULL of its parameters is the same key, and one of them signs")
    func rsaParameters() throws {
        let usual = try Person("A", .rsa(bits: 3072)).certificate
        let other = try Certificate(der: KeyIdentityTests.withoutParameters(usual.der))
        #expect(other.der.count == usual.der.count - 2)
        #expect(other.publicKeyFingerprint == usual.publicKeyFingerprint)
        try usual.checkSigner()
        #expect(
            throws: CryptoError.signerRefused(
                fingerprint: usual.publicKeyFingerprint, .keyEncoding)
        ) { try other.checkSigner() }
    }

    /// The certificate with its key's NULL taken out; nobody checks what it signs of itself.
    private static func withoutParameters(_ der: [UInt8]) throws -> [UInt8] {
        var whole = DERReader(der[...])
        guard var certificate = whole.reader(DER.sequence),
            var body = certificate.reader(DER.sequence)
        else { throw CryptoError.malformed(.certificate) }
        var parts: [[UInt8]] = []
        while let tag = body.nextTag, let part = body.element(tag) { parts.append(Array(part)) }
        // Version, serial, algorithm, issuer, validity, subject, key.
        var key = DERReader(parts[6][...])
        guard var fields = key.reader(DER.sequence), var algorithm = fields.reader(DER.sequence),
            let name = algorithm.element(0x06), let null = algorithm.element(0x05),
            let bits = fields.element(0x03), Array(null) == [0x05, 0x00]
        else { throw CryptoError.malformed(.certificate) }
        parts[6] = DER.sequence(DER.sequence(Array(name)) + bits)
        var rest: [UInt8] = []
        while let tag = certificate.nextTag, let part = certificate.element(tag) { rest += part }
        return DER.sequence(DER.sequence(parts.flatMap { $0 }) + rest)
    }
}
