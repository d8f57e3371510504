import Foundation
import Testing

@testable import SeuilCrypto

@Suite("Detached signatures") struct DetachedSignatureTests {
    static let content = Array("policy.yaml\r\nwith both ends of line\n\0".utf8)

    @Test("Each signer counts, in the order of the trusted ones")
    func signersCount() throws {
        let (a, b, c) = try (Person("A"), Person("B", .rsa(bits: 3072)), Person("C", .p384))
        let signature = try DetachedSignature.sign(
            Self.content, by: [(a.certificate, a.key), (b.certificate, b.key)], at: someTime)
        let more = try DetachedSignature.addSignature(
            to: signature, content: Self.content, certificate: c.certificate, key: c.key,
            at: someTime)
        func verify(_ trusted: [Person]) throws -> [Certificate] {
            try DetachedSignature.verify(
                more, of: Self.content, trusting: trusted.map(\.certificate), at: someTime)
        }
        #expect(try verify([c, a, b]) == [c.certificate, a.certificate, b.certificate])
        #expect(try verify([b]) == [b.certificate])
        #expect(try verify([]) == [])
        #expect(try verify([Person("A")]) == [])
        #expect(String(decoding: more.prefix(21), as: UTF8.self) == "-----BEGIN CMS-----\nM")
    }

