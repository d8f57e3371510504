import Foundation
import SeuilCore
import SeuilCrypto
import SeuilRelease
import Testing

@testable import SeuilService

@Suite("Changing who decides")
struct QuorumChangeTests {
    /// An instance that its director and its auditor have founded.
    private func founded() throws -> (TestInstance, TestKeys) {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let quorum = try Quorum.of(director: keys.signer, auditor: keys.otherSigner)
        try instance.layFounding(of: quorum, signedBy: [keys.signer, keys.otherSigner])
        return (instance, keys)
    }

    @Test("After a change the open period goes on over restarts, and the new signers decide alone")
    func change() async throws {
        let (instance, keys) = try founded()
        var room = try instance.openFounded()
        let old = [keys.signer, keys.otherSigner]
        try await room.adopt(TestPolicy().files(signedBy: old))
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        _ = await room.record(TestVisit())
        let change = try await room.site.change(
            to: .of(director: keys.signer, auditor: keys.successor))
        try instance.lay(change, as: "quorum-1", signedBy: old + [keys.successor])
        await room.takeStatements()
        #expect(await room.status().problems == [])
        let history = await room.site.ledgerState.history
        #expect(history.quorums.map(\.statement).last == change.digest)
        #expect(history.quorums.count == 2)
        // Again, it says nothing new; nor does the policy in force, which others have signed.
        await room.takeStatements()
        #expect(await room.site.ledgerState.history.size == history.size)
        try await room.adopt(TestPolicy().files(signedBy: old))
        #expect(await room.status().refused == nil)
        await room.shutdown()

        room = try instance.openFounded()
        #expect(await room.countedIDs == ["2025-06", "2026-01"])
        #expect(await room.status().policy?.version == 1)
        let auditor = try #require(Roles.both).auditor
        let refusal = await #expect(throws: AdoptionError.self) {
            try await room.adopt(TestPolicy(version: 2).files(signedBy: old))
        }
        let tooFew = refusal?.tooFew
        #expect(tooFew?.shortfall == QuorumShortfall(role: auditor, have: 0, need: 1))
        #expect(tooFew?.signatures.map(\.signature.fault) == [nil, .untrusted])
        try await room.adopt(
            TestPolicy(version: 2).files(signedBy: [keys.signer, keys.successor]))
        try await room.closePeriod("2025-06")
        #expect(try instance.outboxNames() == ["2025-06.elus.p7m"])
        await room.shutdown()
        // Both policies are verified again, each by those who decided then.
        room = try instance.openFounded()
        #expect(await room.countedIDs == ["2026-01"])
        #expect(await room.status().policy?.version == 2)
        await room.shutdown()
    }

    @Test("A change that too few have signed waits, and the status says for whom")
    func waiting() async throws {
        let (instance, keys) = try founded()
        let room = try instance.openFounded()
        let change = try await room.site.change(
            to: .of(director: keys.signer, auditor: keys.successor))
        let cases: [([TestKeys.Person], String)] = [
            ([keys.signer], "auditor have signed, of those who decide until then"),
            ([keys.signer, keys.otherSigner], "auditor have signed, of those whom it names"),
            ([keys.signer, keys.successor], "auditor have signed, of those who decide until then"),
            (
                [keys.otherSigner, keys.successor],
                "director have signed, of those who decide until then"
            ),
        ]
        for (signers, reason) in cases {
            try instance.lay(change, as: "quorum-1", signedBy: signers)
            await room.takeStatements()
            let problems = await room.status().problems
            #expect(problems.count == 1)
            #expect(problems.first?.contains("\(reason); the signature of ") == true)
            #expect(problems.first?.contains("does not count") == false, "\(problems)")
            #expect(await room.site.ledgerState.history.quorums.count == 1)
        }
        try instance.lay(
            change, as: "quorum-1", signedBy: [keys.signer, keys.otherSigner, keys.successor])
        await room.takeStatements()
        #expect(await room.status().problems == [])
        await room.shutdown()
    }

    @Test("An earlier change replayed, and one of another site, are refused")
    func replay() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        try instance.layFounding(of: .of(keys.signer), signedBy: [keys.signer])
        let room = try instance.openFounded()
        let site = await room.site
        // From A to B, to C; B was signed by A.
        let toB = try site.change(to: .of(keys.otherSigner))
        try instance.lay(toB, as: "b", signedBy: [keys.signer, keys.otherSigner])
        await room.takeStatements()
        let toC = try site.change(to: .of(keys.successor))
        try instance.lay(toC, as: "c", signedBy: [keys.otherSigner, keys.successor])
        await room.takeStatements()
        #expect(site.ledgerState.history.quorums.count == 3)
        // The change to B says nothing new; written for the place after C it needs C.
        await room.takeStatements()
        #expect(site.ledgerState.history.quorums.count == 3)
        let again = try site.change(to: .of(keys.otherSigner))
        try instance.lay(again, as: "d", signedBy: [keys.signer, keys.otherSigner])
        // Another branch of the history, and another site, with the same signers.
        let branch = SeuilCore.Statement.quorum(
            QuorumStatement(
                log: try #require(site.log), number: 3, previous: toB.digest,
                quorum: try .of(keys.signer)))
        try instance.lay(branch, as: "e", signedBy: [keys.successor, keys.signer])
        let other = try TestInstance()
        try other.layFounding(of: .of(keys.successor), signedBy: [keys.successor], site: "6f")
        let foreign = try await other.openFounded().site.change(to: .of(keys.signer))
        try instance.lay(foreign, as: "f", signedBy: [keys.successor, keys.signer])
        // The key that signs releases decides over nothing.
        let own = try site.change(to: .of(keys.site))
        try instance.lay(own, as: "g", signedBy: [keys.successor, keys.site])
        await room.takeStatements()
        let problems = await room.status().problems
        let reasons = [
            "d.json is not taken: 0 of the 1 needed signers have signed, of those who decide until then; "
                + "the signature of signer, key \(keys.signer.certificate.publicKeyFingerprint.hex), "
                + "does not count: its certificate is none of the signers'",
            "e.json is not taken: it does not follow the last change of the quorum",
            "f.json is not taken: it is about another site, or another log",
            "g.json is not taken: the site's own key is among the signers",
        ]
        #expect(problems == reasons.map { "the statement \($0)" })
        #expect(site.ledgerState.history.quorums.count == 3)
        await room.shutdown()
    }

    @Test("A signer whose certificate has ended neither signs a policy nor names others")
    func expired() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        try instance.layFounding(of: .of(keys.leaving), signedBy: [keys.leaving])
        let room = try instance.openFounded()
        #expect(await room.status().problems.count == 1, "too few signers before long")
        try instance.clock.set("2026-03-02T12:00:00Z")
        let refusal = await #expect(throws: AdoptionError.self) {
            try await room.adopt(TestPolicy().files(signedBy: [keys.leaving]))
        }
        #expect(
            refusal?.tooFew?.signatures.map(\.signature.fault)
                == [.ended(keys.leaving.certificate.notAfter)])
        let change = try await room.site.change(to: .of(keys.successor))
        try instance.lay(change, as: "quorum-1", signedBy: [keys.leaving, keys.successor])
        await room.takeStatements()
        #expect(await room.site.ledgerState.history.quorums.count == 1)
        await room.shutdown()
    }

    @Test("A statement that was changed in the site's file stops the start")
    func altered() async throws {
        let (instance, keys) = try founded()
        let room = try instance.openFounded()
        let change = try await room.site.change(to: .of(keys.successor))
        try instance.lay(
            change, as: "quorum-1", signedBy: [keys.signer, keys.otherSigner, keys.successor])
        await room.takeStatements()
        await room.shutdown()
        for sql in [
            "DELETE FROM statements WHERE entry = 0", "UPDATE statements SET signatures = x'00'",
            "UPDATE statements SET body = x'7B'", "INSERT INTO statements VALUES (99, x'', x'')",
        ] {
            let picture = try instance.picture()
            try picture.change(picture.layout.siteFile, sql)
            #expect(throws: VaultError.self) { try picture.openFounded() }
        }
        _ = try instance.openFounded()
    }

    @Test("A site that its configuration founded can be put under a signed quorum later")
    func unsignedFounding() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        #expect(await room.site.ledgerState.history.founding?.signed == nil)
        let change = try await room.site.change(
            to: .of(director: keys.signer, auditor: keys.otherSigner))
        try instance.lay(change, as: "quorum-1", signedBy: [keys.signer, keys.otherSigner])
        await room.takeStatements()
        #expect(await room.status().problems == [])
        await #expect(throws: AdoptionError.self) {
            try await room.adopt(TestPolicy(version: 2).files())
        }
        await room.shutdown()
        // What the configuration said at first is still taken, and decides nothing.
        let again = try instance.open()
        #expect(await again.site.ledgerState.history.quorum == change.quorum?.rule)
        await again.shutdown()
    }
}

extension SeuilCore.Statement {
    /// Those whom it names.
    var quorum: Quorum? {
        switch self {
        case .founding(let founding): founding.quorum
        case .quorum(let change): change.quorum
        case .withdrawal: nil
        }
    }
}

extension AdoptionError {
    /// Every signature that was there, where too few had signed.
    fileprivate var tooFew: TooFewSignatures? {
        guard case .refused(.tooFewSigners(let tooFew)) = self else { return nil }
        return tooFew
    }
}
