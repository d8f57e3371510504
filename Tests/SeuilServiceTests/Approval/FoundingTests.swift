import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage
import Testing

@testable import SeuilService

@Suite("The signed founding")
struct FoundingTests {
    @Test("A site begins as its signers have signed it, once, and its log key is nowhere in clear")
    func founded() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let quorum = try Quorum.of(director: keys.signer, auditor: keys.otherSigner)
        let statement = try instance.layFounding(
            of: quorum, signedBy: [keys.signer, keys.otherSigner])
        let seedPath = instance.layout.logSeed
        let seed = try #require(try DurableFile.read(seedPath))
        let room = try instance.openFounded()
        let site = await room.site
        #expect(SiteFile.name(of: site.identifier) == statement.log.site)
        #expect(site.logKey.verifier == statement.log.key)
        let founding = try #require(site.ledgerState.history.founding)
        #expect(founding.signed?.statement == statement.digest)
        #expect(founding.quorum == quorum.rule)
        for (path, bytes) in try instance.files() {
            let found = bytes.indices.dropLast(31).contains { bytes[$0...].starts(with: seed) }
            #expect(!found, "\(path)")
        }
        // Policies need both roles.
        await #expect(throws: AdoptionError.self) {
            try await room.adopt(TestPolicy().files(signedBy: [keys.signer]))
        }
        try await room.adopt(TestPolicy().files(signedBy: [keys.signer, keys.otherSigner]))
        await room.tick()
        for path in [LedgerPaths.statement(ofEntry: 0), LedgerPaths.signatures(ofEntry: 0)] {
            #expect(try instance.ledger(path) != nil)
        }
        #expect(try instance.ledger(LedgerPaths.statement(ofEntry: 0)) == statement.bytes)
        await room.shutdown()
        // It starts again, and the configuration may name nobody, or the same.
        _ = try instance.picture().openFounded()
        _ = try instance.picture().open(quorum: quorum)
        #expect(throws: VaultError.quorumDiffers) { try instance.picture().open() }
        // Root takes the state away to begin anew under the same founding.
        let again = try instance.picture()
        try FileManager.default.removeItem(atPath: again.layout.state.string)
        try FileManager.default.removeItem(atPath: again.layout.ledger.string)
        let path = again.layout.logSeed
        #expect(
            throws: VaultError.foundingRefused(
                path, reason: "it does not hold the log's key that the signed founding names")
        ) { try again.openFounded() }
    }

    @Test("A founding that too few have signed, or that is another site's, founds nothing")
    func refused() throws {
        let keys = try TestKeys.shared.get()
        let quorum = try Quorum.of(director: keys.signer, auditor: keys.otherSigner)
        let short = try TestInstance()
        try short.layFounding(of: quorum, signedBy: [keys.signer])
        let path = short.trust.appending("founding.json")
        #expect(
            throws: VaultError.foundingRefused(
                path,
                reason:
                    "0 of the 1 needed signers with the role auditor have signed, of those whom it names; "
                    + "the signature of signer, key \(keys.signer.certificate.publicKeyFingerprint.hex), "
                    + "counts in the role director"
            )
        ) { try short.openFounded() }
        #expect(
            !DurableFile.exists(short.layout.siteFile), "nothing is left of what was not founded")
        // The auditor signs after the director, and it begins.
        try short.layFounding(of: quorum, signedBy: [keys.signer, keys.otherSigner])
        _ = try short.openFounded()

        let unsigned = try TestInstance()
        try unsigned.layFounding(of: quorum, signedBy: [keys.signer, keys.otherSigner])
        try DurableFile.remove(unsigned.trust.appending("founding.p7s"))
        #expect(throws: VaultError.self) { try unsigned.openFounded() }

        let altered = try TestInstance()
        try altered.layFounding(of: quorum, signedBy: [keys.signer, keys.otherSigner])
        let file = altered.trust.appending("founding.json")
        let text = try #require(try DurableFile.read(file))
        try DurableFile.replace(file, with: text.dropLast() + [0x20, 0x0A])
        #expect(
            throws: VaultError.foundingRefused(file, reason: "it is no founding statement")
        ) { try altered.openFounded() }

        let configured = try TestInstance()
        try configured.layFounding(of: quorum, signedBy: [keys.signer, keys.otherSigner])
        #expect(throws: VaultError.quorumDiffers) { try configured.open() }
        #expect(throws: VaultError.noSigners) { try TestInstance().openFounded() }
    }

    @Test("A founding that follows another ledger says so to the auditor")
    func follows() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let before = Checkpoint(
            origin: "seuil/" + String(repeating: "4d", count: 16), size: 12, root: .sha256([]))
        try instance.layFounding(
            of: .of(keys.signer), signedBy: [keys.signer], after: EarlierLog(before))
        let room = try instance.openFounded()
        await room.tick()
        let copy = try AuditedCopy(of: instance, site: await room.site)
        let report = try copy.audit()
        #expect(report.findings.map(\.code) == [.followsAnotherLog])
        #expect(report.findings.first?.text.contains("\(before.origin), 12 entries") == true)
    }

    @Test("A crash between the founding and the end of its seed's file is made good")
    func crash() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        try instance.layFounding(of: try .of(keys.signer), signedBy: [keys.signer])
        let path = instance.layout.logSeed
        let seed = try #require(try DurableFile.read(path))
        await (try instance.openFounded()).shutdown()
        #expect(!DurableFile.exists(path))
        try DurableFile.replace(path, with: seed)
        await (try instance.openFounded()).shutdown()
        #expect(!DurableFile.exists(path))
        // Another key's is none of the site's business.
        try DurableFile.replace(path, with: SecureRandom.bytes(32))
        await (try instance.openFounded()).shutdown()
        #expect(DurableFile.exists(path))
    }
}
