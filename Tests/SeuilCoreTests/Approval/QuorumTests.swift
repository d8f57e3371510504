import Foundation
import SeuilCrypto
import TestSupport
import Testing

@testable import SeuilCore

@Suite("Quorums")
struct QuorumTests {
    private static let director = Role("director") ?? .signer
    private static let auditor = Role("auditor") ?? .signer

    private static func member(_ number: UInt8, _ role: Role) -> QuorumRule.Member {
        QuorumRule.Member(role: role, key: .sha256([number]), certificate: .sha256([number, 0]))
    }

    @Test("What could never be met, or be read in two ways, is no quorum")
    func refused() throws {
        let (director, auditor) = (Self.director, Self.auditor)
        let members = [Self.member(1, director), Self.member(2, director), Self.member(3, auditor)]
        let clerk = try #require(Role("clerk"))
        let cases: [([QuorumRule.Member], [Role: Int], Int?, QuorumFault)] = [
            ([], [:], nil, .noSigners),
            // One key in two roles would count for both.
            (
                members + [Self.member(1, auditor)], [director: 1, auditor: 1], nil,
                .keyTwice(.sha256([1]))
            ),
            (members + [members[0]], [:], 1, .keyTwice(.sha256([1]))),
            (members, [clerk: 1], nil, .unknownRole(clerk)),
            (members, [director: 0], nil, .minimum(director, 0, most: 2)),
            (members, [director: 3], nil, .minimum(director, 3, most: 2)),
            (members, [:], 0, .total(0, least: 1, most: 3)),
            (members, [:], 4, .total(4, least: 1, most: 3)),
            (members, [director: 1, auditor: 1], 1, .total(1, least: 2, most: 3)),
        ]
        for (members, minimums, total, fault) in cases {
            #expect(throws: fault) {
                try QuorumRule(members: members, minimums: minimums, total: total)
            }
        }
        let many = (0...64).map { Self.member($0, director) }
        #expect(throws: QuorumFault.tooMany(65)) { try QuorumRule(members: many) }
        #expect(try QuorumRule(members: Array(many.prefix(64))).total == 1)
    }

    @Test("Counting comes to the same in every order", arguments: 1...5)
    func orders(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let count = Int.random(in: 1...6, using: &random)
            let members = (0..<count).map {
                Self.member(UInt8($0), Bool.random(using: &random) ? Self.director : Self.auditor)
            }
            var minimums: [Role: Int] = [:]
            for role in [Self.director, Self.auditor] {
                let most = members.count { $0.role == role }
                let least = Int.random(in: 0...most, using: &random)
                if least > 0 { minimums[role] = least }
            }
            let rule = try QuorumRule(
                members: members.shuffled(using: &random), minimums: minimums)
            #expect(rule.members.map(\.key) == rule.members.map(\.key).sorted())
            let signed = members.filter { _ in Bool.random(using: &random) }
            let isEnough =
                signed.count >= rule.total
                && minimums.allSatisfy { role, least in
                    signed.count { $0.role == role } >= least
                }
            let strangers = [Digest.sha256([200]), .sha256([201])]
            #expect(
                (rule.shortfall(of: Set(signed.map(\.key) + strangers)) == nil) == isEnough,
                "seed \(seed)")
        }
    }

    @Test("A role is a plain word, and never the word for all")
    func roles() {
        for name in ["director", "a", "data-protection-2", String(repeating: "x", count: 32)] {
            #expect(Role(name)?.name == name)
        }
        for name in [
            "", "all", "Director", "2nd", "-a", "a b", "é", "a_b",
            String(repeating: "x", count: 33),
        ] {
            #expect(Role(name) == nil, "\(name)")
        }
    }

    @Test("A certificate minted anew for a signer's key, with a later end, is nobody's")
    func mintedAnew() throws {
        let signer = try PolicyFixture.holder("A", .signing, until: "2026-03-01")
        let minted = try Certificate(der: QuorumTests.extended(signer.certificate.der))
        #expect(minted.publicKeyFingerprint == signer.certificate.publicKeyFingerprint)
        #expect(minted.notAfter > PolicyFixture.date("2040-01-01"))
        // Issuer, serial and key are the same, by which CMS finds a signature's certificate.
        let then = PolicyFixture.date("2026-02-01")
        let later = PolicyFixture.date("2026-06-01")
        let content = Array("content".utf8)
        let signature = try DetachedSignature.sign(
            content, by: [(signer.certificate, signer.key)], at: then)
        #expect(
            try DetachedSignature.verify(
                signature, of: content, trusting: [minted], at: later) == [])
        let quorum = try Quorum(signers: [.init(role: .signer, certificate: signer.certificate)])
        #expect(
            try quorum.signers(of: content, signatures: signature, at: then)
                == [signer.certificate])
        #expect(try quorum.signers(of: content, signatures: signature, at: later) == [])
        #expect(Quorum(quorum.rule, among: [minted]) == nil)
        #expect(Quorum(quorum.rule, known: [minted]).signers == [])
    }

    /// The certificate with another end, 2049, where its own stands; its signature of itself is broken thereby, and is
    /// nobody's to check.
    static func extended(_ der: [UInt8]) throws -> [UInt8] {
        // Both ends are UTCTime: 0x17, 13 bytes, the year first.
        let ends = der.indices.filter { der[$0...].starts(with: [0x17, 0x0D]) }
        try #require(ends.count == 2)
        var changed = der
        changed.replaceSubrange((ends[1] + 2)...(ends[1] + 3), with: Array("49".utf8))
        return changed
    }

    @Test("The status can tell when too few certificates will be valid")
    func end() throws {
        let (a, b) = (
            try PolicyFixture.holder("A", .signing, until: "2026-03-01"),
            try PolicyFixture.holder("B", .signing, until: "2027-03-01")
        )
        let signers = [a, b].map {
            Quorum.Signer(role: .signer, certificate: $0.certificate)
        }
        let now = PolicyFixture.date("2026-01-01")
        let both = try Quorum(signers: signers, total: 2).unsatisfiable(after: now)
        #expect(both == a.certificate.notAfter + 1)
        let one = try Quorum(signers: signers, total: 1).unsatisfiable(after: now)
        #expect(one == b.certificate.notAfter + 1)
        let late = PolicyFixture.date("2028-01-01")
        #expect(try Quorum(signers: signers).unsatisfiable(after: late) == late)
    }
}
