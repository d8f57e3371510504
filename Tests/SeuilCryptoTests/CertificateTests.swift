import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Certificates") struct CertificateTests {
    @Test(
        "A certificate says what it was made to say",
        arguments: [KeyKind.p256, .p384, .rsa(bits: 3072)])
    func members(kind: KeyKind) throws {
        let person = try Person("Mairie de Saint-Martin-d’Hères", kind, for: .encryption)
        let certificate = person.certificate
        #expect(certificate.subjectCommonName == "Mairie de Saint-Martin-d’Hères")
        #expect(certificate.notBefore == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(certificate.notAfter == Date(timeIntervalSince1970: 2_000_000_000))
        #expect(certificate.keyKind == kind)
        #expect(certificate.publicKeyFingerprint == person.key.publicKeyFingerprint)
        #expect(certificate.matches(key: person.key))
        #expect(try !certificate.matches(key: PrivateKey.generate(.p256)))
        #expect(try !Person("A").certificate.matches(key: person.key))
    }

    @Test("A certificate survives PEM and DER")
    func roundTrip() throws {
        let one = try Person("One").certificate
        let two = try Person("Two", .rsa(bits: 3072)).certificate
        #expect(try Certificate(pem: one.pem) == one)
        #expect(try Certificate(der: one.der) == one)
        let both = one.pem + Array("a comment\n".utf8) + two.pem
        #expect(try Certificate.certificates(inPEM: both) == [one, two])
        #expect(Set([one, two, one]).count == 2)
        #expect(throws: CryptoError.malformed(.certificate)) { try Certificate(pem: both) }
        #expect(try Certificate.certificates(inPEM: []).isEmpty)
        #expect(throws: CryptoError.malformed(.certificate)) { try Certificate(pem: []) }
    }

    @Test("Other things in a PEM file are passed over")
    func otherThingsInPEM() throws {
        let person = try Person("A")
        let key = try person.key.pem()
        let text = unsafe key.withUnsafeBytes { unsafe Array($0) } + person.certificate.pem
        #expect(try Certificate.certificates(inPEM: text) == [person.certificate])
    }

    @Test("A broken PEM file is refused, not read in part")
    func brokenPEM() throws {
        let one = try Person("One").certificate
        var cut = one.pem + one.pem
        cut.removeLast(40)
        #expect(throws: CryptoError.malformed(.certificate)) {
            try Certificate.certificates(inPEM: cut)
        }
        let notDER = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        #expect(throws: CryptoError.malformed(.certificate)) { try Certificate(pem: notDER) }
    }

    @Test("DER that is cut or goes on is refused")
    func otherLengths() throws {
        let der = try Person("One").certificate.der
        for count in 0..<der.count {
            #expect(throws: CryptoError.malformed(.certificate)) {
                try Certificate(der: Array(der.prefix(count)))
            }
        }
        #expect(throws: CryptoError.malformed(.certificate)) { try Certificate(der: der + [0]) }
    }

    @Test("Changed bytes give another certificate or none, and no crash")
    func changedBytes() throws {
        let certificate = try Person("One").certificate
        for index in certificate.der.indices {
            var der = certificate.der
            der[index] ^= 0x55
            #expect((try? Certificate(der: der)) != certificate)
        }
    }

    @Test("PEM is what stock OpenSSL writes, and the fingerprint is that of the public key")
    func stockForm() throws {
        let openssl = try StockOpenSSL()
        let person = try Person("Une mairie", .rsa(bits: 3072))
        try openssl.write(person, as: "a")
        try openssl.succeed("x509 -in a.pem -out b.pem")
        #expect(try openssl.read("b.pem") == person.certificate.pem)
        try openssl.succeed("x509 -in a.pem -noout -pubkey -out p.pem")
        try openssl.succeed("pkey -pubin -in p.pem -outform DER -out p.der")
        #expect(
            try Digest.sha256(openssl.read("p.der")) == person.certificate.publicKeyFingerprint)
        try openssl.succeed("verify -CAfile a.pem -attime 1800000000 a.pem")
    }

    @Test("Validity includes both of its ends")
    func validity() throws {
        let certificate = try Person("A").certificate
        #expect(certificate.isValid(at: certificate.notBefore))
        #expect(certificate.isValid(at: certificate.notAfter))
        #expect(!certificate.isValid(at: certificate.notBefore - 1))
        #expect(!certificate.isValid(at: certificate.notAfter + 1))
    }

    @Test("Dates before 1970 and after 2050 survive")
    func farDates() throws {
        let early = Date(timeIntervalSince1970: -1_000_000_000)
        let late = Date(timeIntervalSince1970: 200_000_000_000)
        let certificate = try Person("A", from: early, until: late).certificate
        #expect(certificate.notBefore == early)
        #expect(certificate.notAfter == late)
    }

    @Test("What a certificate cannot carry is refused")
    func invalidSubjects() throws {
        let key = try PrivateKey.generate(.p256)
        let end = Date(timeIntervalSince1970: 2_000_000_000)
        func make(_ name: String, _ organisation: String?, _ from: Date, _ until: Date) throws {
            _ = try Certificate.selfSigned(
                key: key, commonName: name, organisation: organisation, usage: .signing,
                notBefore: from, notAfter: until)
        }
        try make("A", nil, someTime, end)
        let long = String(repeating: "é", count: 65)
        let never = Date(timeIntervalSince1970: 300_000_000_000)
        #expect(throws: CryptoError.invalidSubject) { try make("", nil, someTime, end) }
        #expect(throws: CryptoError.invalidSubject) { try make(long, nil, someTime, end) }
        #expect(throws: CryptoError.invalidSubject) { try make("A", "", someTime, end) }
        #expect(throws: CryptoError.invalidSubject) { try make("A", long, someTime, end) }
        #expect(throws: CryptoError.invalidSubject) { try make("A", nil, end, someTime) }
        #expect(throws: CryptoError.invalidSubject) { try make("A", nil, someTime, never) }
        try make(String(long.dropLast()), nil, someTime, end)
    }
}

