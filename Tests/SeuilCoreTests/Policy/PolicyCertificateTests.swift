import Foundation
import SeuilCrypto
import Testing

@testable import SeuilCore

@Suite("Recipients' certificates are checked with the policy")
struct PolicyCertificateTests {
    private func message(_ pem: [UInt8]) throws -> Diagnostic {
        var files = try PolicyFixture.files()
        files["recipients/caf.pem"] = pem
        let error = #expect(throws: Diagnostics.self) { try PolicyParser.parse(files) }
        let diagnostics = try #require(error)
        #expect(diagnostics.list.count == 1)
        return try #require(diagnostics.list.first)
    }

    private func certificate(
        _ key: PrivateKey, _ usage: Certificate.Usage = .encryption, from: String = "2025-01-01",
        until: String = "2029-01-01"
    ) throws -> [UInt8] {
        try Certificate.selfSigned(
            key: key, commonName: "CAF", organisation: nil, usage: usage,
            notBefore: PolicyFixture.date(from), notAfter: PolicyFixture.date(until)
        ).pem
    }

    @Test("What is no certificate, or two of them, is refused at the name")
    func malformed() throws {
        let fault = try message(Array("-----BEGIN NONSENSE-----\n".utf8))
        #expect(fault.message == "'recipients/caf.pem' does not hold one X.509 certificate in PEM")
        #expect(fault.line == 46)
        #expect(fault.length == "recipients/caf.pem".count)
        let one = try certificate(.generate(.p256))
        let two = try message(one + certificate(.generate(.p256)))
        #expect(two.message == "'recipients/caf.pem' does not hold one X.509 certificate in PEM")
    }

    @Test("A certificate for signing receives nothing")
    func usage() throws {
        let fault = try message(certificate(.generate(.p256), .signing))
        #expect(fault.message == "the certificate in 'recipients/caf.pem' is not for encryption")
    }

    @Test("A key that is too weak receives nothing")
    func weak() throws {
        let fault = try message(
            Array(
                contentsOf: PolicyFixture.vectors.appending(path: "certificates/rsa-2048.pem")))
        #expect(fault.message == "the key in 'recipients/caf.pem' cannot receive releases")
    }

    @Test("P-384 and RSA of 3072 bits receive releases")
    func strong() throws {
        for kind in [KeyKind.p384, .rsa(bits: 3072)] {
            var files = try PolicyFixture.files()
            files["recipients/caf.pem"] = try certificate(.generate(kind))
            _ = try PolicyParser.parse(files)
        }
    }

    @Test("A certificate outlives the policy's last day, one more period and the grace")
    func validity() throws {
        // Until 2026-12-31, months, three days of grace: 31 days and 3 days after 2027-01-01.
        let key = try PrivateKey.generate(.p256)
        let fault = try message(certificate(key, until: "2027-02-02"))
        #expect(fault.message == "the certificate in 'recipients/caf.pem' ends too early")
        #expect(fault.hint?.hasSuffix("be valid until 2027-02-04") == true)
        var files = try PolicyFixture.files()
        files["recipients/caf.pem"] = try certificate(key, until: "2027-02-04")
        _ = try PolicyParser.parse(files)
        let late = try message(certificate(key, from: "2027-06-01"))
        #expect(
            late.message == "the certificate in 'recipients/caf.pem' begins after the policy ends")
    }

    @Test("One key is one recipient of an audience")
    func twice() throws {
        var files = try PolicyFixture.replacing(
            "[recipients/caf.pem]", by: "[recipients/caf.pem, recipients/again.pem]",
            of: PolicyFixture.files())
        files["recipients/again.pem"] = files["recipients/caf.pem"]
        let error = #expect(throws: Diagnostics.self) { try PolicyParser.parse(files) }
        #expect(
            error?.list.first?.message
                == "'recipients/again.pem' has the same key as another recipient of 'caf'")
    }
}

extension Array where Element == UInt8 {
    fileprivate init(contentsOf url: URL) throws { self = Array(try Data(contentsOf: url)) }
}
