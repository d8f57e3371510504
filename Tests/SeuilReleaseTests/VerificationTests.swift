import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease

@Suite("Opening a sealed release")
struct VerificationTests {
    private let parties: Parties

    init() throws { parties = try Parties() }

    /// A site, two recipients, and a release sealed for the first.
    private struct Parties {
        static let signedAt = Date(timeIntervalSince1970: 1_770_000_000)

        let siteKey: PrivateKey
        let site: Certificate
        let mayorKey: PrivateKey
        let mayor: Certificate
        let strangerKey: PrivateKey
        let stranger: Certificate

        init() throws {
            func party(
                _ name: String, _ usage: Certificate.Usage
            ) throws -> (PrivateKey, Certificate) {
                let key = try PrivateKey.generate(.p256)
                let certificate = try Certificate.selfSigned(
                    key: key, commonName: name, organisation: nil, usage: usage,
                    notBefore: Self.signedAt - 86_400, notAfter: Self.signedAt + 86_400)
                return (key, certificate)
            }
            (siteKey, site) = try party("Site", .signing)
            (mayorKey, mayor) = try party("Mayor", .encryption)
            (strangerKey, stranger) = try party("Stranger", .encryption)
        }

        /// The files of January for the mayor, as the site renders them.
        func rendered(siteFingerprint: Digest? = nil) throws -> RenderedSummary {
            let policy = SamplePolicy.verified(SamplePolicy.policy(), recipients: [mayor])
            let tables = SampleFigures.counted(
                policy, period: SamplePolicy.month(2026, 1), visitCount: 200, seed: 1)
            return try Summary.sample(
                tables, key: siteFingerprint ?? site.publicKeyFingerprint
            ).render()
        }

        func seal(_ content: [UInt8], for recipients: [Certificate]? = nil) throws -> [UInt8] {
            try Envelope.seal(
                content, signer: site, key: siteKey, recipients: recipients ?? [mayor],
                at: Self.signedAt)
        }

        func open(
            _ bytes: [UInt8], as fileName: String = "2026-01.elus.p7m", key: PrivateKey? = nil,
            trusting: [Certificate]? = nil, at time: Date? = signedAt
        ) throws(VerificationError) -> OpenedRelease {
            try SealedRelease(fileName: fileName, bytes: bytes).open(
                key: key ?? mayorKey, recipient: nil, trusting: trusting ?? [site], at: time)
        }
    }

    @Test("A recipient opens a release and finds every file of it")
    func opens() throws {
        let rendered = try parties.rendered()
        let sealed = try parties.seal(rendered.archive(paddedTo: 131_072))
        let opened = try parties.open(sealed)
        #expect(opened.files == rendered.files)
        #expect(opened.header.period == "2026-01")
        #expect(opened.signer == parties.site)
    }