@Suite("What certificates may do") struct CertificateUseTests {
    /// A certificate with this key kind and OpenSSL's words for a key usage, or none.
    private func certificate(_ kind: KeyKind, _ usage: String?) throws -> Certificate {
        try Certificate.selfSigned(
            unchecked: PrivateKey.generate(unchecked: kind), commonName: "A", organisation: nil,
            keyUsage: usage, notBefore: someTime, notAfter: someTime + 1000)
    }

    @Test("Key usage is read, and its absence allows everything")
    func keyUsage() throws {
        let both = try certificate(.p256, "digitalSignature,keyAgreement")
        #expect(both.keyUsage == [.digitalSignature, .keyAgreement])
        #expect(try certificate(.p256, nil).keyUsage == .all)
        #expect(try Person("A").certificate.keyUsage == .digitalSignature)
        #expect(try Person("A", for: .encryption).certificate.keyUsage == .keyAgreement)
        let rsa = try Person("A", .rsa(bits: 3072), for: .encryption).certificate
        #expect(rsa.keyUsage == .keyEncipherment)
    }

    @Test("Recipients have a strong key and a usage that fits it")
    func recipients() throws {
        try certificate(.p256, nil).checkRecipient()
        try certificate(.p384, "keyAgreement").checkRecipient()
        try certificate(.rsa(bits: 3072), "keyEncipherment,digitalSignature").checkRecipient()
        let refused: [(KeyKind, String?, CertificateRefusal)] = [
            (.p256, "digitalSignature", .usage), (.p256, "keyEncipherment", .usage),
            (.rsa(bits: 3072), "keyAgreement", .usage),
            (.rsa(bits: 2048), nil, .keyKind(.rsa(bits: 2048))),
            (.ec(curveName: "P-521"), nil, .keyKind(.ec(curveName: "P-521"))),
            (.ec(curveName: "secp256k1"), nil, .keyKind(.ec(curveName: "secp256k1"))),
        ]
        for (kind, usage, reason) in refused {
            let certificate = try certificate(kind, usage)
            let expected = CryptoError.recipientRefused(
                fingerprint: certificate.publicKeyFingerprint, reason)
            #expect(throws: expected) { try certificate.checkRecipient() }
        }
    }

    @Test("Signers have a strong key and a usage with signatures")
    func signers() throws {
        try certificate(.p256, nil).checkSigner()
        try certificate(.rsa(bits: 3072), "nonRepudiation").checkSigner()
        let refused: [(KeyKind, String?, CertificateRefusal)] = [
            (.p256, "keyAgreement", .usage), (.rsa(bits: 3072), "keyEncipherment", .usage),
            (.rsa(bits: 2048), nil, .keyKind(.rsa(bits: 2048))),
        ]
        for (kind, usage, reason) in refused {
            let certificate = try certificate(kind, usage)
            let expected = CryptoError.signerRefused(
                fingerprint: certificate.publicKeyFingerprint, reason)
            #expect(throws: expected) { try certificate.checkSigner() }
        }
    }

    @Test("An Ed25519 certificate is read, and refused for both uses")
    func ed25519() throws {
        let openssl = try StockOpenSSL()
        try openssl.succeed("req -x509 -newkey ed25519 -nodes -subj /CN=A -keyout k -out c")
        let certificate = try Certificate(pem: openssl.read("c"))
        #expect(certificate.keyKind == .other)
        #expect(certificate.subjectCommonName == "A")
        #expect(throws: CryptoError.self) { try certificate.checkRecipient() }
        #expect(throws: CryptoError.self) { try certificate.checkSigner() }
    }
}
