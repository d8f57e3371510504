import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Forged signatures") struct ForgeryTests {
    static let content = Array("the figures that were signed".utf8)
    static let forged = Array("the figures somebody wanted".utf8) + [UInt8(ascii: "!")]
    let people: Correspondents

    init() throws {
        people = try Correspondents.shared.get()
    }

    private func opening(_ signed: [UInt8]) throws -> OpenedEnvelope {
        try people.open(Envelope.encrypt(signed, to: [people.ec.certificate]), as: people.ec)
    }

    private func signed(_ content: [UInt8]) throws -> [UInt8] {
        try Envelope.sign(
            content, certificate: people.site.certificate, key: people.site.key,
            at: someTime)
    }

    /// `bytes` with the only occurrence of one run of bytes replaced by another of its length.
    private func replacing(
        _ old: [UInt8], by new: [UInt8], in bytes: [UInt8]
    ) throws -> [UInt8] {
        let starts = bytes.indices.dropLast(old.count - 1).filter { bytes[$0...].starts(with: old) }
        try #require(starts.count == 1 && old.count == new.count)
        var result = bytes
        result.replaceSubrange(starts[0]..<starts[0] + old.count, with: new)
        return result
    }

    @Test("Other content under an old signature is tampered with, its digest adjusted or not")
    func otherContent() throws {
        let original = try signed(Self.content)
        #expect(try opening(original).content == Self.content)
        let swapped = try replacing(Self.content, by: Self.forged, in: original)
        let adjusted = try replacing(
            Digest.sha256(Self.content).bytes, by: Digest.sha256(Self.forged).bytes, in: swapped)
        for attempt in [swapped, adjusted] {
            #expect(throws: CryptoError.tampered) { try opening(attempt) }
        }
    }

    @Test("Whatever byte of the signature itself changes, it no longer holds")
    func changedSignature() throws {
        let original = try signed(Self.content)
        // An ECDSA signature of the usual length ends the encoding; its two numbers lie behind the
        // headers of seven bytes at most.
        for index in original.indices.suffix(64) {
            var changed = original
            changed[index] ^= 0x01
            #expect(throws: (any Error).self) { try opening(changed) }
        }
    }

    @Test("A changed time of signing is found")
    func changedTime() throws {
        let later = try replacing(
            Array("270115080000Z".utf8), by: Array("280115080000Z".utf8), in: signed(Self.content))
        #expect(throws: CryptoError.tampered) { try opening(later) }
    }

    @Test("A detached signature whose digest was adjusted to other content does not count")
    func adjustedDetachedSignature() throws {
        let openssl = try StockOpenSSL()
        let site = people.site
        try openssl.write(
            DetachedSignature.sign(
                Self.content, by: [(site.certificate, site.key)], at: someTime), to: "s")
        try openssl.succeed("cms -cmsout -inform PEM -in s -outform DER -out d")
        let original = try openssl.read("d")
        func count(_ signature: [UInt8], _ content: [UInt8]) throws -> Int {
            try DetachedSignature.verify(
                signature, of: content, trusting: [site.certificate], at: someTime
            ).count
        }
        #expect(try count(original, Self.content) == 1)
        let adjusted = try replacing(
            Digest.sha256(Self.content).bytes, by: Digest.sha256(Self.forged).bytes, in: original)
        #expect(try count(adjusted, Self.forged) == 0)
        for index in original.indices.suffix(64) {
            var changed = original
            changed[index] ^= 0x01
            #expect(((try? count(changed, Self.content)) ?? 0) == 0)
        }
    }

    @Test("Another's certificate with the trusted one's name and number does not lend it his trust")
    func impostor() throws {
        // Stock OpenSSL gives two keys certificates of one name and one number.
        let openssl = try StockOpenSSL()
        for name in ["real", "false"] {
            try openssl.succeed(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Site"
                    + " -set_serial 77 -days 30 -keyout \(name).key -out \(name).pem")
        }
        let real = try Certificate(pem: openssl.read("real.pem"))
        let impostor = try Certificate(pem: openssl.read("false.pem"))
        let key = try PrivateKey(pem: openssl.read("false.key"))
        #expect(impostor.issuerAndSerial == real.issuerAndSerial)
        let time = real.notBefore + 60
        let sealed = try Envelope.seal(
            Self.content, signer: impostor, key: key, recipients: [people.ec.certificate],
            at: time)
        let expected = CryptoError.untrustedSigner(fingerprint: impostor.publicKeyFingerprint)
        #expect(throws: expected) {
            try Envelope.open(
                sealed, recipient: nil, key: people.ec.key, trusting: [real], at: time)
        }
        let signature = try DetachedSignature.sign(
            Self.content, by: [(impostor, key)], at: time)
        #expect(
            try DetachedSignature.verify(
                signature, of: Self.content, trusting: [real, impostor], at: time) == [impostor])
    }
}
