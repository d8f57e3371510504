import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Envelopes that someone changed") struct EnvelopeTamperingTests {
    static let content = Array("small".utf8)
    let people: Correspondents

    init() throws {
        people = try Correspondents.shared.get()
    }

    /// Whether an envelope opens, and the error is one that tells a reader the truth.
    private func opens(_ der: [UInt8], as person: Person) -> Bool {
        do throws(CryptoError) {
            _ = try Envelope.open(
                der, recipient: person.certificate, key: person.key,
                trusting: [people.site.certificate], at: someTime)
            return true
        } catch {
            #expect(
                [.tampered, .malformed(.envelope), .notForThisKey].contains(error), "\(error)")
            return false
        }
    }

    @Test(
        "Whatever byte of an envelope to an elliptic curve changes, it does not open",
        arguments: [0x01, 0x20, 0x02, 0x80, 0xff] as [UInt8])
    func changedBytesEC(mask: UInt8) throws {
        let sealed = try people.seal(Self.content, to: [people.ec])
        #expect(opens(sealed, as: people.ec))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= mask
            #expect(!opens(changed, as: people.ec), "byte \(index)")
        }
    }

    @Test(
        "Whatever byte of an envelope to RSA changes, it does not open",
        arguments: [0x01, 0x20] as [UInt8])
    func changedBytesRSA(mask: UInt8) throws {
        let sealed = try people.seal(Self.content, to: [people.rsa])
        #expect(opens(sealed, as: people.rsa))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= mask
            #expect(!opens(changed, as: people.rsa), "byte \(index)")
        }
    }

    @Test("A cut or lengthened envelope does not open")
    func otherLengths() throws {
        let sealed = try people.seal(Self.content, to: [people.ec])
        for count in 0..<sealed.count {
            #expect(!opens(Array(sealed.prefix(count)), as: people.ec))
        }
        #expect(!opens(sealed + [0], as: people.ec))
        #expect(!opens(sealed + sealed, as: people.ec))
    }

    @Test("A signature that was changed and sealed again gives what was signed, or nothing")
    func resealedSignatures() throws {
        let signed = try Envelope.sign(
            Self.content, certificate: people.site.certificate, key: people.site.key, at: someTime)
        for index in signed.indices {
            var changed = signed
            changed[index] ^= 0x21
            let sealed = try Envelope.encrypt(changed, to: [people.ec.certificate])
            // Names inside the certificate that came along may change: it is not what is trusted.
            if let opened = try? people.open(sealed, as: people.ec) {
                #expect(opened.content == Self.content)
                #expect(opened.signer == people.site.certificate)
            }
        }
    }

    @Test("Encrypted content without a signature does not open")
    func unsignedContent() throws {
        for content in [[], Self.content, people.site.certificate.der] {
            let sealed = try Envelope.encrypt(content, to: [people.ec.certificate])
            #expect(throws: CryptoError.malformed(.envelope)) {
                try people.open(sealed, as: people.ec)
            }
        }
    }

    @Test("A detached signature in the place of a signed content does not open")
    func detachedInside() throws {
        let openssl = try StockOpenSSL()
        try openssl.write(
            DetachedSignature.sign(
                Self.content, by: [(people.site.certificate, people.site.key)], at: someTime),
            to: "s")
        try openssl.succeed("cms -cmsout -inform PEM -in s -outform DER -out d")
        let sealed = try Envelope.encrypt(openssl.read("d"), to: [people.ec.certificate])
        #expect(throws: CryptoError.malformed(.envelope)) {
            try people.open(sealed, as: people.ec)
        }
    }

    @Test(
        "Another cipher, padding or key derivation than Seuil's is refused",
        arguments: [
            "-aes-128-gcm -recip ec.pem -keyopt ecdh_kdf_md:sha256",
            "-aes-256-cbc -recip ec.pem -keyopt ecdh_kdf_md:sha256",
            "-aes-256-gcm -recip ec.pem",
            "-aes-256-gcm -recip rsa.pem",
            "-aes-256-gcm -recip rsa.pem -keyopt rsa_padding_mode:oaep",
            "-aes-256-gcm -recip rsa.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256"
                + " -keyopt rsa_mgf1_md:sha1",
        ])
    func otherForms(options: String) throws {
        let openssl = try StockOpenSSL()
        try openssl.write(people.ec, as: "ec")
        try openssl.write(people.rsa, as: "rsa")
        let signed = try Envelope.sign(
            Self.content, certificate: people.site.certificate, key: people.site.key, at: someTime)
        try openssl.write(signed, to: "signed")
        try openssl.succeed("cms -encrypt -binary -in signed -outform DER -out sealed \(options)")
        let sealed = try openssl.read("sealed")
        for person in [people.ec, people.rsa] {
            #expect(throws: CryptoError.malformed(.envelope)) {
                try people.open(sealed, as: person)
            }
        }
    }
}
