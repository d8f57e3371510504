import Foundation
import SeuilAudit
import SeuilCore
import SeuilCrypto
import Testing

@testable import SeuilRelease
@testable import SeuilService

@Suite("The verdict on signatures: each that does not count is named, with its reason")
struct SignatureVerdictTests {
    private typealias Signed = (
        person: TestKeys.Person, certificate: Certificate?, time: String, content: [UInt8]?
    )

    /// One signature that root lets count, who holds the ledger's key but none of the signers'.
    private static func by(
        _ person: TestKeys.Person, certificate: Certificate? = nil,
        at time: String = "2026-01-01T12:00:00Z", over content: [UInt8]? = nil
    ) -> Signed { (person, certificate, time, content) }

    /// The findings, with their texts, when the policy of `version` is signed so and adopted at `adopted`.
    private func findings(
        _ signed: [Signed], version: Int = 2, adopted: String? = nil
    ) async throws -> [AuditFinding] {
        let site = try await ApprovedSite.shared.value
        let copy = try site.copy()
        let folder = "ledger/policies/\(try copy.policy(version))"
        let manifest = try copy.bytes("\(folder)/MANIFEST.sha256")
        var signatures: [UInt8]?
        for one in signed {
            let certificate = one.certificate ?? one.person.certificate
            let (content, time) = (one.content ?? manifest, try date(one.time))
            signatures =
                try signatures.map {
                    try DetachedSignature.addSignature(
                        to: $0, content: content, certificate: certificate, key: one.person.key,
                        at: time)
                }
                ?? DetachedSignature.sign(
                    content, by: [(certificate, one.person.key)], at: time)
        }
        let forged = try #require(signatures)
        try copy.write(forged, to: "\(folder)/MANIFEST.p7s")
        let time = try adopted.map { LedgerTime(try date($0)) }
        try copy.forge { entries in
            let index = entries.firstIndex { entry in
                guard case .policyAdopted(let old) = entry.event else { return false }
                return old.version == version
            }
            guard let index, case .policyAdopted(let old) = entries[index].event else { return }
            if time != nil { entries.removeLast(entries.count - index - 1) }
            entries[index] = LedgerEntry(
                .policyAdopted(
                    .init(
                        policy: old.policy, version: version, signatures: .sha256(forged),
                        signers: old.signers)), at: time ?? entries[index].time)
        }
        return try copy.audit().findings.filter { $0.place == "\(folder)/MANIFEST.p7s" }
    }

    private func key(_ person: TestKeys.Person) -> String {
        person.certificate.publicKeyFingerprint.hex
    }

    private func entry(_ kind: String) async throws -> Int {
        let entries = try await ApprovedSite.shared.value.copy().entries()
        return try #require(entries.firstIndex { $0.event.kind == kind })
    }

