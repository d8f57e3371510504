import Foundation
import SeuilCore
import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilRelease

/// The text of entries, and the rules of their order.
@Suite("Ledger entries")
struct LedgerTests {
    @Test("Every kind of entry is read back as it was written, from one line of printable ASCII")
    func roundTrip() throws {
        for entry in LedgerTests.every {
            let bytes = entry.bytes
            #expect(bytes.allSatisfy { (0x20...0x7E).contains($0) })
            #expect(try LedgerEntry(bytes: bytes) == entry)
            let any = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            #expect(any?["kind"] as? String == entry.event.kind)
        }
        #expect(Set(LedgerTests.every.map(\.event.kind)).count == 14)
    }

    @Test("An entry's text is the one that the article gives")
    func knownText() throws {
        let digest = Digest.sha256([])
        let entry = LedgerEntry(
            .opened(period: "2026-01", policy: digest, isBackfilled: false),
            at: LedgerTime(Date(timeIntervalSince1970: 1_767_222_000)))
        #expect(
            String(decoding: entry.bytes, as: UTF8.self)
                == "{\"v\":1,\"kind\":\"opened\",\"time\":\"2025-12-31T23:00:00Z\","
                + "\"period\":\"2026-01\",\"policy\":\"\(digest.hex)\",\"backfilled\":false}")
    }

    @Test("Any byte more, less or other than an entry's own text is refused")
    func onlyOneText() throws {
        for entry in LedgerTests.every {
            let text = String(decoding: entry.bytes, as: UTF8.self)
            let changed = [
                text + " ", text + "\n", " " + text, text + "\r",
                text.replacingOccurrences(of: "\"v\":1", with: "\"v\":2"),
                text.replacingOccurrences(of: "\"v\":1", with: "\"v\":01"),
                text.replacingOccurrences(of: "\"v\":1", with: "\"v\":+1"),
                text.replacingOccurrences(of: "\"v\":1", with: "\"v\": 1"),
                text.replacingOccurrences(of: "\"v\":1,", with: "\"v\":1,\"v\":1,"),
                text.replacingOccurrences(of: "{\"v\":1,", with: "{\"v\":1,\"more\":1,"),
                text.replacingOccurrences(
                    of: "\"kind\":\"\(entry.event.kind)\"", with: "\"kind\":\"quorums\""),
                text.replacingOccurrences(of: "Z\"", with: "+00:00\""),
                text.replacingOccurrences(of: "\"kind\"", with: "\"\\u006bind\""),
                text.replacingOccurrences(of: "kind\"", with: "kind\u{301}\""),
            ]
            for changed in changed where changed != text {
                #expect(throws: LedgerEntryError.self, "\(changed)") {
                    try LedgerEntry(bytes: Array(changed.utf8))
                }
            }
            for place in entry.bytes.indices {
                #expect(throws: LedgerEntryError.self) {
                    try LedgerEntry(bytes: Array(entry.bytes[..<place]))
                }
            }
        }
    }

    @Test("What entries name can stand in a path: no dots, slashes or strange periods")
    func words() {
        for audience in ["../x", "a/b", "", "Elus", "a.b", "elus.erratum-1", "é"] {
            #expect(!LedgerWords.isAudience(audience), "\(audience)")
        }
        for period in ["2026-13", "26", "2026-1", "2026-Q5", "../2026", "2026-W54", "2026-02-30"] {
            #expect(LedgerWords.days(ofPeriod: period) == nil, "\(period)")
        }
        #expect(LedgerWords.days(ofPeriod: "2026-02")?.count == 28)
        #expect(LedgerWords.days(ofPeriod: "2026-W05")?.count == 7)
    }

    @Test("Times are whole seconds of UTC, written in one way", arguments: 1...3)
    func times(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let seconds = Int.random(in: 0...253_402_300_799, using: &random)
            let time = LedgerTime(Date(timeIntervalSince1970: TimeInterval(seconds)))
            #expect(time.seconds == seconds, "seed \(seed)")
            #expect(LedgerTime(text: time.text) == time, "seed \(seed)")
            #expect(time.text == time.date.formatted(.iso8601), "seed \(seed)")
        }
        for text in ["2026-01-01T00:00:60Z", "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", ""] {
            #expect(LedgerTime(text: text) == nil, "\(text)")
        }
    }

    @Test("A whole life keeps the rules of the order")
    func life() throws {
        var history = LedgerHistory()
        for entry in LedgerTests.life { try history.append(entry) }
        #expect(history.size == LedgerTests.life.count)
        #expect(history.numbers == ["elus": 1])
        #expect(history.periods["2026-01"]?.destroyedIndex == 4)
    }

    @Test("Each rule of the order is broken by the entry that it forbids, and by that one's place")
    func rules() throws {
        let life = LedgerTests.life
        let cases: [(LedgerRule, Int, [LedgerEntry])] = [
            (.foundedFirst, 0, [life[1]]),
            (.foundedOnce, 1, [life[0], life[0]]),
            (.timeFalls, 2, [life[0], at(100, life[1]), at(99, life[1])]),
            (
                .restatedLate, 1,
                [life[0], LedgerEntry(.started, at: life[0].time, isRestated: true)]
            ),
            (.versionRises, 2, [life[0], life[1], life[1]]),
            (.quorum, 1, [life[0], at(10, adoption(1, signers: [9]))]),
            (.quorumNumberRises, 1, [life[0], LedgerTests.change(2, to: [4])]),
            (.quorumApproved, 1, [life[0], LedgerTests.change(1, to: [4], approved: [4])]),
            (.withdrawnBySigner, 1, [life[0], LedgerTests.withdrawal(by: 9)]),
            (
                .withdrawnOnce, 2,
                [life[0], LedgerTests.withdrawal(by: 2), LedgerTests.withdrawal(by: 3)]
            ),
            (.openedOnce, 3, [life[0], life[1], life[2], life[2]]),
            (.periodsOverlap, 3, [life[0], life[1], life[2], opening("2026-W03")]),
            (
                .latestPolicy, 3,
                [life[0], life[1], at(11, adoption(2, policy: 8)), opening("2026-01")]
            ),
            (.endedAfterOpening, 2, [life[0], life[1], life[3]]),
            (.endedOnce, 4, [life[0], life[1], life[2], life[3], life[3]]),
            (
                .releasedUnderOpened, 3,
                [life[0], life[1], life[2], release("2026-01", number: 1, policy: 8)]
            ),
            (
                .publishedBeforeRelease, 3,
                [life[0], life[1], life[2], release("2026-01", number: 1, publish: 29)]
            ),
            (.numbersRise, 3, [life[0], life[1], life[2], release("2026-01", number: 2)]),
            (
                .contentNamed, 3,
                [life[0], life[1], life[2], release("2026-01", number: 1, content: nil)]
            ),
            (.erratumAfterRelease, 3, [life[0], life[1], life[2], erratum(1)]),
            (.erratumOfRelease, 4, Array(life[..<4]) + [erratum(1, of: 8)]),
            (.erratumNumbersRise, 4, Array(life[..<4]) + [erratum(2)]),
            (.erratumNumbersRise, 6, life + [erratum(1), erratum(1)]),
            (.destroyedAfterEnd, 3, [life[0], life[1], life[2], life[4]]),
            (.destroyedOnce, 5, life + [life[4]]),
        ]
        #expect(Set(cases.map(\.0)) == Set(LedgerRule.allCases))
        for (rule, index, entries) in cases {
            var history = LedgerHistory()
            for entry in entries.dropLast() { try history.append(entry) }
            let before = history
            #expect(throws: LedgerViolation(rule: rule, index: index)) {
                try history.append(entries[entries.count - 1])
            }
            #expect(history == before, "\(rule)")
        }
    }

    @Test("After a change only the new quorum decides, and only under the certificates it names")
    func afterChange() throws {
        var history = LedgerHistory()
        try history.append(LedgerTests.life[0])
        try history.append(LedgerTests.change(1, to: [4, 5], approved: [3], accepted: [4, 5]))
        #expect(throws: LedgerViolation(rule: .quorum, index: 2)) {
            try history.append(adoption(1, signers: [2]))
        }
        // The same key under another certificate, with later dates perhaps.
        let other = LedgerEvent.Signer(
            key: LedgerTests.signer(4).key, certificate: .sha256([4, 99]))
        #expect(throws: LedgerViolation(rule: .quorum, index: 2)) {
            try history.append(
                LedgerEntry(
                    .policyAdopted(
                        .init(
                            policy: .sha256([4]), version: 1, signatures: .sha256([5]),
                            signers: [other])), at: LedgerTests.time(10)))
        }
        #expect(throws: LedgerViolation(rule: .withdrawnBySigner, index: 2)) {
            try history.append(LedgerTests.withdrawal(by: 2))
        }
        try history.append(adoption(1, signers: [5]))
        #expect(history.policies.first?.quorum == LedgerTests.quorum([4, 5]))
        #expect(history.quorums.map(\.index) == [0, 1])
    }

    @Test("A quorum that names too few, or the wrong role, is met in no order")
    func roles() throws {
        let founding = LedgerEvent.Founding(
            site: LedgerTests.site, logKey: LedgerTests.founding.logKey,
            certificate: LedgerTests.signer(1),
            quorum: LedgerTests.quorum([2, 3, 5], roles: true, total: 2))
        var history = LedgerHistory()
        try history.append(LedgerEntry(.founded(founding), at: LedgerTests.time(0)))
        // Two signers, neither a director; and a director alone.
        for signers: [UInt8] in [[3, 5], [5, 3], [2]] {
            #expect(throws: LedgerViolation(rule: .quorum, index: 1)) {
                try history.append(adoption(1, signers: signers))
            }
        }
        for signers: [UInt8] in [[2, 3], [5, 2]] {
            var whole = history
            try whole.append(adoption(1, signers: signers))
        }
    }

    @Test("A withdrawal counts from its entry on, for its audience or for every one")
    func withdrawn() throws {
        var history = LedgerHistory()
        try history.append(LedgerTests.life[0])
        try history.append(LedgerTests.withdrawal(by: 2, audience: "elus"))
        let key = Digest.sha256([7])
        #expect(history.withdrawn(from: "elus") == [key])
        #expect(history.withdrawn(from: "elus", before: 1) == [])
        #expect(history.withdrawn(from: "research") == [])
        try history.append(LedgerTests.withdrawal(by: 3))
        #expect(history.withdrawn(from: "research") == [key])
    }

    // MARK: Samples

    static let site = String(repeating: "5e", count: 16)

    static var founding: LedgerEvent.Founding {
        LedgerEvent.Founding(
            site: site, logKey: (try? logKey()) ?? "", certificate: signer(1),
            quorum: quorum([2, 3]))
    }

    private static func logKey() throws -> String {
        let seed = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
        let key = try LogKey(seed: seed, name: LedgerWords.origin(ofSite: site))
        return key.verifier.text
    }

    /// Signers 1 to 5, the second and every even one a director, where there are roles.
    static func quorum(_ numbers: [UInt8], roles: Bool = false, total: Int? = nil) -> QuorumRule {
        let director = Role("director") ?? .signer
        let members = numbers.map { number in
            QuorumRule.Member(
                role: roles && number.isMultiple(of: 2) ? director : .signer,
                key: signer(number).key, certificate: signer(number).certificate)
        }
        do {
            return try QuorumRule(
                members: members, minimums: roles ? [director: 1] : [:], total: total)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static func statement(_ number: UInt8) -> LedgerEvent.Signed {
        LedgerEvent.Signed(statement: .sha256([number, 1]), signatures: .sha256([number, 2]))
    }

    static func change(
        _ number: Int, to members: [UInt8], approved: [UInt8] = [2], accepted: [UInt8]? = nil,
        at seconds: Int = 5
    ) -> LedgerEntry {
        func signers(_ numbers: [UInt8]) -> [LedgerEvent.Signer] {
            numbers.map(signer).sorted { $0.key < $1.key }
        }
        return LedgerEntry(
            .quorumChanged(
                .init(
                    number: number, quorum: quorum(members), signed: statement(UInt8(number)),
                    approved: signers(approved), accepted: signers(accepted ?? members))),
            at: time(seconds))
    }

    static func withdrawal(by number: UInt8, audience: String? = nil) -> LedgerEntry {
        LedgerEntry(
            .recipientWithdrawn(
                .init(
                    audience: audience, key: .sha256([7]), signed: statement(7),
                    signer: signer(number))), at: time(6))
    }

    static func signer(_ number: UInt8) -> LedgerEvent.Signer {
        LedgerEvent.Signer(key: .sha256([number]), certificate: .sha256([number, 0]))
    }

    static var life: [LedgerEntry] {
        [
            at(0, LedgerEntry(.founded(founding), at: time(0))), at(10, adoption(1)),
            opening("2026-01"), release("2026-01", number: 1),
            LedgerEntry(.keysDestroyed(period: "2026-01"), at: time(30)),
        ]
    }

    static var every: [LedgerEntry] {
        let earlier = LedgerEvent.Founding(
            site: site, logKey: founding.logKey, certificate: signer(1), quorum: quorum([2]),
            earlier: .init(entries: 12, last: .sha256([])))
        let signed = LedgerEvent.Founding(
            site: site, logKey: founding.logKey, certificate: signer(1),
            quorum: quorum([2, 3], roles: true), signed: statement(8))
        return life + [
            LedgerEntry(.founded(earlier), at: time(0)),
            LedgerEntry(.founded(signed), at: time(0)),
            change(1, to: [2, 3], approved: [2], accepted: [3]),
            withdrawal(by: 2), withdrawal(by: 2, audience: "elus"),
            LedgerEntry(
                .released(
                    .init(
                        period: "2026-01", policy: .sha256([4]), publish: time(40), releases: [],
                        unaddressed: ["elus", "research"])), at: time(30)),
            LedgerEntry(adoption(3).event, at: time(1), isRestated: true),
            LedgerEntry(release("2026-01", number: 1, content: nil).event, at: time(1)),
            LedgerEntry(.policyRefused(policy: .sha256([4]), .signers), at: time(1)),
            LedgerEntry(.policyRefused(policy: nil, .unsigned), at: time(1)),
            LedgerEntry(.noRelease(period: "2026-W05", .keyLost), at: time(1)),
            LedgerEntry(.keysDestroyedAgain(period: "2026"), at: time(1)),
            LedgerEntry(.started, at: time(1)), LedgerEntry(.uncleanStop, at: time(1)),
            LedgerEntry(.clockJump(.back, seconds: 1000), at: time(1)), erratum(1),
        ]
    }

    static func time(_ seconds: Int) -> LedgerTime {
        LedgerTime(Date(timeIntervalSince1970: 1_767_222_000 + TimeInterval(seconds)))
    }

    static func at(_ seconds: Int, _ entry: LedgerEntry) -> LedgerEntry {
        LedgerEntry(entry.event, at: time(seconds))
    }

    static func adoption(_ version: Int, policy: UInt8 = 4, signers: [UInt8] = [2]) -> LedgerEntry {
        LedgerEntry(
            .policyAdopted(
                .init(
                    policy: .sha256([policy]), version: version, signatures: .sha256([5]),
                    signers: signers.map(signer))), at: time(10))
    }

    static func opening(_ period: String) -> LedgerEntry {
        LedgerEntry(
            .opened(period: period, policy: .sha256([4]), isBackfilled: false), at: time(20))
    }

    static func release(
        _ period: String, number: Int, policy: UInt8 = 4, publish: Int = 40,
        content: Digest? = .sha256([6])
    ) -> LedgerEntry {
        LedgerEntry(
            .released(
                .init(
                    period: period, policy: .sha256([policy]), publish: time(publish),
                    releases: [
                        .init(
                            audience: "elus", number: number, content: content, sealed: .sha256([7])
                        )
                    ])), at: time(30))
    }

    static func erratum(_ number: Int, of release: UInt8 = 7) -> LedgerEntry {
        let told = LedgerEvent.AudienceErratum(
            audience: "elus", number: number, release: .sha256([release]), content: .sha256([9]),
            sealed: .sha256([10]))
        return LedgerEntry(
            .erratum(.init(period: "2026-01", reason: .protectionDefect, audiences: [told])),
            at: time(50))
    }

    private func erratum(_ number: Int, of release: UInt8 = 7) -> LedgerEntry {
        LedgerTests.erratum(number, of: release)
    }
    private func at(_ seconds: Int, _ entry: LedgerEntry) -> LedgerEntry {
        LedgerTests.at(seconds, entry)
    }
    private func adoption(
        _ version: Int, policy: UInt8 = 4, signers: [UInt8] = [2]
    ) -> LedgerEntry { LedgerTests.adoption(version, policy: policy, signers: signers) }
    private func opening(_ period: String) -> LedgerEntry { LedgerTests.opening(period) }
    private func release(
        _ period: String, number: Int, policy: UInt8 = 4, publish: Int = 40,
        content: Digest? = .sha256([6])
    ) -> LedgerEntry {
        LedgerTests.release(
            period, number: number, policy: policy, publish: publish, content: content)
    }
}
