import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Private keys") struct PrivateKeyTests {
    @Test(
        "A key survives being written and read",
        arguments: [KeyKind.p256, .p384, .rsa(bits: 3072)])
    func roundTrip(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let pem = try key.pem()
        let again = try PrivateKey(pem: pem)
        #expect(key.kind == kind)
        #expect(again.kind == kind)
        #expect(again.publicKeyFingerprint == key.publicKeyFingerprint)
        let text = unsafe pem.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(try PrivateKey(pem: Array(text.utf8)).kind == kind)
    }

    @Test(
        "The forms that stock OpenSSL writes are read",
        arguments: [
            ("ecparam -name prime256v1 -genkey -out k", KeyKind.p256),  // parameters, then the key
            ("ecparam -name prime256v1 -genkey -noout -out k", .p256),
            ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out k", .p384),
            ("genrsa -traditional -out k 3072", .rsa(bits: 3072)),
            ("genpkey -algorithm ED25519 -out k", .other),
            ("ecparam -name secp256k1 -genkey -noout -out k", .ec(curveName: "secp256k1")),
            ("ecparam -name prime256v1 -param_enc explicit -genkey -noout -out k", .other),
        ])
    func stockForms(command: String, kind: KeyKind) throws {
        let openssl = try StockOpenSSL()
        try openssl.succeed(command)
        let key = try PrivateKey(pem: openssl.read("k"))
        #expect(key.kind == kind)
        try openssl.succeed("pkey -in k -pubout -outform DER -out p")
        #expect(try Digest.sha256(openssl.read("p")) == key.publicKeyFingerprint)
    }

    @Test("An encrypted key is refused without asking anyone for a passphrase")
    func encryptedKeys() throws {
        let openssl = try StockOpenSSL()
        try openssl.succeed(
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:x -out k")
        #expect(throws: CryptoError.encryptedPrivateKey) {
            try PrivateKey(pem: openssl.read("k"))
        }
    }

    @Test(
        "What is no private key is refused",
        arguments: ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
    func notAKey(text: String) throws {
        #expect(throws: CryptoError.malformed(.privateKey)) {
            try PrivateKey(pem: Array(text.utf8))
        }
    }

    @Test("A certificate is no private key")
    func certificateIsNoKey() throws {
        let pem = try Person("A").certificate.pem
        #expect(throws: CryptoError.malformed(.privateKey)) { try PrivateKey(pem: pem) }
    }

    @Test(
        "Weak and unknown kinds are not generated",
        arguments: [KeyKind.rsa(bits: 2048), .ec(curveName: "secp256k1"), .other])
    func weakKinds(kind: KeyKind) {
        #expect(throws: CryptoError.unsupportedKey(kind)) { try PrivateKey.generate(kind) }
    }
}
