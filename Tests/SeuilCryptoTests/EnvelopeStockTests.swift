import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Envelopes and stock OpenSSL") struct EnvelopeStockTests {
    static let content = Array("published cells\r\n\n\0end".utf8)
    let people: Correspondents

    init() throws {
        people = try Correspondents.shared.get()
    }

    @Test("Stock OpenSSL opens what is sealed, as each recipient")
    func stockOpens() throws {
        let openssl = try StockOpenSSL()
        let recipients = [people.ec, people.rsa, people.p384]
        try openssl.write(people.seal(Self.content, to: recipients), to: "sealed")
        try openssl.write(people.site.certificate.pem, to: "site.pem")
        for recipient in recipients {
            try openssl.write(recipient, as: "me")
            try openssl.succeed(
                "cms -decrypt -inform DER -in sealed -inkey me.key -recip me.pem -out signed")
            try openssl.succeed(
                "cms -verify -inform DER -in signed -CAfile site.pem -purpose any -out content"
                    + " -attime 1800000000")
            #expect(try openssl.read("content") == Self.content)
        }
        try openssl.write(people.stranger.certificate.pem, to: "site.pem")
        let (status, _) = try openssl.run(
            "cms -verify -inform DER -in signed -CAfile site.pem -purpose any -out content")
        #expect(status != 0)
    }

    @Test(
        "What stock OpenSSL seals in Seuil's form opens",
        arguments: [
            "-recip rsa.pem -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256"
                + " -keyopt rsa_mgf1_md:sha256",
            "-recip ec.pem -keyopt ecdh_kdf_md:sha256",
        ])
    func stockSeals(options: String) throws {
        let openssl = try StockOpenSSL()
        try openssl.write(people.ec, as: "ec")
        try openssl.write(people.rsa, as: "rsa")
        try openssl.write(people.site, as: "site")
        try openssl.write(Self.content, to: "content")
        try openssl.succeed(
            "cms -sign -nodetach -binary -in content -signer site.pem -inkey site.key"
                + " -outform DER -out signed")
        try openssl.succeed(
            "cms -encrypt -binary -in signed -aes-256-gcm -outform DER -out sealed \(options)")
        let person = options.contains("rsa") ? people.rsa : people.ec
        #expect(try people.open(openssl.read("sealed"), as: person).content == Self.content)
    }

    @Test("The fixed envelopes of stock OpenSSL open", arguments: ["ec", "rsa"])
    func fixedEnvelopes(recipient: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Vectors/envelope")
        func read(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: folder.appending(path: name)))
        }
        let opened = try Envelope.open(
            read("\(recipient).p7m"), recipient: Certificate(pem: read("\(recipient).pem")),
            key: PrivateKey(pem: read("\(recipient).key")),
            trusting: [Certificate(pem: read("site.pem"))], at: nil)
        #expect(try opened.content == read("content"))
    }
}
