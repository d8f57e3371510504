import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

/// A site that a director and an auditor founded, whose auditor has changed and whose second recipient is withdrawn.
final class ApprovedSite: Sendable {
    let instance: TestInstance
    let room: CountingRoom
    let file: SiteFile
    let change: SeuilCore.Statement

    static let shared = Task { try await ApprovedSite() }

    private init() async throws {
        let keys = try TestKeys.shared.get()
        let (director, auditor, next) = (keys.signer, keys.otherSigner, keys.successor)
        instance = try TestInstance()
        try instance.layFounding(
            of: .of(director: director, auditor: auditor), signedBy: [director, auditor])
        room = try instance.openFounded()
        file = await room.site
        try await room.adopt(TestPolicy(hasDeputy: true).files(signedBy: [director, auditor]))
        for month in ["2025-05", "2025-06"] {
            _ = await room.record(TestVisit.several(30, at: "\(month)-10T11:00:00Z"))
        }
        try await room.closePeriod("2025-05")
        change = try file.change(to: .of(director: director, auditor: next))
        try instance.lay(change, as: "quorum-1", signedBy: [director, auditor, next])
        await room.takeStatements()
        try await room.adopt(
            TestPolicy(version: 2, hasDeputy: true).files(signedBy: [director, next]))
        let withdrawal = try file.withdrawal(of: keys.deputy, from: "elus")
        try instance.lay(withdrawal, as: "withdrawal", signedBy: [next])
        await room.takeStatements()
        try await room.closePeriod("2025-06")
    }

    func copy() throws -> AuditedCopy { try AuditedCopy(of: instance, site: file) }
}

@Suite("The tamper suite: who decides")
struct ApprovalTamperTests {
    private func place(_ kind: String, last: Bool = false) async throws -> Int {
        let entries = try await ApprovedSite.shared.value.copy().entries()
        let found =
            last
            ? entries.lastIndex { $0.event.kind == kind }
            : entries.firstIndex { $0.event.kind == kind }
        return try #require(found)
    }

    private func statement(_ index: Int) -> String { "ledger/statements/\(index).json" }
    private func signatures(_ index: Int) -> String { "ledger/statements/\(index).p7s" }

