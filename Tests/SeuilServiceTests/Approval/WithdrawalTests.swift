import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import SeuilRelease
import SystemPackage
import Testing

@testable import SeuilService

@Suite("Withdrawing a recipient")
struct WithdrawalTests {
    private let path = "outbox/2025-06.elus.p7m"

    private func opened(
        _ instance: TestInstance, _ person: TestKeys.Person, period: String = "2025-06"
    ) throws -> OpenedEnvelope {
        let file = instance.layout.outbox.appending("\(period).elus.p7m")
        return try Envelope.open(
            Array(Data(contentsOf: URL(fileURLWithPath: file.string))),
            recipient: person.certificate, key: person.key,
            trusting: [try TestKeys.shared.get().site.certificate], at: nil)
    }

    @Test("What is released after a withdrawal is sealed to those who remain, and says so")
    func remaining() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let room = try await instance.openAdopting(TestPolicy(hasDeputy: true))
        for month in ["2025-05", "2025-06"] {
            _ = await room.record(TestVisit.several(30, at: "\(month)-10T11:00:00Z"))
        }
        try await room.closePeriod("2025-05")
        _ = try opened(instance, keys.deputy, period: "2025-05")
        let withdrawal = try await room.site.withdrawal(of: keys.deputy, from: "elus")
        // One signer is enough, a stranger is not.
        try instance.lay(withdrawal, as: "withdrawal", signedBy: [keys.otherSigner])
        await room.takeStatements()
        #expect(await room.status().problems.count == 1)
        try instance.lay(withdrawal, as: "withdrawal", signedBy: [keys.signer])
        await room.takeStatements()
        await room.takeStatements()
        #expect(await room.status().problems == [])
        try await room.closePeriod("2025-06")
        let release = try opened(instance, keys.recipient)
        #expect(throws: CryptoError.notForThisKey) { try opened(instance, keys.deputy) }
        let header = try #require(
            try ArchiveReader.files(in: release.content).first { $0.path == ReleasePaths.header })
        let text = String(decoding: header.bytes, as: UTF8.self)
        #expect(text.contains(keys.recipient.certificate.publicKeyFingerprint.hex))
        #expect(!text.contains(keys.deputy.certificate.publicKeyFingerprint.hex))
        // An erratum to what the withdrawn recipient was given goes to those who remain.
        let request = ErratumRequest(
            period: "2025-05", reason: .incomplete, text: nil, flags: ErratumFlags())
        let errata = try await room.issueErratum(request)
        #expect(errata.map(\.fileName) == ["2025-05.elus.erratum-1.p7m"])
        let sealed = instance.layout.outbox.appending("2025-05.elus.erratum-1.p7m")
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: sealed.string)))
        let site = keys.site.certificate
        _ = try Envelope.open(
            bytes, recipient: keys.recipient.certificate, key: keys.recipient.key,
            trusting: [site], at: nil)
        #expect(throws: CryptoError.notForThisKey) {
            try Envelope.open(
                bytes, recipient: keys.deputy.certificate, key: keys.deputy.key,
                trusting: [site], at: nil)
        }
        // A later policy that names the key does not bring it back.
        try await room.adopt(TestPolicy(version: 2, hasDeputy: true).files())
        _ = await room.record(TestVisit.several(30, at: "2025-04-10T11:00:00Z"))
        try await room.closePeriod("2025-04")
        #expect(throws: CryptoError.notForThisKey) {
            try opened(instance, keys.deputy, period: "2025-04")
        }
        let kinds = try await room.site.ledger().map(\.event.kind)
        #expect(kinds.count { $0 == "recipient-withdrawn" } == 1)
        // An auditor with the remaining recipient's key sees the same.
        let copy = try AuditedCopy(of: instance, site: await room.site)
        #expect(try copy.findings(isRecipient: true) == [])
        await room.shutdown()
        _ = try instance.open()
    }

    @Test("An audience of which nobody remains gets no release, and its period still ends")
    func nobody() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let room = try await instance.openAdopting()
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        let withdrawal = try await room.site.withdrawal(of: keys.recipient)
        try instance.lay(withdrawal, as: "withdrawal", signedBy: [keys.signer])
        await room.takeStatements()
        #expect(
            await room.status().problems
                == ["audience elus has no recipient left, and gets no releases"])
        try await room.closePeriod("2025-06")
        #expect(try instance.outboxNames() == [])
        let history = await room.site.ledgerState.history
        guard case .released(let publication) = history.periods["2025-06"]?.end else {
            Issue.record("the period has not ended")
            return
        }
        #expect(publication.releases == [] && publication.unaddressed == ["elus"])
        #expect(history.numbers == [:])
        let request = ErratumRequest(
            period: "2025-06", reason: .incomplete, text: nil, flags: ErratumFlags())
        await #expect(throws: ErratumError.self) { try await room.issueErratum(request) }
        #expect(history.periods["2025-06"]?.destroyedIndex != nil)
        #expect(try instance.leftovers(of: "2025-06") == [])
        let copy = try AuditedCopy(of: instance, site: await room.site)
        #expect(try copy.findings(isRecipient: true) == ["key-opens-nothing outbox"])
        await room.shutdown()
        // A new recipient comes with a new policy, and gets the first number.
        let again = try instance.open()
        try await again.adopt(TestPolicy(version: 2, hasDeputy: true).files())
        _ = await again.record(TestVisit.several(30, at: "2025-05-10T11:00:00Z"))
        try await again.closePeriod("2025-05")
        #expect(await again.site.ledgerState.history.numbers == ["elus": 1])
        _ = try opened(instance, keys.deputy, period: "2025-05")
        await again.shutdown()
    }

    @Test("What was sealed to somebody who is withdrawn during the closing is sealed anew")
    func duringClosing() async throws {
        let keys = try TestKeys.shared.get()
        let instance = try TestInstance()
        let room = try await instance.openAdopting(TestPolicy(hasDeputy: true))
        _ = await room.record(TestVisit.several(30, at: "2025-06-10T11:00:00Z"))
        let withdrawal = try await room.site.withdrawal(of: keys.deputy)
        try instance.lay(withdrawal, as: "withdrawal", signedBy: [keys.signer])
        async let closed: Void = room.closePeriod("2025-06")
        // Whatever comes first: nothing that is released later than the entry is sealed to the key.
        while await room.status().periods.first(where: { $0.id == "2025-06" })?.state == .open {
            await Task.yield()
        }
        await room.takeStatements()
        try await closed
        let entries = try await room.site.ledger()
        let withdrawn = try #require(
            entries.firstIndex { $0.event.kind == "recipient-withdrawn" })
        let released = try #require(entries.firstIndex { $0.event.kind == "released" })
        if withdrawn < released {
            #expect(throws: CryptoError.notForThisKey) { try opened(instance, keys.deputy) }
        }
        _ = try opened(instance, keys.recipient)
        let copy = try AuditedCopy(of: instance, site: await room.site)
        #expect(try copy.findings(isRecipient: true) == [])
        await room.shutdown()
    }
}