    @Test("Over other content no signature holds")
    func otherContent() throws {
        let a = try Person("A")
        let signature = try DetachedSignature.sign(
            Self.content, by: [(a.certificate, a.key)], at: someTime)
        for other in [[], Self.content + [0], Array(Self.content.dropLast())] {
            #expect(
                try DetachedSignature.verify(
                    signature, of: other, trusting: [a.certificate], at: someTime) == [])
        }
    }

    @Test("A signature over other content, added to good ones, does not count and spoils nothing")
    func strayAddition() throws {
        let (a, b) = try (Person("A"), Person("B"))
        let good = try DetachedSignature.sign(
            Self.content, by: [(a.certificate, a.key)], at: someTime)
        let both = try DetachedSignature.addSignature(
            to: good, content: [1], certificate: b.certificate, key: b.key, at: someTime)
        #expect(
            try DetachedSignature.verify(
                both, of: Self.content, trusting: [b.certificate, a.certificate], at: someTime)
                == [a.certificate])
    }

    @Test("Who signs twice, or holds two certificates for one key, counts once")
    func distinctKeys() throws {
        let a = try Person("A")
        let renewed = try Certificate.selfSigned(
            key: a.key, commonName: "A again", organisation: nil, usage: .signing,
            notBefore: a.certificate.notBefore, notAfter: a.certificate.notAfter)
        let signature = try DetachedSignature.sign(
            Self.content,
            by: [(a.certificate, a.key), (a.certificate, a.key), (renewed, a.key)], at: someTime)
        let found = try DetachedSignature.verify(
            signature, of: Self.content, trusting: [renewed, a.certificate, renewed], at: someTime)
        #expect(found == [renewed])
    }

    @Test("A certificate counts only while it is valid")
    func validity() throws {
        let (a, b) = try (Person("A", until: someTime), Person("B", from: someTime + 1))
        let signature = try DetachedSignature.sign(
            Self.content, by: [(a.certificate, a.key), (b.certificate, b.key)], at: someTime)
        func verify(at time: Date) throws -> [Certificate] {
            try DetachedSignature.verify(
                signature, of: Self.content, trusting: [a.certificate, b.certificate], at: time)
        }
        #expect(try verify(at: someTime) == [a.certificate])
        #expect(try verify(at: someTime + 1) == [b.certificate])
    }

    @Test("Of each signature that does not count it is said why, and whose it is")
    func faults() throws {
        let hour = DetachedSignature.clockTolerance
        let (a, b, stranger) = try (Person("A"), Person("B"), Person("S"))
        let ended = try Person("E", until: someTime - 1)
        let later = try Person("L", from: someTime + 1)
        let renewed = try Certificate.selfSigned(
            key: a.key, commonName: "A", organisation: nil, usage: .signing,
            notBefore: a.certificate.notBefore, notAfter: a.certificate.notAfter)
        let trusted = [a, b, ended, later].map(\.certificate)
        var signature = try DetachedSignature.sign(
            Self.content, by: [(a.certificate, a.key)], at: someTime)
        func add(
            _ certificate: Certificate, _ key: PrivateKey, _ content: [UInt8] = Self.content,
            at time: Date = someTime
        ) throws {
            signature = try DetachedSignature.addSignature(
                to: signature, content: content, certificate: certificate, key: key, at: time)
        }
        try add(a.certificate, a.key, at: someTime + 1)
        try add(stranger.certificate, stranger.key)
        try add(renewed, a.key)
        try add(b.certificate, b.key, [1])
        try add(b.certificate, b.key, at: someTime + hour + 1)
        try add(ended.certificate, ended.key, at: someTime - 2)
        try add(later.certificate, later.key)
        try add(b.certificate, b.key)
        let judged = try DetachedSignature.judge(
            signature, of: Self.content, trusting: trusted, at: someTime)
        let expected: [(String, SignatureFault?)] = [
            ("A", nil), ("A", .again), ("A", .otherCertificate), ("S", .untrusted),
            ("B", .doesNotHold), ("B", .datedLater),
            ("E", .ended(ended.certificate.notAfter)),
            ("L", .notBegun(later.certificate.notBefore)), ("B", nil),
        ]
        // In what order signatures stand in a file, their encodings decide.
        func sorted(_ named: [(String?, SignatureFault?)]) -> [String] {
            named.map { "\($0 ?? "?") \($1.map { "\($0)" } ?? "counts")" }.sorted()
        }
        #expect(
            sorted(judged.map { ($0.certificate?.subjectCommonName, $0.fault) })
                == sorted(expected.map { ($0, $1) }))
        #expect(judged.prefix(2).allSatisfy { $0.fault == nil })
        #expect(
            judged.first { $0.certificate == ended.certificate }?.signedAt == someTime - 2)
        #expect(
            try DetachedSignature.verify(
                signature, of: Self.content, trusting: trusted, at: someTime)
                == [a.certificate, b.certificate])
    }

    @Test("A signature dated outside its certificate's life does not count, clocks or no clocks")
    func datedOutside() throws {
        let a = try Person("A", from: someTime, until: someTime + 86_400)
        let end = a.certificate.notAfter
        func fault(signedAt moment: Date, at time: Date) throws -> SignatureFault? {
            let signature = try DetachedSignature.sign(
                Self.content, by: [(a.certificate, a.key)], at: moment)
            let judged = try DetachedSignature.judge(
                signature, of: Self.content, trusting: [a.certificate], at: time)
            #expect(judged.count == 1)
            return judged.first?.fault
        }
        // Within the hour that clocks may differ by, after the moment itself.
        #expect(try fault(signedAt: end, at: end - 60) == nil)
        #expect(try fault(signedAt: end + 1, at: end - 60) == .datedAfterEnd(end))
        #expect(try fault(signedAt: end + 1, at: end) == .datedAfterEnd(end))
        // A certificate made a moment ago, signed with on a machine whose clock is behind.
        let hour = DetachedSignature.clockTolerance
        #expect(try fault(signedAt: someTime - hour, at: someTime) == nil)
        #expect(
            try fault(signedAt: someTime - hour - 1, at: someTime) == .datedBeforeBegin(someTime))
    }

    @Test("A signature whose certificate nobody brings is somebody unknown's")
    func unknown() throws {
        let openssl = try StockOpenSSL()
        let a = try Person("A")
        try openssl.write(a, as: "a")
        try openssl.write(Self.content, to: "content")
        try openssl.succeed(
            "cms -sign -binary -in content -signer a.pem -inkey a.key -outform PEM -out s -nocerts")
        let judged = try DetachedSignature.judge(
            openssl.read("s"), of: Self.content, trusting: [], at: someTime)
        #expect(judged.map(\.certificate) == [nil])
        #expect(judged.map(\.fault) == [.unknownCertificate])
    }

    @Test(
        "A certificate minted for a signer's key under the same number does not count, as for stock OpenSSL"
    )
    func minted() throws {
        let openssl = try StockOpenSSL()
        let a = try Person("A")
        try openssl.write(a, as: "a")
        try openssl.write(Self.content, to: "content")
        try openssl.succeed("x509 -in a.pem -signkey a.key -days 9000 -out minted.pem")
        try openssl.succeed(
            "cms -sign -binary -in content -signer minted.pem -inkey a.key -outform PEM -out s")
        let verified = try openssl.run(
            "cms -verify -binary -inform PEM -in s -content content -CAfile a.pem -purpose any -out out"
        )
        #expect(verified.status != 0)
        let judged = try DetachedSignature.judge(
            openssl.read("s"), of: Self.content, trusting: [a.certificate], at: Date())
        #expect(judged.map(\.certificate) == [a.certificate])
        #expect(judged.map(\.fault) == [.otherCertificate])
    }

    @Test(
        "No signature is added beside another certificate of its number, under which it would not count"
    )
    func besideTwin() throws {
        let openssl = try StockOpenSSL()
        let (a, b) = try (Person("A"), Person("B"))
        try openssl.write(a, as: "a")
        try openssl.write(Self.content, to: "content")
        try openssl.succeed("x509 -in a.pem -signkey a.key -days 9000 -out minted.pem")
        try openssl.succeed(
            "cms -sign -binary -in content -signer minted.pem -inkey a.key -outform PEM -out s")
        let signature = try openssl.read("s")
        #expect(throws: CryptoError.malformed(.signature)) {
            try DetachedSignature.addSignature(
                to: signature, content: Self.content, certificate: a.certificate, key: a.key)
        }
        // Somebody else's is not in its way.
        let more = try DetachedSignature.addSignature(
            to: signature, content: Self.content, certificate: b.certificate, key: b.key)
        let counted = try DetachedSignature.verify(
            more, of: Self.content, trusting: [a.certificate, b.certificate], at: Date())
        #expect(counted == [b.certificate])
    }

    @Test("A weak key, a certificate for encryption or a stranger's key does not sign")
    func refusedSigners() throws {
        let (a, b) = try (Person("A"), Person("B", for: .encryption))
        #expect(throws: CryptoError.keyMismatch) {
            try DetachedSignature.sign([1], by: [(a.certificate, b.key)], at: someTime)
        }
        #expect(
            throws: CryptoError.signerRefused(
                fingerprint: b.certificate.publicKeyFingerprint, .usage)
        ) {
            try DetachedSignature.sign([1], by: [(b.certificate, b.key)], at: someTime)
        }
        #expect(throws: CryptoError.self) { try DetachedSignature.sign([1], by: [], at: someTime) }
    }

    @Test("A signature by a weak key that other tools made does not count")
    func weakSignersDoNotCount() throws {
        let openssl = try StockOpenSSL()
        try openssl.write(Self.content, to: "content")
        try openssl.succeed("req -x509 -newkey rsa:2048 -nodes -subj /CN=A -keyout k -out c")
        try openssl.succeed(
            "cms -sign -binary -in content -signer c -inkey k -outform PEM -out s")
        let certificate = try Certificate(pem: openssl.read("c"))
        #expect(
            try DetachedSignature.verify(
                openssl.read("s"), of: Self.content, trusting: [certificate],
                at: certificate.notBefore) == [])
        #expect(
            try DetachedSignature.judge(
                openssl.read("s"), of: Self.content, trusting: [certificate],
                at: certificate.notBefore
            ).map(\.fault) == [.mayNotSign(.keyKind(.rsa(bits: 2048)))])
    }

    @Test(
        "SHA-1, and signatures without signed attributes, do not count",
        arguments: ["-md sha1", "-noattr", "-md sha512"])
    func weakFormsDoNotCount(option: String) throws {
        let openssl = try StockOpenSSL()
        let a = try Person("A")
        try openssl.write(a, as: "a")
        try openssl.write(Self.content, to: "content")
        try openssl.succeed(
            "cms -sign -binary -in content -signer a.pem -inkey a.key -outform PEM -out s \(option)"
        )
        #expect(
            try DetachedSignature.verify(
                openssl.read("s"), of: Self.content, trusting: [a.certificate], at: someTime) == [])
        // Without signed attributes there is no date in it, and nothing else is wrong with it.
        #expect(
            try DetachedSignature.judge(
                openssl.read("s"), of: Self.content, trusting: [a.certificate], at: someTime
            ).map(\.fault) == [option == "-noattr" ? .undated : .doesNotHold])
    }

    @Test("What is no detached signature is malformed")
    func malformed() throws {
        let a = try Person("A")
        let attached = try Envelope.sign(
            Self.content, certificate: a.certificate, key: a.key, at: someTime)
        let openssl = try StockOpenSSL()
        try openssl.write(Self.content, to: "content")
        try openssl.succeed("cms -data_create -in content -outform DER -out data")
        let others = [
            [], Array("hello".utf8), a.certificate.pem, a.certificate.der, attached,
            try openssl.read("data"),
        ]
        for other in others {
            #expect(throws: CryptoError.malformed(.signature)) {
                try DetachedSignature.verify(
                    other, of: Self.content, trusting: [a.certificate], at: someTime)
            }
        }
    }

    @Test("Whatever byte of a signature changes, it holds for nothing but what was signed")
    func changedBytes() throws {
        let a = try Person("A")
        let openssl = try StockOpenSSL()
        try openssl.write(
            DetachedSignature.sign(Self.content, by: [(a.certificate, a.key)], at: someTime),
            to: "s")
        try openssl.succeed("cms -cmsout -inform PEM -in s -outform DER -out d")
        let der = try openssl.read("d")
        #expect(
            try DetachedSignature.verify(
                der, of: Self.content, trusting: [a.certificate], at: someTime) == [a.certificate])
        for index in der.indices {
            var changed = der
            changed[index] ^= 0x21
            let found = try? DetachedSignature.verify(
                changed, of: [1], trusting: [a.certificate], at: someTime)
            #expect(found == nil || found == [])
            _ = try? DetachedSignature.verify(
                changed, of: Self.content, trusting: [a.certificate], at: someTime)
        }
    }
}

