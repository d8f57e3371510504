import Foundation
import Testing

@testable import SeuilCrypto

/// One site and its recipients, made once for all tests of envelopes: RSA keys take their time.
struct Correspondents: Sendable {
    let site: Person
    let ec: Person
    let rsa: Person
    let p384: Person
    let stranger: Person

    static let shared = Result {
        Correspondents(
            site: try Person("Site"), ec: try Person("Mayor", for: .encryption),
            rsa: try Person("Fund", .rsa(bits: 3072), for: .encryption),
            p384: try Person("Region", .p384, for: .encryption),
            stranger: try Person("Stranger", for: .encryption))
    }

    func seal(_ content: [UInt8], to recipients: [Person]) throws -> [UInt8] {
        try Envelope.seal(
            content, signer: site.certificate, key: site.key,
            recipients: recipients.map(\.certificate), at: someTime)
    }

    func open(_ der: [UInt8], as person: Person) throws -> OpenedEnvelope {
        try Envelope.open(
            der, recipient: person.certificate, key: person.key, trusting: [site.certificate],
            at: someTime)
    }
}

@Suite("Envelope") struct EnvelopeTests {
    static let content = Array("published cells\r\n\n\0end".utf8)
    let people: Correspondents

    init() throws {
        people = try Correspondents.shared.get()
    }

    @Test("What is sealed opens for each recipient, with and without its certificate")
    func opens() throws {
        let recipients = [people.ec, people.rsa, people.p384]
        let sealed = try people.seal(Self.content, to: recipients)
        for person in recipients {
            for certificate in [person.certificate, nil] {
                let opened = try Envelope.open(
                    sealed, recipient: certificate, key: person.key,
                    trusting: [people.stranger.certificate, people.site.certificate], at: someTime)
                #expect(opened.content == Self.content)
                #expect(opened.signer == people.site.certificate)
                #expect(opened.signingTime == someTime)
            }
        }
    }

    @Test("Any length can be sealed", arguments: [0, 1, 15, 16, 1000, 1_000_003])
    func lengths(byteCount: Int) throws {
        let content = SecureRandom.bytes(byteCount)
        let sealed = try people.seal(content, to: [people.ec])
        #expect(try people.open(sealed, as: people.ec).content == content)
    }

    @Test("A site may sign with P-384 or RSA too", arguments: [KeyKind.p384, .rsa(bits: 3072)])
    func otherSigners(kind: KeyKind) throws {
        let site = try Person("Site", kind)
        let sealed = try Envelope.seal(
            Self.content, signer: site.certificate, key: site.key,
            recipients: [people.ec.certificate], at: someTime)
        let opened = try Envelope.open(
            sealed, recipient: nil, key: people.ec.key, trusting: [site.certificate], at: someTime)
        #expect(opened.content == Self.content)
    }

    @Test("Fifty envelopes of one length of content have one length")
    func constantLength() throws {
        let recipients = [people.ec, people.rsa, people.p384]
        let lengths = try (0..<50).map { _ in
            try people.seal(SecureRandom.bytes(100), to: recipients).count
        }
        #expect(Set(lengths).count == 1)
    }

    @Test("A P-384 site's envelopes have one length too")
    func constantLengthP384() throws {
        let site = try Person("Site", .p384)
        let lengths = try (0..<20).map { _ in
            try Envelope.seal(
                [1], signer: site.certificate, key: site.key,
                recipients: [people.ec.certificate], at: someTime
            ).count
        }
        #expect(Set(lengths).count == 1)
    }

    @Test("Who is no recipient is told so")
    func notARecipient() throws {
        let sealed = try people.seal(Self.content, to: [people.rsa, people.p384])
        let otherRSA = try Person("Other", .rsa(bits: 3072), for: .encryption)
        for person in [people.stranger, people.ec, otherRSA] {
            for certificate in [person.certificate, nil] {
                #expect(throws: CryptoError.notForThisKey) {
                    try Envelope.open(
                        sealed, recipient: certificate, key: person.key,
                        trusting: [people.site.certificate], at: someTime)
                }
            }
        }
        #expect(throws: CryptoError.keyMismatch) {
            try Envelope.open(
                sealed, recipient: people.rsa.certificate, key: people.ec.key,
                trusting: [people.site.certificate], at: someTime)
        }
    }

    @Test("An unknown signer is named by fingerprint, and nothing opens")
    func untrustedSigner() throws {
        let sealed = try people.seal(Self.content, to: [people.ec])
        let impostor = try Person("Site")
        for trusted in [nil, [], [impostor.certificate]] as [[Certificate]?] {
            #expect(
                throws: CryptoError.untrustedSigner(
                    fingerprint: people.site.certificate.publicKeyFingerprint)
            ) {
                try Envelope.open(
                    sealed, recipient: people.ec.certificate, key: people.ec.key,
                    trusting: trusted, at: someTime)
            }
        }
        let signer = try Envelope.signer(of: sealed, recipient: nil, key: people.ec.key)
        #expect(signer == people.site.certificate)
    }

    @Test("The signer's certificate must have been valid at the time that is asked for")
    func validity() throws {
        let site = try Person("Site", from: someTime - 10, until: someTime + 10)
        let sealed = try Envelope.seal(
            Self.content, signer: site.certificate, key: site.key,
            recipients: [people.ec.certificate], at: someTime)
        func open(at time: Date?) throws {
            _ = try Envelope.open(
                sealed, recipient: nil, key: people.ec.key, trusting: [site.certificate], at: time)
        }
        try open(at: someTime)
        try open(at: nil)
        #expect(throws: CryptoError.expiredSigner(notAfter: someTime + 10)) {
            try open(at: someTime + 11)
        }
        #expect(throws: CryptoError.signerNotYetValid(notBefore: someTime - 10)) {
            try open(at: someTime - 11)
        }
        let late = try Envelope.seal(
            Self.content, signer: site.certificate, key: site.key,
            recipients: [people.ec.certificate], at: someTime + 11)
        #expect(throws: CryptoError.expiredSigner(notAfter: someTime + 10)) {
            try Envelope.open(
                late, recipient: nil, key: people.ec.key, trusting: [site.certificate], at: nil)
        }
    }

    @Test("Sealing refuses weak recipients, no recipients and other people's keys")
    func refusals() throws {
        #expect(throws: CryptoError.noRecipients) { try people.seal([1], to: []) }
        let signer = try Person("Signer").certificate
        #expect(
            throws: CryptoError.recipientRefused(fingerprint: signer.publicKeyFingerprint, .usage)
        ) {
            try Envelope.seal(
                [1], signer: people.site.certificate, key: people.site.key,
                recipients: [people.ec.certificate, signer], at: someTime)
        }
        #expect(throws: CryptoError.keyMismatch) {
            try Envelope.seal(
                [1], signer: people.site.certificate, key: people.stranger.key,
                recipients: [people.ec.certificate], at: someTime)
        }
        #expect(
            throws: CryptoError.signerRefused(
                fingerprint: people.ec.certificate.publicKeyFingerprint, .usage)
        ) {
            try Envelope.seal(
                [1], signer: people.ec.certificate, key: people.ec.key,
                recipients: [people.ec.certificate], at: someTime)
        }
    }

    @Test("Many threads may use one key at once")
    func concurrency() async throws {
        let people = people
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<24 {
                group.addTask {
                    let sealed = try people.seal([UInt8(number)], to: [people.ec, people.rsa])
                    return try people.open(
                        sealed, as: number.isMultiple(of: 2) ? people.ec : people.rsa
                    ).content
                }
            }
            let all = try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            #expect(all.count == 24)
        }
    }
}