    @Test("A founding, a change and a withdrawal hold, and are sound to who knows enough signers")
    func untouched() async throws {
        let keys = try TestKeys.shared.get()
        let copy = try await ApprovedSite.shared.value.copy()
        let report = try copy.audit(isRecipient: true)
        #expect(report.findings.map { "\($0.code.rawValue) \($0.place)" } == [])
        #expect(report.outcome == .unanchored && report.opened == 2)
        let (director, auditor, next) = (keys.signer, keys.otherSigner, keys.successor)
        let cases: [([TestKeys.Person], Bool)] = [
            ([director, auditor], true), ([director, next], true),
            ([director, auditor, next, keys.leaving], true), ([director], false),
            ([auditor, next], false), ([keys.leaving], false),
        ]
        for (people, isEnough) in cases {
            let anchors = AuditAnchors(signers: people.map(\.certificate))
            #expect(try copy.audit(anchors: anchors).outcome == (isEnough ? .sound : .broken))
            #expect(
                try copy.findings(anchors: anchors)
                    == (isEnough ? [] : ["signers-not-trusted entry 0"]))
        }
    }

    @Test("A statement or signature that is altered or missing is named")
    func files() async throws {
        let site = try await ApprovedSite.shared.value
        let indices = [
            0, try await place("quorum"), try await place("recipient-withdrawn"),
        ]
        for index in indices {
            for path in [statement(index), signatures(index)] {
                let flipped = try site.copy()
                try flipped.flip(path)
                let found = try flipped.findings()
                #expect(found.contains("statement-altered \(path)"), "\(found)")
                #expect(found.allSatisfy { !$0.hasPrefix("order-broken") })
                let missing = try site.copy()
                try FileManager.default.removeItem(at: missing.url(path))
                #expect(try missing.findings().contains("statement-missing \(path)"))
            }
        }
        let added = try site.copy()
        try added.write([1], to: statement(1))
        #expect(try added.findings() == ["unexpected-file \(statement(1))"])
    }

    @Test("A founding that root alone signs, or too few, is not signed")
    func founding() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let bytes = try site.copy().bytes(statement(0))
        let text = try SeuilCore.Statement(bytes: bytes)
        for signers in [[keys.signer], [keys.otherSigner], [keys.site], [keys.signer, keys.site]] {
            let copy = try site.copy()
            let forged = try text.signatures(by: signers)
            try copy.write(forged, to: signatures(0))
            try copy.forge { entries in
                guard case .founded(let old) = entries[0].event else { return }
                entries[0] = LedgerEntry(
                    .founded(
                        .init(
                            site: old.site, logKey: old.logKey, certificate: old.certificate,
                            quorum: old.quorum,
                            signed: .init(statement: text.digest, signatures: .sha256(forged)))),
                    at: entries[0].time)
            }
            let strangers = signers.contains { $0.certificate == keys.site.certificate }
            #expect(
                try copy.findings() == (strangers ? ["signer-not-deciding"] : []).map {
                    "\($0) \(signatures(0))"
                } + ["statement-not-signed \(signatures(0))"])
        }
    }

    @Test("A ledger that root founded anew, signed by nobody, is not the signers'")
    func foundedAnew() async throws {
        let keys = try TestKeys.shared.get()
        let anchors = AuditAnchors(
            signers: [keys.signer.certificate, keys.otherSigner.certificate])
        let unsigned = try TestInstance()
        let room = try await LedgerTests.released(unsigned)
        let copy = try AuditedCopy(of: unsigned, site: await room.site)
        #expect(try copy.findings() == [])
        #expect(try copy.audit().findings.map(\.code) == [.foundingNotSigned])
        #expect(try copy.audit(anchors: anchors).outcome == .unanchored)
        #expect(try copy.findings(anchors: anchors) == ["signers-not-trusted entry 0"])
        // Under a quorum of root's own making.
        let own = try TestInstance()
        try own.layFounding(of: .of(keys.leaving), signedBy: [keys.leaving])
        let other = try own.openFounded()
        await other.tick()
        let second = try AuditedCopy(of: own, site: await other.site)
        #expect(try second.findings() == [])
        #expect(try second.findings(anchors: anchors) == ["signers-not-trusted entry 0"])
        #expect(try second.audit(anchors: anchors).outcome == .broken)
    }

    @Test("A change that root forges lacks its signers, whatever the entry says of them")
    func forgedChange() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let index = try await place("quorum")
        guard case .quorumChanged(let genuine) = try site.copy().entries()[index].event else {
            return
        }
        let intruder = try Quorum.of(director: keys.signer, auditor: keys.leaving)
        let log = try #require(site.file.log)
        let previous = try #require(site.file.ledgerState.history.quorums.first?.statement)
        let statement = SeuilCore.Statement.quorum(
            QuorumStatement(log: log, number: 1, previous: previous, quorum: intruder))
        func forge(
            _ copy: AuditedCopy, signedBy signers: [TestKeys.Person],
            approved: [LedgerEvent.Signer], accepted: [LedgerEvent.Signer], number: Int = 1
        ) throws {
            let signed = try statement.signatures(by: signers)
            try copy.write(statement.bytes, to: self.statement(index))
            try copy.write(signed, to: self.signatures(index))
            try copy.forge { entries in
                entries.removeLast(entries.count - index - 1)
                entries[index] = LedgerEntry(
                    .quorumChanged(
                        .init(
                            number: number, quorum: intruder.rule,
                            signed: .init(
                                statement: statement.digest, signatures: .sha256(signed)),
                            approved: approved, accepted: accepted)), at: entries[index].time)
            }
        }
        let accepted = intruder.certificates.logged
        let thief = [keys.signer, keys.leaving]
        // It claims that both have approved; only the director has.
        let claimed = try site.copy()
        try forge(claimed, signedBy: thief, approved: genuine.approved, accepted: accepted)
        #expect(try claimed.findings().contains("statement-not-signed \(signatures(index))"))
        // It says truly that one has; it counts one twice; it comes at another place.
        let one = [LedgerEvent.Signer(keys.signer.certificate)]
        for (approved, number, code) in [
            (one, 1, "order-broken"), (one + one, 1, "entry-unreadable"),
            (genuine.approved, 2, "order-broken"),
        ] {
            let copy = try site.copy()
            try forge(
                copy, signedBy: thief, approved: approved, accepted: accepted, number: number)
            #expect(try copy.findings().contains("\(code) entry \(index)"))
        }
        // Nobody of the new ones has accepted.
        let unaccepted = try site.copy()
        try forge(
            unaccepted, signedBy: [keys.signer, keys.otherSigner], approved: genuine.approved,
            accepted: accepted)
        #expect(try unaccepted.findings().contains("statement-not-signed \(signatures(index))"))
    }

    @Test("A genuine change put at another place, or of another site, differs from its entry")
    func misplaced() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let index = try await place("quorum")
        // Said again at the end, as if the change after it were to be undone.
        let again = try site.copy()
        let bytes = try again.bytes(statement(index))
        let signed = try again.bytes(signatures(index))
        let last = try again.entries().count
        try again.write(bytes, to: statement(last))
        try again.write(signed, to: signatures(last))
        try again.forge { entries in
            guard case .quorumChanged(let change) = entries[index].event else { return }
            entries.append(
                LedgerEntry(
                    .quorumChanged(
                        .init(
                            number: 2, quorum: change.quorum, signed: change.signed,
                            approved: change.accepted, accepted: change.accepted)),
                    at: entries[last - 1].time))
        }
        #expect(try again.findings() == ["statement-differs-from-entry entry \(last)"])
        // The same signers have signed the like for another site.
        let foreign = try site.copy()
        let other = try TestInstance()
        try other.layFounding(
            of: .of(director: keys.signer, auditor: keys.otherSigner),
            signedBy: [keys.signer, keys.otherSigner], site: "6f")
        let statement = try await other.openFounded().site.change(
            to: .of(director: keys.signer, auditor: keys.successor))
        let signatures = try statement.signatures(
            by: [keys.signer, keys.otherSigner, keys.successor])
        try foreign.write(statement.bytes, to: self.statement(index))
        try foreign.write(signatures, to: self.signatures(index))
        try foreign.forge { entries in
            guard case .quorumChanged(let change) = entries[index].event else { return }
            entries[index] = LedgerEntry(
                .quorumChanged(
                    .init(
                        number: 1, quorum: change.quorum,
                        signed: .init(
                            statement: statement.digest, signatures: .sha256(signatures)),
                        approved: change.approved, accepted: change.accepted)),
                at: entries[index].time)
        }
        #expect(try foreign.findings().contains("statement-differs-from-entry entry \(index)"))
    }

    @Test("A policy signed in the wrong role, by who decided before, or twice by one is not signed")
    func wrongRole() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let index = try await place("policy-adopted", last: true)
        let policy = try site.copy().policy(2)
        let file = "ledger/policies/\(policy)/MANIFEST.p7s"
        let manifest = try site.copy().bytes("ledger/policies/\(policy)/MANIFEST.sha256")
        guard case .policyAdopted(let genuine) = try site.copy().entries()[index].event else {
            return
        }
        func forge(
            _ signers: [TestKeys.Person], named: [LedgerEvent.Signer]
        ) throws -> [String] {
            let copy = try site.copy()
            let signed = try DetachedSignature.sign(
                manifest, by: signers.map { ($0.certificate, $0.key) },
                at: date("2026-01-01T12:00:00Z"))
            try copy.write(signed, to: file)
            try copy.forge { entries in
                entries[index] = LedgerEntry(
                    .policyAdopted(
                        .init(
                            policy: genuine.policy, version: 2, signatures: .sha256(signed),
                            signers: named)), at: entries[index].time)
            }
            return try copy.findings()
        }
        func named(_ people: [TestKeys.Person]) -> [LedgerEvent.Signer] {
            people.map(\.certificate).logged
        }
        let (director, before, next) = (keys.signer, keys.otherSigner, keys.successor)
        // The director alone, and twice; the auditor alone; the auditor of before.
        for (signers, reasons) in [
            ([director], []), ([director, director], ["signature-repeated"]), ([next], []),
            ([director, before], ["signer-not-deciding"]),
        ] {
            let claimed = try forge(signers, named: genuine.signers)
            #expect(
                claimed == (["policy-not-signed"] + reasons).map { "\($0) \(file)" }, "\(claimed)")
        }
        for signers in [[director], [next], [director, before]] {
            #expect(
                try forge(signers, named: named(signers)).first == "order-broken entry \(index)")
        }
        let twice = try forge([director, director], named: named([director, director]))
        #expect(twice.first == "entry-unreadable entry \(index)")
        #expect(try forge([director, next], named: genuine.signers) == [])
    }

    @Test("A certificate minted anew for a signer's key is named, wherever root puts it")
    func mintedAnew() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let index = try await place("policy-adopted", last: true)
        let policy = try site.copy().policy(2)
        let path = "ledger/policies/\(policy)/signers.pem"
        let genuine = keys.signer.certificate
        var der = genuine.der
        // The end is in 2036: the second of two UTCTimes, which begin with the year.
        let ends = der.indices.filter { der[$0...].starts(with: [0x17, 0x0D]) }
        der.replaceSubrange((ends[1] + 2)...(ends[1] + 3), with: Array("49".utf8))
        let minted = try Certificate(der: der)
        #expect(minted.publicKeyFingerprint == genuine.publicKeyFingerprint)
        let pem = minted.pem + keys.successor.certificate.pem
        let swapped = try site.copy()
        try swapped.write(pem, to: path)
        #expect(try swapped.findings() == ["policy-altered \(path)"])
        let forged = try site.copy()
        try forged.write(pem, to: path)
        try forged.forge { entries in
            guard case .policyAdopted(let old) = entries[index].event else { return }
            entries[index] = LedgerEntry(
                .policyAdopted(
                    .init(
                        policy: old.policy, version: 2, signatures: old.signatures,
                        signers: [minted, keys.successor.certificate].logged)),
                at: entries[index].time)
        }
        #expect(try forged.findings().first == "order-broken entry \(index)")
    }

    @Test("A policy dated back before its own signatures is not signed")
    func datedBack() async throws {
        let site = try await ApprovedSite.shared.value
        let index = try await place("policy-adopted")
        let policy = try site.copy().policy(1)
        let copy = try site.copy()
        let early = LedgerTime(try date("2026-01-01T10:00:00Z"))
        try copy.forge { entries in
            for place in 0...index {
                entries[place] = LedgerEntry(entries[place].event, at: early)
            }
        }
        let found = try copy.findings()
        #expect(
            found.contains("policy-not-signed ledger/policies/\(policy)/MANIFEST.p7s"), "\(found)")
        #expect(found.contains("statement-not-signed \(signatures(0))"))
        let later = found.filter { $0.hasPrefix("signature-dated-later ") }
        #expect(
            Set(later) == [
                "signature-dated-later ledger/policies/\(policy)/MANIFEST.p7s",
                "signature-dated-later \(signatures(0))",
            ])
    }

    @Test("A withdrawal that root leaves out, or that no signer has made, is found")
    func withdrawal() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        let index = try await place("recipient-withdrawn")
        // By somebody who decided before: the entry cannot say so, and the signature does not hold.
        let text = try SeuilCore.Statement(bytes: site.copy().bytes(statement(index)))
        let signed = try text.signatures(by: [keys.otherSigner])
        for (signer, code) in [
            (keys.otherSigner, "order-broken entry \(index)"),
            (keys.successor, "statement-not-signed \(signatures(index))"),
        ] {
            let copy = try site.copy()
            try copy.write(signed, to: signatures(index))
            try copy.forge { entries in
                guard case .recipientWithdrawn(let old) = entries[index].event else { return }
                entries[index] = LedgerEntry(
                    .recipientWithdrawn(
                        .init(
                            audience: old.audience, key: old.key,
                            signed: .init(statement: text.digest, signatures: .sha256(signed)),
                            signer: .init(signer.certificate))), at: entries[index].time)
            }
            #expect(try copy.findings().contains(code))
        }
        // Taken out of a ledger that is signed anew: the release is sealed to fewer recipients than the policy names.
        let copy = try site.copy()
        try copy.forge { entries in
            entries[index] = LedgerEntry(.uncleanStop, at: entries[index].time)
        }
        for path in [statement(index), signatures(index)] {
            try FileManager.default.removeItem(at: copy.url(path))
        }
        #expect(try copy.findings() == ["recipients-differ outbox/2025-06.elus.p7m"])
        let found = try copy.findings(isRecipient: true)
        #expect(found.contains("release-contradicts-policy outbox/2025-06.elus.p7m"), "\(found)")
    }
}
