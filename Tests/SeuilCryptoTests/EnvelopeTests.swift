import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Envelope") struct EnvelopeTests {
    static let content = Array("Réunion des chiffres publiés\r\n\n\0fin".utf8)

    @Test(
        "What is sealed opens for each recipient, with and without its certificate",
        arguments: [KeyKind.p256, .p384, .rsa(bits: 3072)])
    func opens(kind: KeyKind) throws {
        let site = try Person("Site")
        let mayor = try Person("Mayor", kind, for: .encryption)
        let fund = try Person("Fund", .p256, for: .encryption)
        let sealed = try Envelope.seal(
            Self.content, signer: site.certificate, key: site.key,
            recipients: [fund.certificate, mayor.certificate], at: someTime)
        for person in [mayor, fund] {
            for certificate in [person.certificate, nil] {
                let opened = try Envelope.open(
                    sealed, recipient: certificate, key: person.key,
                    trusting: [site.certificate], at: someTime)
                #expect(opened.content == Self.content)
                #expect(opened.signer == site.certificate)
                #expect(opened.signingTime == someTime)
            }
        }
    }

    @Test("Detached")
    func detached() throws {
        let a = try Person("A")
        let b = try Person("B", .rsa(bits: 3072))
        let one = try DetachedSignature.sign(
            Self.content, by: [(a.certificate, a.key)], at: someTime)
        let two = try DetachedSignature.addSignature(
            to: one, content: Self.content, certificate: b.certificate, key: b.key, at: someTime)
        let found = try DetachedSignature.verify(
            two, of: Self.content, trusting: [b.certificate, a.certificate], at: someTime)
        #expect(found == [b.certificate, a.certificate])
        print(String(decoding: two, as: UTF8.self))
    }
}