    @Test("A renamed file is refused: period and audience are signed")
    func renamed() throws {
        let sealed = try parties.seal(parties.rendered().archive(paddedTo: 131_072))
        #expect(throws: VerificationError.period(named: "2026-02", signed: "2026-01")) {
            try parties.open(sealed, as: "2026-02.elus.p7m")
        }
        #expect(throws: VerificationError.audience(named: "caf", signed: "elus")) {
            try parties.open(sealed, as: "2026-01.caf.p7m")
        }
        #expect(throws: VerificationError.fileName("report.p7m")) {
            try parties.open(sealed, as: "report.p7m")
        }
    }

    @Test("The same content sealed for another key is refused")
    func rewrapped() throws {
        let sealed = try parties.seal(
            parties.rendered().archive(paddedTo: 131_072), for: [parties.stranger])
        let key = parties.strangerKey.publicKeyFingerprint
        #expect(throws: VerificationError.notARecipient(key: key)) {
            try parties.open(sealed, key: parties.strangerKey)
        }
    }

    @Test("A key that the envelope does not name opens nothing")
    func wrongKey() throws {
        let sealed = try parties.seal(parties.rendered().archive(paddedTo: 131_072))
        #expect(throws: VerificationError.envelope(.notForThisKey)) {
            try parties.open(sealed, key: parties.strangerKey)
        }
    }

    @Test("Without trust the signer is named, and nothing else")
    func untrusted() throws {
        let sealed = try parties.seal(parties.rendered().archive(paddedTo: 131_072))
        let fingerprint = parties.site.publicKeyFingerprint
        for trusted in [[], [parties.mayor]] {
            #expect(throws: VerificationError.untrustedSigner(fingerprint: fingerprint)) {
                try parties.open(sealed, trusting: trusted)
            }
        }
        let release = try SealedRelease(fileName: "2026-01.elus.p7m", bytes: sealed)
        #expect(try release.signer(key: parties.mayorKey, recipient: parties.mayor) == parties.site)
    }

    @Test("A release that names another site's key is refused, also from a trusted signer")
    func anotherSite() throws {
        let other = parties.stranger.publicKeyFingerprint
        let sealed = try parties.seal(
            parties.rendered(siteFingerprint: other).archive(paddedTo: 131_072))
        let signer = parties.site.publicKeyFingerprint
        #expect(throws: VerificationError.site(signed: other.hex, signer: signer)) {
            try parties.open(sealed)
        }
    }

    @Test(
        "A signer's certificate that has ended is refused, unless the time asked about is earlier")
    func expired() throws {
        let sealed = try parties.seal(parties.rendered().archive(paddedTo: 131_072))
        #expect(throws: VerificationError.self) {
            try parties.open(sealed, at: Parties.signedAt + 90_000)
        }
        #expect(try parties.open(sealed, at: nil).header.period == "2026-01")
    }

    @Test("A file with any byte changed, or cut short, is refused")
    func tampered() throws {
        let sealed = try parties.seal(parties.rendered().archive(paddedTo: 131_072))
        let places = [0, 5, 40, 200, sealed.count / 2, sealed.count - 20, sealed.count - 1]
        for place in places {
            var changed = sealed
            changed[place] ^= 1
            #expect(throws: VerificationError.self, "byte \(place)") { try parties.open(changed) }
        }
        for count in [0, 1, 100, sealed.count - 1] {
            #expect(throws: VerificationError.self) {
                try parties.open(Array(sealed.prefix(count)))
            }
        }
        #expect(throws: VerificationError.self) { try parties.open(sealed + [0]) }
    }

    @Test("Signed content that is no release is refused: files missing, added, of another format")
    func notARelease() throws {
        let rendered = try parties.rendered()
        func open(_ files: [ReleaseFile]) throws -> OpenedRelease {
            try parties.open(
                parties.seal(RenderedSummary(files: files).archive(paddedTo: 131_072)))
        }
        func without(_ path: String) -> [ReleaseFile] { rendered.files.filter { $0.path != path } }
        #expect(throws: VerificationError.archive(.malformed)) {
            try parties.open(parties.seal(Array("hello".utf8)))
        }
        #expect(throws: VerificationError.missingFile("release.json")) {
            try open(without("release.json"))
        }
        #expect(throws: VerificationError.missingFile("tables/caf.csv")) {
            try open(without("tables/caf.csv"))
        }
        #expect(throws: VerificationError.undeclaredFile("tables/more.csv")) {
            try open(rendered.files + [ReleaseFile(path: "tables/more.csv", bytes: [])])
        }
        #expect(throws: VerificationError.archive(.unsafeEntry(0))) {
            try open(rendered.files + [ReleaseFile(path: "../x.csv", bytes: [])])
        }
        let header = ReleaseFile(path: "release.json", bytes: Array(#"{"format":"other"}"#.utf8))
        #expect(throws: VerificationError.format("other")) {
            try open(without("release.json") + [header])
        }
        let broken = ReleaseFile(path: "release.json", bytes: Array("{".utf8))
        #expect(throws: VerificationError.header) { try open(without("release.json") + [broken]) }
    }
}