@Suite("Detached signatures and stock OpenSSL") struct DetachedSignatureStockTests {
    private static let command =
        "cms -verify -inform PEM -binary -in manifest.p7s -content manifest"
        + " -CAfile signers.pem -purpose any -out out -attime 1800000000"

    @Test("Stock OpenSSL verifies two signers, and finds changed content")
    func stockVerifies() throws {
        let openssl = try StockOpenSSL()
        let (a, b) = try (Person("A"), Person("B", .rsa(bits: 3072)))
        let content = DetachedSignatureTests.content
        let first = try DetachedSignature.sign(
            content, by: [(a.certificate, a.key)], at: someTime)
        let both = try DetachedSignature.addSignature(
            to: first, content: content, certificate: b.certificate, key: b.key, at: someTime)
        try openssl.write(both, to: "manifest.p7s")
        try openssl.write(content, to: "manifest")
        try openssl.write(a.certificate.pem + b.certificate.pem, to: "signers.pem")
        try openssl.succeed(Self.command)
        #expect(try openssl.read("out") == content)

        try openssl.write(a.certificate.pem, to: "signers.pem")
        #expect(try openssl.run(Self.command).status != 0)
        try openssl.write(a.certificate.pem + b.certificate.pem, to: "signers.pem")
        try openssl.write(content + [1], to: "manifest")
        #expect(try openssl.run(Self.command).status != 0)
    }

    @Test(
        "What stock OpenSSL signs counts, in PEM and DER, and can be added to",
        arguments: ["PEM", "DER"])
    func stockSigns(form: String) throws {
        let openssl = try StockOpenSSL()
        let (a, b, c) = try (Person("A"), Person("B", .rsa(bits: 3072)), Person("C"))
        let content = DetachedSignatureTests.content
        try openssl.write(a, as: "a")
        try openssl.write(b, as: "b")
        try openssl.write(content, to: "content")
        try openssl.succeed(
            "cms -sign -binary -in content -signer a.pem -inkey a.key -signer b.pem -inkey b.key"
                + " -outform \(form) -out s")
        let signature = try openssl.read("s")
        let trusted = [a, b, c].map(\.certificate)
        #expect(
            try DetachedSignature.verify(
                signature, of: content, trusting: trusted, at: someTime)
                == [a.certificate, b.certificate])
        let more = try DetachedSignature.addSignature(
            to: signature, content: content, certificate: c.certificate, key: c.key, at: someTime)
        #expect(
            try DetachedSignature.verify(more, of: content, trusting: trusted, at: someTime)
                == trusted)
    }
}