    @Test("Every reason is named by its own code, and says whose signature it is")
    func reasons() async throws {
        let keys = try TestKeys.shared.get()
        let (director, before, next) = (keys.signer, keys.otherSigner, keys.successor)
        let change = try await entry("quorum")
        let renewed = try Certificate.selfSigned(
            key: next.key, commonName: "successor again", organisation: nil, usage: .signing,
            notBefore: next.certificate.notBefore, notAfter: next.certificate.notAfter)
        let missing = "0 of the 1 needed signers with the role auditor have signed"
        let counts = "; the signature of signer, key \(key(director)), counts in the role director"
        func successor(_ reason: String) -> String {
            "the signature of successor, key \(key(next)), does not count: \(reason)"
        }
        let cases: [([Signed], Int, String?, [(AuditFinding.Code, String)])] = [
            // An auditor is missing.
            ([Self.by(director)], 2, nil, []),
            // One signer twice.
            (
                [Self.by(director), Self.by(director)], 2, nil,
                [
                    (
                        .signatureRepeated,
                        "the signature of signer, key \(key(director)), does not count: the same signer again"
                    )
                ]
            ),
            // Who decided before.
            (
                [Self.by(director), Self.by(before)], 2, nil,
                [
                    (
                        .signerNotDeciding,
                        "the signature of other signer, key \(key(before)), does not count: its signer "
                            + "has not decided since entry \(change)"
                    )
                ]
            ),
            // Who decides later only.
            (
                [Self.by(director), Self.by(next)], 1, nil,
                [(.signerNotDeciding, successor("its signer decides only from entry \(change) on"))]
            ),
            // Who never decides.
            (
                [Self.by(director), Self.by(keys.leaving)], 2, nil,
                [
                    (
                        .signerNotDeciding,
                        "the signature of leaving, key \(key(keys.leaving)), does not count: its "
                            + "certificate is none of the signers'"
                    )
                ]
            ),
            // Another certificate for the key.
            (
                [Self.by(director), Self.by(next, certificate: renewed)], 2, nil,
                [
                    (
                        .signerOtherCertificate,
                        "the signature of successor again, key \(key(next)), does not count: it is under "
                            + "another certificate than the one by which this key decides"
                    )
                ]
            ),
            // Another content.
            (
                [Self.by(director), Self.by(next, over: [1])], 2, nil,
                [(.signatureAltered, successor("it was altered, or is of another content"))]
            ),
            // A policy dated back before its signature.
            (
                [Self.by(director), Self.by(next, at: "2027-01-01T12:00:00Z")], 2, nil,
                [(.signatureLater, "2027-01-01T12:00:00Z")]
            ),
        ]
        for (signed, version, adopted, expected) in cases {
            let found = try await findings(signed, version: version, adopted: adopted)
            #expect(
                found.map(\.code) == ([(.policyNotSigned, "")] + expected).map(\.0), "\(found)")
            #expect(found.first?.text == missing + counts)
            for (finding, (_, text)) in zip(found.dropFirst(), expected) {
                #expect(
                    expected.first?.0 == .signatureLater
                        ? finding.text.contains(text) : finding.text == text)
            }
            #expect(found.allSatisfy { $0.severity == .error })
        }
    }

    @Test("A certificate that has ended is named with its end, and so is a date after it")
    func ended() async throws {
        let keys = try TestKeys.shared.get()
        let (director, next) = (keys.signer, keys.successor)
        let both = [Self.by(director), Self.by(next)]
        let late = try await findings(both, adopted: "2036-06-01T00:00:00Z")
        #expect(
            late.map(\.code) == [.policyNotSigned, .signerExpired, .signerExpired], "\(late)")
        #expect(
            Set(late.dropFirst().map(\.text))
                == Set(
                    [("signer", director), ("successor", next)].map { name, person in
                        "the signature of \(name), key \(key(person)), does not count: its certificate "
                            + "ended on 2036-01-01T00:00:00Z, before 2036-06-01T00:00:00Z, when it was "
                            + "to count"
                    }))
        // Within the hour that clocks may differ by, but after the certificate's end.
        let after = try await findings(
            [Self.by(director), Self.by(next, at: "2036-01-01T00:00:01Z")],
            adopted: "2035-12-31T23:59:00Z")
        #expect(after.map(\.code) == [.policyNotSigned, .signerExpired], "\(after)")
        #expect(
            after.last?.text
                == "the signature of successor, key \(key(next)), does not count: it is dated "
                + "2036-01-01T00:00:01Z, after its certificate's end on 2036-01-01T00:00:00Z")
    }

    @Test("Beside enough that count, one that does not is worth a notice")
    func beside() async throws {
        let keys = try TestKeys.shared.get()
        let found = try await findings(
            [Self.by(keys.signer), Self.by(keys.successor), Self.by(keys.otherSigner)])
        #expect(found.map(\.code) == [.signerNotDeciding])
        #expect(found.map(\.severity) == [.notice])
    }

    @Test("Of a policy that its entry belies it is said in what")
    func differs() async throws {
        let keys = try TestKeys.shared.get()
        let site = try await ApprovedSite.shared.value
        func findings(
            version: Int = 2, signers: [LedgerEvent.Signer]? = nil
        ) throws -> [AuditFinding] {
            let copy = try site.copy()
            try copy.forge { entries in
                let index = entries.lastIndex { $0.event.kind == "policy-adopted" } ?? 0
                guard case .policyAdopted(let old) = entries[index].event else { return }
                entries[index] = LedgerEntry(
                    .policyAdopted(
                        .init(
                            policy: old.policy, version: version, signatures: old.signatures,
                            signers: signers ?? old.signers)), at: entries[index].time)
            }
            return try copy.audit().findings.filter { $0.code == .policyDiffersFromEntry }
        }
        #expect(
            try findings(version: 3).map(\.text)
                == ["the entry says version 3, the policy version 2"])
        #expect(try findings().isEmpty)
        // Of two who may sign, one is enough; the entry names the other, or one of both.
        let instance = try TestInstance()
        let (one, other) = (keys.signer, keys.otherSigner)
        let quorum = try Quorum(
            signers: [one, other].map { .init(role: .signer, certificate: $0.certificate) },
            total: 1)
        try instance.layFounding(of: quorum, signedBy: [one])
        let room = try instance.openFounded()
        try await room.adopt(TestPolicy().files(signedBy: [one]))
        await room.tick()
        let copy = try AuditedCopy(of: instance, site: await room.site)
        #expect(try copy.findings() == [])
        try copy.forge { entries in
            let index = entries.lastIndex { $0.event.kind == "policy-adopted" } ?? 0
            guard case .policyAdopted(let old) = entries[index].event else { return }
            entries[index] = LedgerEntry(
                .policyAdopted(
                    .init(
                        policy: old.policy, version: old.version, signatures: old.signatures,
                        signers: [.init(other.certificate)])), at: entries[index].time)
        }
        #expect(
            Set(
                try copy.audit().findings.filter { $0.code == .policyDiffersFromEntry }
                    .map(\.text)) == [
                    "the entry names the key \(key(other)), which has not signed",
                    "signer, key \(key(one)), has signed, and the entry does not say so",
                ])
        await room.shutdown()
    }
}
